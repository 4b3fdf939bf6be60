"""The text of the manager interface: fields to a form, an answer to blocks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import BadInput

Block = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`head` is the response itself, `events` the list that may follow it. Of a repeated key the last one counts."""

    head: Block
    events: tuple[Block, ...]

    @property
    def message(self) -> str:
        return self.head.get("Message", "").rstrip(".")

    @property
    def successful(self) -> bool:
        return self.head.get("Response") == "Success"


def form(action: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What is posted. Raises BadInput for a name or value with a line break: it would be a header of its own."""
    asked = {"action": action, **fields}
    for name, value in asked.items():
        if any(character in name + value for character in "\r\n\0"):
            raise BadInput(name, value, "a text without line breaks")
    return asked


def parse(text: str) -> Answer:
    """The answer; an empty head if the text is none."""
    blocks = [_block(lines) for lines in text.replace("\r\n", "\n").split("\n\n") if lines.strip()]
    return Answer(blocks[0] if blocks else {}, tuple(blocks[1:]))


def _block(lines: str) -> Block:
    pairs = (line.partition(":") for line in lines.split("\n") if ":" in line)
    return {name.strip(): value.removeprefix(" ") for name, _, value in pairs}
