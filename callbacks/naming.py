"""What a call of ours to a customer is called: made of its step, so that one step can never be two calls."""

from kernel.ids import CallId, StepId

PREFIX = "cb-"


def callback_id(step: StepId) -> CallId:
    return CallId(f"{PREFIX}{step}")


def step_of(call: CallId) -> StepId | None:
    """The step that a call was placed for; None for a call that is no callback."""
    digits = call.removeprefix(PREFIX)
    if digits == call or not (digits.isascii() and digits.isdigit()):
        return None
    return StepId(int(digits))
