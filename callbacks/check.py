"""Rules that no project can be worked by are refused before they are saved, in one sentence that names the field."""

from callbacks.rules import ProjectRules


def check_rules(rules: ProjectRules) -> None:
    """Raises `BadInput` for the first field that cannot be."""
