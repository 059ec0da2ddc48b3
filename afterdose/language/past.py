"""Signs of long ago, of last week, and those that are over: narrow, dated or told as ended."""

from __future__ import annotations

from afterdose.language.clause import Clause
from afterdose.language.reading import Reading

AFTER = 3
"""How far behind the words a date may stand alone, in words."""
AFTER_PAST_TENSE = 9
"""How far behind them it may stand where the clause is told in the past tense."""
BEFORE = 9
# Years that patients name, as numbers: "in 1998".
YEARS = range(1930, 2025)
# Ages that patients name: "a heart attack at 52"; smaller numbers may be times of the day.
AGES = range(13, 100)

# Numbers that may be a time of the day, even with a word behind them.
HOURS = range(1, 13)


def past(clause: Clause) -> Reading | None:
    """Say whether the words are dated: a month or longer ago is plain, less is asked about."""
    if clause.holds("still", clause.start, clause.stop):
        return None
    told = clause.holds("had", clause.start, clause.end)
    for kind, plain in (("past", True), ("recent", False)):
        reach = AFTER_PAST_TENSE if told else AFTER
        for at in range(clause.end, min(clause.stop, clause.end + reach)):
            if _dated(clause, kind, at) and (plain or told):
                return Reading("past", plain)
        for at in range(clause.start, clause.first):
            length = _dated(clause, kind, at)
            near = clause.first - (at + length) <= BEFORE
            # "Back in 2010 half my face went numb": the verb may stand behind the sign.
            told_before = (
                clause.holds("had", clause.start, clause.stop)
                if plain
                else clause.holds("had", at + length, clause.end)
            )
            if length and near and told_before:
                return Reading("past", plain)
    if clause.holds("past_before", max(clause.start, clause.first - 6), clause.first):
        return Reading("past")
    return None


def elsewhere_dated(clause: Clause) -> Reading | None:
    """Ask about what another clause of the sentence dates: "in 2016, and it bled for days"."""
    first, end = clause.sentence
    # "on Saturday my throat closed, today I am fine": this "today" brings nothing back.
    fine = [(at, clause.starts("fine_now", at)) for at in range(clause.end, end)]
    well = {place for at, length in fine for place in range(at, at + length)}
    if any(clause.starts("anew", at) for at in range(first, end) if at not in well):
        return None
    over = well or any(clause.starts("over", at) for at in range(clause.end, end))
    if not over and not clause.holds("had", clause.start, clause.end):
        return None
    opening = _dated(clause, "past", first)
    if opening and clause.start == first + opening + 1:
        return Reading("past")  # "When I was 12, I had a fit": it stands for the whole of it
    if any(_dated(clause, kind, at) for kind in ("past", "recent") for at in range(first, end)):
        return Reading("past", plain=False)
    return None


def gone(clause: Clause) -> Reading | None:
    """Say whether the words are told as over, or as seen to: then they are asked about."""
    if clause.holds("gone", clause.end, clause.end + 3):
        return Reading("past", plain=False)
    first, end = clause.sentence
    told = clause.holds("had", clause.start, clause.end)
    if told and any(clause.starts("seen_to", at) for at in range(first, end)):
        return Reading("past", plain=False)
    return None


def _dated(clause: Clause, kind: str, at: int) -> int:
    """Length of a date of a kind that begins at a place and does not say "since"."""
    if clause.ends("since", at):
        return 0
    length = clause.starts(kind, at)
    if length or kind != "past":
        return length
    following = clause.tokens[at + 1].text if at + 1 < clause.stop else ""
    number = int(following) if following.isdigit() else 0
    year = clause.starts("in_year", at) and number in YEARS
    after = clause.tokens[at + 2].text if at + 2 < clause.stop else ""
    # "at 19 I passed out"; "at 19 hours" is a time.
    last = at + 2 >= clause.stop or (number not in HOURS and clause.starts("first_person", at + 2))
    age = clause.starts("at_age", at) and number in AGES and last and not after.isdigit()
    return 2 if year or age else 0
