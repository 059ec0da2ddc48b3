"""The option that a bare yes, no, refusal or "as always" stands for."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.choice import Choice
from afterdose.language.choices import NONE, names_option
from afterdose.language.whole_texts import all_fine, begins_with_no, refuses
from afterdose.language.yes_no import yes_no

RATHER_NOT = "rather_not_say"
_YES, _NO, _NORMAL = "yes", "no", "normal"


def refused(text: str, options: Sequence[Choice], language: str) -> list[str] | None:
    """Return the option of a refusal, an empty list where there is none; None for no refusal."""
    if not refuses(text, language) or yes_no(text, language) is True:
        return None
    return [c.id for c in options if c.id == RATHER_NOT]


def plainly(text: str, options: Sequence[Choice], language: str) -> list[str]:
    """Return the option that a text without any option's words stands for, if there is one."""
    ids = {c.id for c in options}
    answer = yes_no(text, language)
    if answer is True:
        return [_YES] if _YES in ids else []
    if all_fine(text, language):
        return [id_ for id_ in (NONE, _NO, _NORMAL) if id_ in ids][:1]
    # "no bruise" denies one option only.
    denied = answer is False and begins_with_no(text, language)
    if denied and not names_option(text, options, language):
        return [id_ for id_ in (NONE, _NO) if id_ in ids][:1]
    return []
