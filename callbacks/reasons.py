"""Every rule that can have a part in a decision: its constant word, and the sentence that a page makes of it.

A word stays for good: cases keep it. Moments in the data are UTC, ISO 8601; a page shows them in its viewer's zone.
"""

from datetime import UTC, datetime

from callbacks.rules import Why

BARRED = "barred"
"""Among the reasons of what only the project's rules can let go on."""

SENTENCES: dict[str, str] = {
    # The state of the case
    "closed": "The case was closed at {at}: {reason}.",
    "in_hand": "An attempt to call has been under way since {since}.",
    "missed": "The customer's latest call, at {at}, was missed: {reason}.",
    "released": "{by} let the case go on at {at}.",
    "held_by_person": "{by} stopped the case: {why}",
    "customer_wrote": "The customer wrote at {at}; somebody has to answer by {target} before anything else is done.",
    "answer_late": "The customer's text should have been answered by {target}.",
    "word_awaited": "The call that ended at {ended} was answered; the agent's word on it is awaited until {due}.",
    "no_word": "The call that ended at {ended} was answered, and no agent has said by {due} what came of it.",
    "useful_until": "A call back is of use until {at}; then the case expires.",
    "too_late": "The next step would come too late, at {at}: only a person can still do something.",
    "ladder_exhausted": "Every step of the ladder is done, and the customer was not reached.",
    # Whom we do not call
    "do_not_call": "The customer is on the do-not-call list.",
    "invalid_number": "No such number can exist, as far as the numbering plan is known.",
    "emergency_number": "It is the number of an emergency service.",
    "own_number": "It is one of our own numbers.",
    "anonymous": "The caller withheld the number.",
    BARRED: "Nobody can let this go on; only the project's rules can say that the number is harmless.",
    "denied_prefix": "The project's rules deny numbers that begin with {prefix}.",
    "dear_line": "Numbers of this kind cost more than a call back is worth: {line}.",
    "country_not_allowed": "Calls to this country are not allowed ({country}; allowed: {allowed}).",
    "neighbours": "{callers} callers from neighbouring numbers within {minutes} minutes: their numbers may be forged.",
    "asserted_differs": (
        "The caller showed {shown}, but the network says {asserted}: the number may be forged, or their company shows"
        " another number than its line has."
    ),
    "asserted_near": (
        "The caller showed {shown}, but the network says another number of that range: most likely an extension of a"
        " company and its main number, though it may be forged."
    ),
    "cap_prefix": "{count} attempts within an hour went to numbers that begin with {prefix}: this may be fraud.",
    "cap_number": "The number has had its {limit} attempts of a day; not before {until}.",
    "cap_hour": "The project has made its {limit} attempts of an hour; not before {until}.",
    "cap_project_day": "The project has made its {limit} attempts of a day; not before {until}.",
    # When we call
    "soon": "A missed call is returned soon, but not before {at}: people often redial.",
    "same_clock_time": "The customer called at {clock} ({zone}, by the {zone_from}): that time suits them.",
    "short_day": "A day is shortened for a demonstration; hours are not looked at.",
    "after_text": "The customer had until {at} to answer the text.",
    "min_gap": "After the attempt that ended at {last} the next step is not before {at}.",
    "cap_day": "The customer has had the {attempts} attempts of a day; the next day begins at {at}.",
    "cap_case": "The case has had its {attempts} attempts: no more calls.",
    "busy_again": "The line was busy (attempt {tries} of this step): again at {at}.",
    "again_after": "The last attempt did not count ({result}): again at {at}.",
    "rung_done": "The call at {at} did not reach the customer: {result}.",
    "not_reached": "The customer was not reached by telephone: a text.",
    "project_closed": "The project is closed at {at} ({zone}).",
    "outside_allowed_hours": "At {at} it is {clock} in {zone}, where the customer may be: outside the allowed hours.",
    "strict_country": "At {at} it is {clock} in {zone}: in this country the allowed hours always hold.",
    "from_opening": "It is spread over the time after {opens}, when calling is possible again.",
    "day_passed": "The moment at {at} has passed without an agent.",
    "nearest_edge": "The nearest moment at which a call is possible is {at}.",
    "never_open": "With these hours ({zone}) the customer can never be called.",
    # Promises
    "promise_customer": "The customer asked to be called at {at}.",
    "promise_person": "{by} put the call off until {at}.",
    "promise_queue": "The customer left the queue at {at} and keeps the place by this call.",
    "promise_too_far": "The promised moment, {at}, is more than a month after it was promised.",
    # Texts
    "no_text": "No text can be sent: {why}",
    "text_lately": "A text of this case was sent at {at}: not another within a day.",
    "text_in_hand": "The text of {at} is being sent.",
    "text_sent": "A text was sent at {at}; the customer has until {until} to answer.",
    "one_way_text": "A text was sent at {at}; no answer can come back from there, so it goes on at {until}.",
    "no_word_to_text": "No word came by {until} in answer to the text of {at}.",
    "text_failed": "The text of {at} did not arrive ({status}): {why}",
    "text_unknown": "Whether the text of {at} was accepted is not known; it is not sent again on suspicion.",
}


def instant(at: datetime) -> str:
    """As it stands in the data of a rule: UTC, ISO 8601, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def sentence(why: Why) -> str:
    """In English. What its data lack stands as it is written, so that a page never fails on it."""
    return SENTENCES.get(why.rule, why.rule).format_map(_Data(why.data))


class _Data(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
