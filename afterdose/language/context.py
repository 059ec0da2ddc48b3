"""Whether found words speak of the patient's present: narrow rules, bound to a clause.

Clinical-note tools (ConText, negspaCy) let a negation reach too far for text messages:
"no fever, chest pain since noon" (docs/decisions/0003-red-flag-screen.md). Here only an
adjacent negation and a clear past date drop a finding; everything else asks.
"""

from __future__ import annotations

from afterdose.language.clause import Clause
from afterdose.language.elsewhere import fiction, topic
from afterdose.language.past import elsewhere_dated, gone, past
from afterdose.language.reading import Reading, Status

__all__ = ["Reading", "Status", "read"]

# How far a cue may stand from the words it speaks of, in words of the same clause.
_WITHOUT = frozenset(("without", "sin"))
_NEVER = frozenset(
    ("cannot", "not", "never", "hardly", "barely", "unable", "no", "nunca", "apenas")
)
FILLERS = 4
INSIDE = 2


def read(clause: Clause, *, idiom: bool = False) -> Reading:
    """Say how the found words are meant."""
    if idiom:
        return Reading("idiom")
    for rule in RULES:
        reading = rule(clause)
        if reading:
            return reading
    return Reading("present")


def _negated(clause: Clause) -> Reading | None:
    if not clause.denial and _negated_inside(clause):
        return Reading("negated")
    # "cannot breathe" begins with its own negation: "no cannot breathe" is no denial.
    own = clause.starts("own_negation", clause.first)
    before = None if own else _negation_before(clause)
    if before is None:
        if not _denied_after(clause):
            return None
        return Reading("hypothetical" if _taken_back(clause) else "negated")
    if clause.holds("unlike_before", clause.end, clause.end + 4) or _not_without(clause):
        return None
    rather = clause.holds("rather", clause.first, clause.end)
    if rather or clause.holds("not_a_denial", clause.end, clause.end + 4) or before == "hedged":
        return Reading("hypothetical")
    return Reading("negated")


def _not_without(clause: Clause) -> bool:
    """`cannot get to the bathroom without gasping`: two negations report it."""
    before = [t.text for t in clause.tokens[clause.start : clause.first]]
    if not _WITHOUT & set(before):
        return False
    at = max(n for n, word in enumerate(before) if word in _WITHOUT)
    return bool(_NEVER & set(before[:at]))


def _negated_inside(clause: Clause) -> bool:
    """`light does not bother me`: the denial stands just before the words that tell."""
    for at in range(clause.end - 2, max(clause.first, clause.end - 2 - INSIDE), -1):
        if clause.cuts(at):
            return False
        if clause.starts("inner_negation", at):
            # "a swollen neck, could not swallow" denies no swelling.
            able = at > clause.first and clause.starts("able", at - 1)
            return not able and not clause.starts("not_a_denial", at + 1)
    return False


def _negation_before(clause: Clause) -> str | None:
    at, fillers, bare = clause.first, 0, True
    while at > clause.start and fillers <= FILLERS:
        if clause.ends("hedged_negation", at):
            return "hedged"
        if clause.ends("negation", at):
            return "plain"
        if clause.ends("determiner_no", at):
            # "no having chest pain" lacks its comma: after a bare "no" only "any", "more"
            # and the like may follow.
            return "plain" if bare else None
        if clause.ends("or", at):
            return "plain" if at - 1 in clause.denied else None
        short = clause.ends("filler_no", at)
        length = short or clause.ends("filler", at)
        if not length:
            return None
        at, fillers, bare = at - length, fillers + 1, bare and bool(short)
    return None


def _denied_after(clause: Clause) -> bool:
    """`chest pain: no`, `fever? none`: the denial must be the last word of its clause."""
    at = clause.end
    if at < len(clause.tokens) and clause.tokens[at].text in (":", "-", "?"):
        at += 1
    elif clause.holds("own_negation", clause.first, clause.end):
        return False  # "no puedo respirar nada", "cant see nothing": it is said twice
    length = clause.starts("denied_after", at)
    after = at + length
    return bool(length) and (after >= len(clause.tokens) or clause.tokens[after].kind == "mark")


def _taken_back(clause: Clause) -> bool:
    """`chest pain, no. well, sometimes`: the denial does not stand."""
    return any(clause.starts("takes_back", at) for at in range(clause.end, len(clause.tokens)))


