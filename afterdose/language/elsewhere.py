"""Signs that are told of nobody here: in a show, as a topic, of a relative in another place."""

from __future__ import annotations

from afterdose.language.clause import Clause
from afterdose.language.reading import Reading

TOPIC_WORDS = 2
"""Most words of a sign that may be what a talk is about: longer ones tell something."""
TOPIC_REACH = 9
"""How far before the sign the talk or the leaflet may be named, in words."""


def fiction(clause: Clause) -> Reading | None:
    """Ask about `that vampire show, so much blood`, unless the writer stands between."""
    first, end = clause.sentence
    # "that drama with my sister, the guy coughs blood": he is on the screen.
    acted = clause.holds("character", clause.start, clause.first)
    for at in range(clause.first - 1, first - 1, -1):
        if clause.starts("first_person", at) and not (acted and at < clause.start):
            return None
        if clause.starts("fiction", at):
            return Reading("hypothetical")
    own = any(clause.starts("first_person", at) for at in range(first, end))
    # "Did you see the soap? Thought he'd jump."
    if not own and any(clause.starts("seen_show", at) for at in range(*clause.before)):
        return Reading("hypothetical")
    return None


def topic(clause: Clause) -> Reading | None:
    """Take `the talk on stroke and bleeding` for what it is about, while nothing is told of it."""
    if clause.end - clause.first > TOPIC_WORDS or clause.starts("still", clause.end):
        return None
    first, _ = clause.sentence
    for at in range(clause.first - 1, max(first, clause.first - TOPIC_REACH) - 1, -1):
        telling = any(clause.starts(kind, at) for kind in ("first_person", "still", "had", "if"))
        if telling or clause.starts("breaks", at):
            return None
        length = clause.starts("topic", at)
        if length:
            return Reading("idiom") if at + length <= clause.first else None
    return None


def far(clause: Clause, reading: Reading) -> bool:
    """Whether somebody is spoken of who is not with the writer: "my cousin in Ohio says"."""
    if reading.status != "other_person" and (clause.of_oneself or _sent_by(clause)):
        return False
    first, end = clause.sentence
    if any(clause.starts("near", at) for at in range(first, end)):
        return False
    # "My sister rang from Cork. She said she cannot breathe."
    told = reading.status == "other_person" and clause.holds("says", first, clause.first)
    places = range(clause.before[0] if told else first, end)
    return any(clause.starts("relative", at) for at in places) and any(
        clause.starts("away", at) for at in places
    )


def _sent_by(clause: Clause) -> bool:
    """`mi mamá me dijo por teléfono que les escriba, no puedo respirar`: the writer is ill."""
    first = clause.sentence[0]
    own = any(clause.starts("own_verb", at) for at in range(clause.first, clause.end))
    return own and any(clause.starts("told_to", at) for at in range(first, clause.first))
