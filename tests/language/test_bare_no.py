"""A "no" or "nothing" that speaks of its verb or noun does not deny what a question asks for."""

from __future__ import annotations

import pytest

from afterdose.language.yes_no import yes_no

NO_DENIAL = [
    ("i can see nothing", "en"),
    ("can feel nothing", "en"),
    ("nothing but black", "en"),
    ("no feeling in my legs", "en"),
    ("i remember nothing", "en"),
    ("no veo nada", "es"),
    ("ya no veo", "es"),
    ("no siento las piernas", "es"),
    ("no las puedo mover", "es"),
    ("no me responden", "es"),
    ("todavía no se detiene", "es"),
    ("no se le entiende", "es"),
]
DENIAL = [
    ("nothing", "en"),
    ("i have nothing", "en"),
    ("no vision changes", "en"),
    ("well, nothing so far", "en"),
    ("no siento nada de eso", "es"),
    ("no tengo nada", "es"),
    ("todavía no", "es"),
]


@pytest.mark.parametrize(("text", "language"), NO_DENIAL)
def test_a_no_of_a_verb_is_no_answer(text: str, language: str) -> None:
    assert yes_no(text, language) is not False


@pytest.mark.parametrize(("text", "language"), DENIAL)
def test_a_plain_denial_stays_one(text: str, language: str) -> None:
    assert yes_no(text, language) is False


def test_a_spanish_and_is_no_yes() -> None:
    assert yes_no("afuera y trae cuchillo", "es") is None
