"""An option of a question, however it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """An option as this room needs it: its id, and the phrases that mean it, per language."""

    id: str
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    """Findings of the screen that mean it."""
    counts_as: float | None = None
    """The temperature in Celsius that it stands for, where the option says so."""
    letter: str = ""
    """The letter before it in the question, if there is one."""


def as_choices(options: Iterable[Any]) -> tuple[Choice, ...]:
    """Take options as protocols hold them, as mappings, or as plain strings."""
    return tuple(_choice(option) for option in options)


def _choice(option: Any) -> Choice:
    if isinstance(option, Choice):
        return option
    if isinstance(option, bool):
        return Choice("yes" if option else "no", {"": ("yes" if option else "no",)})
    if isinstance(option, str | int | float):
        return Choice(str(option), {"": (str(option),)})
    get = option.get if isinstance(option, Mapping) else lambda k, d=None: getattr(option, k, d)
    label, words = get("label") or {}, get("words") or {}
    labels = {"": (label,)} if isinstance(label, str) else {k: (v,) for k, v in label.items()}
    spoken = {"": tuple(words)} if not isinstance(words, Mapping) else dict(words)
    own = _id(get("id"))
    if own is None:
        own = str(get("label"))
    keys = {*labels, *spoken, ""}
    name = (own.replace("_", " "),)
    return Choice(
        own,
        {k: (*labels.get(k, ()), *spoken.get(k, ()), *(name if k == "" else ())) for k in keys},
        tuple(get("findings") or ()),
        get("counts_as"),
    )


def _id(given: Any) -> str | None:
    """Take an id as protocols write it; an unquoted yes or no is a truth value in YAML."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    return None if given is None else str(given)
