"""The care team's deadlines per disposition, read from data/escalation.yml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

from afterdose.settings import ROOT

FILE = ROOT / "data" / "escalation.yml"
DISPOSITIONS = ("soon", "urgent", "emergency")
CONFIDENCES = ("A", "B", "C", "D")


class DeadlineError(Exception):
    """The file of deadlines is wrong; the message is ``file:line: field: what``."""


@dataclass(frozen=True)
class Deadlines:
    """How long the care team has for one disposition, in minutes, and when it is called.

    From the round of the ladder ``call_from_round`` on each page comes with a call.

    Source: clinical-basis.md 4.1; each figure's own source stands beside it in the file.
    """

    acknowledge_minutes: int
    supervisor_after_minutes: int
    contact_minutes: int
    contact_after_acknowledgement_minutes: int
    page_again_after_reminder_minutes: int
    patient_told_after_minutes: int
    patient_told_every_minutes: int
    call_from_round: int


NAMES = tuple(field.name for field in fields(Deadlines))
PARTS = ("value", "source", "confidence")


def load_deadlines(file: Path = FILE) -> dict[str, Deadlines]:
    """Read all deadlines: disposition → Deadlines.

    Raises DeadlineError with file, line and field for anything unknown, missing or impossible.
    """
    try:
        root = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise DeadlineError(f"{file.name}: cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeadlineError(f"{file.name}:{line}: not YAML: {error.problem}") from None
    if root is None:
        raise DeadlineError(f"{file.name}:1: the file is empty")
    found = {}
    for disposition, node in _mapping(file, root, "the file", DISPOSITIONS).items():
        settings = _mapping(file, node, disposition, NAMES)
        found[disposition] = Deadlines(
            **{
                name: _figure(file, part, f"{disposition}.{name}")
                for name, part in settings.items()
            }
        )
    return found


@cache
def deadlines(disposition: str) -> Deadlines:
    """Return the deadlines of ``soon``, ``urgent`` or ``emergency``; the file is read once."""
    return load_deadlines()[disposition]


def _fail(file: Path, node: yaml.Node, field: str, what: str) -> DeadlineError:
    return DeadlineError(f"{file.name}:{node.start_mark.line + 1}: {field}: {what}")


def _mapping(
    file: Path, node: yaml.Node, field: str, expected: tuple[str, ...]
) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _fail(file, node, field, f"must be a mapping with {', '.join(expected)}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in expected:
            raise _fail(file, key, field, f"unknown field {key.value}")
        if key.value in found:
            raise _fail(file, key, field, f"{key.value} stands there twice")
        found[key.value] = value
    for name in expected:
        if name not in found:
            raise _fail(file, node, field, f"{name} is missing")
    return found


def _figure(file: Path, node: yaml.Node, field: str) -> int:
    parts = _mapping(file, node, field, PARTS)
    value = yaml.SafeLoader("").construct_object(parts["value"])
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise _fail(file, parts["value"], f"{field}.value", "must be a whole number above 0")
    if not str(parts["source"].value).strip():
        raise _fail(file, parts["source"], f"{field}.source", "must name where the figure is from")
    if parts["confidence"].value not in CONFIDENCES:
        raise _fail(
            file, parts["confidence"], f"{field}.confidence", f"must be one of {CONFIDENCES}"
        )
    return value
