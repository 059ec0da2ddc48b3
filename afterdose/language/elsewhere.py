"""Signs that are told of nobody here: in a show or a book, or of a relative in another place."""

from __future__ import annotations

from afterdose.language.clause import Clause
from afterdose.language.reading import Reading


def fiction(clause: Clause) -> Reading | None:
    """Ask about `that vampire show, so much blood`, unless the writer stands between."""
    first, _ = clause.sentence
    for at in range(clause.first - 1, first - 1, -1):
        if clause.starts("first_person", at):
            return None
        if clause.starts("fiction", at):
            return Reading("hypothetical")
    return None


def far(clause: Clause, reading: Reading) -> bool:
    """Whether somebody is spoken of who is not with the writer: "my cousin in Ohio says"."""
    if reading.status != "other_person" and (clause.of_oneself or _sent_by(clause)):
        return False
    places = range(*clause.sentence)
    return any(clause.starts("relative", at) for at in places) and any(
        clause.starts("away", at) for at in places
    )


def _sent_by(clause: Clause) -> bool:
    """`mi mamá me dijo por teléfono que les escriba, no puedo respirar`: the writer is ill."""
    first = clause.sentence[0]
    own = any(clause.starts("own_verb", at) for at in range(clause.first, clause.end))
    return own and any(clause.starts("told_to", at) for at in range(first, clause.first))
