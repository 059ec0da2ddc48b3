"""Who cares for the patient and is worried is heard, in both languages."""

from __future__ import annotations

import pytest

from actions.action_open_case import OpenCase
from actions.protocols import loaded
from afterdose.triage.decide import decide
from tests.actions.turns import CONTEXT, act, tracker_of


def raised(text: str, language: str) -> bool:
    memory = act(OpenCase(), tracker_of(text, language=language)).memory
    decision = decide(loaded(), memory.areas, memory.facts(loaded()), CONTEXT)
    return "RAISE-CARER" in decision.rules


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("this is her husband, im worried. her gums bled twice today", "en"),
        ("its his mom. he says its nothing but he looks yellow", "en"),
        ("im worried about my wife, she has bruises", "en"),
        ("my daughter is really scared, I have bruises", "en"),
        ("soy su esposa y estoy preocupada, tiene moretones", "es"),
        ("me preocupa mi mamá, tiene moretones", "es"),
        ("él dice que no es nada pero se ve amarillo", "es"),
    ],
)
def test_a_carer_s_worry_counts(text: str, language: str) -> None:
    assert raised(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("im worried about my bruises", "en"),
        ("this is her husband. her gums bled twice today", "en"),
        ("my mom says its nothing but I have bruises", "en"),
        ("estoy preocupada, tengo moretones", "es"),
    ],
)
def test_a_patient_s_own_worry_does_not(text: str, language: str) -> None:
    assert not raised(text, language)