def _told_as_story(clause: Clause) -> Reading | None:
    """A film, a book, an animal, a figure of speech: nobody whom a text could help."""
    first = clause.sentence[0]
    told_after = clause.holds("story_after", clause.end, clause.stop)
    if _animal(clause) or _animal_at(clause):
        return Reading("idiom")
    if _animal_before(clause):
        return Reading("hypothetical")
    if figure := _figure(clause):
        return figure
    if told_after:
        return Reading("hypothetical" if clause.of_oneself else "idiom")
    places = _places(clause, "story", first)
    if not places:
        return None
    # "watching the game on TV when my chest went tight": the writer is in it.
    between = range(places[-1] + clause.starts("story", places[-1]), clause.first)
    own = any(clause.starts("first_person", at) for at in between)
    return Reading("hypothetical" if own else "idiom")


def _figure(clause: Clause) -> Reading | None:
    """`the vet`, `so to speak`: no danger, unless it is told elsewhere in the sentence.

    "at the vet and my chest hurts" may be both, and is asked about.
    """
    places = [at for at in range(*clause.sentence) if clause.starts("figure", at)]
    if not places:
        return None
    near = any(clause.start <= at < clause.stop for at in places)
    before = [at for at in places if at < clause.first]
    behind = before[-1] + clause.starts("figure", before[-1]) if before else clause.end
    own = any(clause.starts("first_person", at) for at in range(behind, clause.end))
    return Reading("idiom" if near and not own else "hypothetical")


def _animal(clause: Clause) -> bool:
    """`our old dog cannot breathe`, but not `the dog pulled me over, hit my head`."""
    places = _places(clause, "animal", clause.start)
    # "on the phone she cannot breathe": this phone is none that died.
    if not places or clause.ends("away", places[-1] + clause.starts("animal", places[-1])):
        return False
    # "la gallina me amaneció botando sangre": one word after the animal may be the owner's.
    named = places[-1] + clause.starts("animal", places[-1])
    after = range(named + max(clause.starts("owner", named), 1), clause.first)
    return not any(clause.starts("first_person", at) for at in after)


def _animal_before(clause: Clause) -> bool:
    """`our horse had colic and its belly went hard`: told of a third, after no one else."""
    first = clause.sentence[0]
    animals = [at for at in _places(clause, "animal", first) if at < clause.start]
    if not animals or not clause.holds("its", clause.start, clause.end):
        return False
    between = range(animals[-1] + clause.starts("animal", animals[-1]), clause.first)
    return not any(clause.starts(k, at) for k in ("first_person", "person") for at in between)


def _places(clause: Clause, kind: str, first: int) -> list[int]:
    """Where cues of a kind begin that stand wholly before the words."""
    places = range(first, clause.first)
    return [at for at in places if 0 < clause.starts(kind, at) <= clause.first - at]


def _animal_at(clause: Clause) -> bool:
    """`dog had a fit`: an animal just before the words needs no "my"."""
    nearest = range(max(clause.start, clause.first - 3), clause.first)
    return any(clause.starts("bare_animal", at) >= clause.first - at for at in nearest)


def _hypothetical(clause: Clause) -> Reading | None:
    if clause.holds("if", clause.joined, clause.first):
        return Reading("hypothetical")
    if _if_or_yes(clause):
        return Reading("hypothetical")
    asks = clause.holds("is_it_normal", clause.start, clause.stop) or _asked_if_normal(clause)
    if asks and not clause.holds("first_person", clause.start, clause.stop):
        return Reading("hypothetical")
    return None


def _asked_if_normal(clause: Clause) -> bool:
    for at in range(clause.end, clause.stop):
        after = at + clause.starts("normal_asked", at)
        if at < after < len(clause.tokens) and clause.tokens[after].text == "?":
            return True
    return False


def _if_or_yes(clause: Clause) -> bool:
    """Whether a Spanish "si" before the words means "if": without its accent it may be "yes".

    "si tengo dolor de pecho" says so, unless something is asked of it.
    """
    places = [at for at in range(clause.start, clause.first) if clause.starts("yes_or_if", at)]
    if not places:
        return False
    first = clause.start + clause.starts("opener", clause.start)
    asked = any(
        token.text == "?" or clause.starts("asking", at) for at, token in enumerate(clause.tokens)
    )
    return asked or places[0] != first


def _other_person(clause: Clause) -> Reading | None:
    for at in range(clause.first - 1, clause.start - 1, -1):
        if clause.own(at):
            return None
        length = clause.starts("person", at)
        if length:
            told = clause.holds("says", at + length, clause.first)
            return None if told else Reading("other_person")
    return None


RULES = (
    _negated,
    _told_as_story,
    fiction,
    topic,
    past,
    elsewhere_dated,
    gone,
    _hypothetical,
    _other_person,
)
