"""Which options a text picks: by its words, its place, a time, a finding, or a bare no."""

from __future__ import annotations

from datetime import datetime

from afterdose.language.asked import OpenQuestion, told_options
from afterdose.language.choice import Choice
from afterdose.language.choices import NONE, chosen
from afterdose.language.durations import duration
from afterdose.language.lasting import has_lengths, lasting
from afterdose.language.option_words import HARMLESS
from afterdose.language.phrases import languages, phrases, tokens_of, unsure_kinds
from afterdose.language.plain_choices import plainly, refused


def picked_options(
    text: str,
    answer_type: str,
    options: tuple[Choice, ...],
    language: str,
    now: datetime | None,
    question: OpenQuestion | None,
) -> list[str]:
    """Return the ids of the options that a text picks; none where it picks nothing."""
    told_ = told_options(text, options, language)
    if _plainly_unsure(text, language):
        return told_
    unwilling = refused(text, options, language)
    if unwilling is not None:
        return unwilling
    picked = chosen(text, options, language, question.id if question is not None else "") or []
    if answer_type == "choice" and has_lengths(options):
        picked = _by_length(text, picked, options, language, now)
    # "none, but my gums bleed" and "no but i wish i was dead" report it; the worse reading counts.
    if told_ and (not picked or set(picked) <= HARMLESS):
        picked = told_
    if answer_type == "choice" and len(picked) > 1 and len(set(picked) & set(told_)) == 1:
        # A sign says more than one word of a label.
        picked = [id_ for id_ in picked if id_ in told_]
    if answer_type == "multi" and picked and told_ and not any(c.isdigit() for c in text):
        return [c.id for c in options if c.id in {*picked, *told_} and c.id != NONE]
    return picked or plainly(text, options, language)


def _by_length(
    text: str,
    picked: list[str],
    options: tuple[Choice, ...],
    language: str,
    now: datetime | None,
) -> list[str]:
    """Take the time told for what it fits: of several options that the words pick the fitting."""
    if text.strip().strip(".#)").isdigit():
        return picked
    hours = duration(text, language, now)
    if hours is None:
        return picked
    fitting = lasting(hours, options)
    return [id_ for id_ in picked if id_ in fitting] or picked or fitting[:1]


def _plainly_unsure(text: str, language: str) -> bool:
    """Whether the text says "not sure" and no more, so that no option's words are in it."""
    if text.strip(" .!¿") and not text.strip(" .!¿?"):
        return True
    for one in languages(language):
        words, tokens = tokens_of(text, one)
        plain = [t for t in tokens if t.kind != "mark"]
        found = phrases(words, plain, unsure_kinds(words, plain, language))
        if found and sum(p.end - p.first for p in found) >= len(plain) - 1:
            return True
    return False
