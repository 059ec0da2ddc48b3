"""What a patient hears whose case is decided and not closed."""

from __future__ import annotations

from actions.intake import named_areas
from actions.opening import areas_measured, temperatures_told
from actions.small_talk import is_bare_answer, is_small_number, words
from actions.turn import Turn
from afterdose import texts
from afterdose.language.concepts import LANGUAGES
from afterdose.triage.schema import ProtocolSet

CRY = "general.alarm"  # a cry for help that names no symptom
# What patients text who were sent to emergency care; the words of each stand in data/texts.
TOPICS = ("reach", "medicine", "tell", "drive", "wait")


def what_stands(turn: Turn) -> str:
    """Name the text that repeats the decision."""
    return f"stands_{turn.metadata['open_case']['disposition']}"


def answered_by_decision(turn: Turn, ps: ProtocolSet) -> bool:
    """Answer a text that the decision settles; tell whether it was one.

    A text that asks about the way to emergency care and names a symptom too gets the answer,
    and then the questions.
    """
    if not turn.metadata.get("open_case") or not turn.text:
        return False
    topic = topic_of(turn)
    if topic is not None:
        turn.say(f"after_emergency_{topic}")
        if names_symptom(turn, ps):
            return False
    elif not turn.present() and is_settled(turn, ps):
        turn.say(what_stands(turn))
    else:
        return False
    turn.effect("asked", question=None, attempt=1)
    return True


def names_symptom(turn: Turn, ps: ProtocolSet) -> bool:
    """Tell whether the text names a problem; a cry for help or a medicine alone is none."""
    symptoms = (
        finding
        for finding in turn.screening["findings"]
        if finding["level"] != "none" and finding["name"] != CRY
    )
    return bool(named_areas(turn, ps) or any(symptoms) or areas_measured(turn, ps))


def topic_of(turn: Turn) -> str | None:
    """Find what the text asks about the way to emergency care; None if no emergency stands."""
    if not turn.emergency_stands:
        return None
    told = f" {' '.join(words(turn.text))} "
    for topic in TOPICS:
        phrases = listed(f"after_emergency_{topic}_words")
        if any(f" {phrase} " in told for phrase in phrases):
            return topic
    return None


def is_late_answer(turn: Turn) -> bool:
    """Tell whether the text is nothing but an answer to a question that is closed."""
    known = listed("time_words")
    told = words(turn.text)
    of_time = all(word in known or is_small_number((word,)) for word in told)
    return is_bare_answer(turn) or (bool(told) and of_time)


def is_settled(turn: Turn, ps: ProtocolSet) -> bool:
    """Tell whether the text brings nothing that the decision does not know."""
    if turn.emergency_stands and is_bare_number(turn, ps):
        return True
    return not names_symptom(turn, ps) and is_late_answer(turn)


def is_bare_number(turn: Turn, ps: ProtocolSet) -> bool:
    """Tell whether the text is nothing but numbers, units and times: "36.7 C", "1 and 6".

    A raised temperature is more: it is news for the care team.
    """
    if any(one >= ps.limits["fever_low"].value for one in temperatures_told(turn, ps)):
        return False
    told, known = words(turn.text), {*listed("time_words"), *listed("unit_words")}
    plain = all(word.isdecimal() or word in known for word in told)
    return plain and any(word.isdecimal() for word in told)


def listed(key: str) -> list[str]:
    """Return the words of a list that is never said, in every language: patients mix them."""
    lists = [texts.render(f"dialogue.{key}", language) for language in LANGUAGES]
    return [phrase.strip() for one in lists for phrase in one.split("|")]
