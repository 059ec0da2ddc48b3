"""What follows from the protocols for Rasa, as plain data in Rasa's own formats."""

from __future__ import annotations

from typing import Any

from afterdose.triage.schema import ProtocolSet, Question

FORM = "triage_form"
RASA_FORMAT = "3.1"
REPORT = "report_"  # before the area, the intent with which it is reported
AREA_ENTITY = "area"  # an area that a clause of the text tells of


def slot_of(question: Question) -> str:
    """Name the slot of a question; actions/asking.py names it likewise."""
    return f"q_{question.id}"


def intent_of(area: str) -> str:
    """Name the intent with which an area is reported."""
    return f"{REPORT}{area}"


def protocol_domain(ps: ProtocolSet) -> dict[str, Any]:
    """Write slots, intents, entity and responses of all areas as a domain."""
    questions = ps.questions.values()
    slots = {slot_of(question): _slot(slot_of(question)) for question in questions}
    release = {
        "type": "text",
        "initial_value": ps.hash,
        "influence_conversation": False,
        "mappings": [{"type": "custom"}],
    }
    return {
        "version": RASA_FORMAT,
        "intents": [intent_of(area) for area in ps.areas],
        "entities": [AREA_ENTITY],
        "slots": slots | {"protocol_release": release},
        "responses": {f"utter_ask_{slot_of(q)}": wordings(q, ps.languages) for q in questions},
    }


def _slot(name: str) -> dict[str, Any]:
    # Without the condition one text would fill the slots of all questions.
    asked = {"active_loop": FORM, "requested_slot": name}
    return {
        "type": "text",
        "influence_conversation": False,
        "mappings": [{"type": "from_text", "conditions": [asked]}],
    }


def wordings(question: Question, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Write the question in each language, plain and in simpler words, as variations."""
    variations: list[dict[str, Any]] = []
    for language in languages:
        for wording, texts in (("simpler", question.simpler), ("plain", question.text)):
            if text := texts.get(language) or question.text.get(language):
                condition = {"language": language, "wording": wording}
                variations.append(
                    {
                        "text": escaped(text),
                        "condition": [
                            {"type": "slot", "name": name, "value": value}
                            for name, value in condition.items()
                        ],
                    }
                )
    # Rasa wants one without a condition, for a language or wording that is not set.
    return [*variations, {"text": escaped(question.text[languages[0]])}]


def escaped(text: str) -> str:
    """Double the braces, which Rasa would take for a slot's value."""
    return text.replace("{", "{{").replace("}", "}}")


def area_intents(ps: ProtocolSet) -> dict[str, list[str]]:
    """List the examples of each area's intent: its triggers in all languages."""
    return {
        intent_of(area): [text for texts in protocol.triggers.values() for text in texts]
        for area, protocol in ps.areas.items()
    }


def area_rules(ps: ProtocolSet) -> list[dict[str, Any]]:
    """Write the rule that opens a case of each area."""
    return [
        {
            "rule": f"A case of {area}",
            "steps": [
                {"intent": intent_of(area)},
                {"action": "action_open_case"},
                {"action": FORM},
                {"active_loop": FORM},
            ],
        }
        for area in ps.areas
    ]
