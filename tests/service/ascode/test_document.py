"""What is written is read again as it was, and what cannot be read is one sentence that says where."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.changes.model import Kept
from config.changes.sections import all_sections
from config.changes.specs import ExceptionDay, HoursSpec, NumberSpec, ProjectSpec, QueueSpec, Span, WeeklyHours
from kernel.errors import BadInput
from service.ascode.document import Document, document_of, read_document
from service.ascode.kinds import kinds_of
from service.ascode.sections import RulesSection, ScriptSpec, ScriptsSection
from service.ascode.text import read_text, written
from telephony.provision.model import PhoneSpec, Rewriting, TrunkSpec

SECTIONS = (*all_sections("carrier"), ScriptsSection(), RulesSection())
KINDS = kinds_of(SECTIONS)

printed = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40)
names = st.sampled_from(["Travel", "no", "null", "~", "1", "12:30", "Ünï · 日本", "a: b # c", "- x", "'", '"', "true"])
languages = st.sampled_from(["en", "no", "uk"])
trunks = st.builds(
    TrunkSpec,
    name=st.sampled_from(["acme", "1e3", "0x1", "on"]),
    way=st.sampled_from(["registration", "credentials", "address"]),
    host=st.sampled_from(["sip.example.com", "10.0.0.1", "2001:db8::1"]),
    outgoing=st.lists(
        st.builds(Rewriting, begins=st.sampled_from(["", "+44", "00"]), becomes=st.just("0")), max_size=3
    ).map(tuple),
    channels=st.none() | st.integers(1, 10_000),
    note=printed,
    active=st.booleans(),
)
phones = st.builds(PhoneSpec, name=st.just("desk-1"), label=printed)
days = st.builds(
    ExceptionDay, on=st.dates(date(2026, 1, 1)), open=st.just((Span("09:00", "24:00"),)) | st.just(()), note=printed
)
scripts = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n\t"), min_size=1, max_size=200
)
things = st.fixed_dictionaries(
    {
        "trunks": trunks,
        "phones": phones,
        "projects": st.builds(
            ProjectSpec, name=names, zone=st.just("Europe/Kyiv"), region=st.just("NO"), language=languages,
            dispositions=st.lists(names, max_size=5).map(tuple), caller_id=st.none() | st.just("+380671110077"),
        ),
        "queues": st.builds(QueueSpec, project=names, name=names, skills=st.lists(names, max_size=5).map(tuple)),
        "hours": st.builds(
            HoursSpec, project=names, weekly=st.just((WeeklyHours("monday", "08:00", "17:30"),)),
            exceptions=st.lists(days, max_size=2).map(tuple),
        ),
        "numbers": st.builds(
            NumberSpec, did=st.sampled_from(["+442079460010", "100", "*61", "+38067111XX"]), project=names, queue=names,
            language=st.none() | languages, menu=st.lists(languages, max_size=9).map(tuple), note=printed,
        ),
        "scripts": st.builds(ScriptSpec, project=names, language=languages, text=scripts),
    }
)  # fmt: skip


def kept_of(specs: Mapping[str, Any]) -> Mapping[str, Mapping[str, Kept[Any]]]:
    """All of one project, so that nothing hangs in the air."""
    name = specs["projects"].name
    whole = {
        section: msgspec.structs.replace(spec, project=name) if hasattr(spec, "project") else spec
        for section, spec in specs.items()
    }
    return {
        section: {"key": Kept(spec, b"\x00sealed" if section == "trunks" else None)} for section, spec in whole.items()
    }


def read(text: str) -> Document:
    return read_document(read_text(text), KINDS)


@settings(max_examples=40)
@given(things)
def test_what_is_written_is_read_again_as_it_was(specs: Mapping[str, Any]) -> None:
    kept = kept_of(specs)

    found = read(written(document_of(kept, KINDS, lambda _: None)))

    assert {each.section: each.spec for each in found.entries} == {name: one["key"].spec for name, one in kept.items()}
    assert [each.secret for each in found.entries if each.section == "trunks"] == [b"\x00sealed"]
    assert ("queues", specs["projects"].name) in found.listed


WHOLE = """\
ringback: 1
trunks:
  - {name: acme, way: address, host: sip.example.com, channels: 5, secret: 'sealed: AAAA'}
projects:
  - name: Travel
    zone: Europe/London
    region: GB
    language: en
    queues:
      - name: Sales
        ring_s: 20
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("language: en", "language: English", "projects[Travel].language: got 'English', accepted is a language"),
        ("ring_s: 20", "ring_s: 0", "projects[Travel].queues[Sales].ring_s: got '0', accepted is a whole number"),
        ("ring_s: 20", "rings: 20", "projects[Travel].queues[Sales].rings: got '20', accepted is only the documented"),
        ("channels: 5", "channels: many", "trunks[acme].channels: got 'many', accepted is a whole number"),
        ("    region: GB\n", "", "projects[Travel].region: got nothing, accepted is a country's code of two letters"),
        ("- name: Sales", "- project: Other\n        name: Sales", "queues[Sales].project: got 'Other'"),
        ("trunks:", "phones: [{name: d-1, agent: Anna}]\ntrunks:", "phones[d-1].agent: got 'Anna', accepted is noth"),
        ("trunks:", "trunk:", "trunk: got an unknown part, accepted is one of agents, "),
        ("ringback: 1", "ringback: 2", "ringback: got '2', accepted is 1, the only form of this file that there is."),
        ("ringback: 1\n", "", "ringback: got nothing, accepted is 1, the only form"),
        ("{name: acme,", "7\n  - {name: acme,", "trunks[1]: got '7', accepted is names, each with"),
        ("sealed: AAAA", "open: AAAA", "trunks[acme].secret: got something else, accepted is a sealed one as"),
        ("region: GB", "region: GB\n    region: UA", "line 8: got 'region', accepted is each name once."),
        ("name: Travel", "name: !!python/object:os.system x", "accepted is no tag."),
        ("- name: Travel", "- name: [Travel", "the file: got did not find expected"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_sentence_that_says_where(old: str, new: str, sentence: str) -> None:
    assert old in WHOLE

    with pytest.raises(BadInput) as refused:
        read(WHOLE.replace(old, new, 1))

    assert sentence in str(refused.value)
