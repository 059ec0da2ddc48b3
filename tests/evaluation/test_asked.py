"""A batch may name a question by its words: they turn no answer round."""

from __future__ import annotations

from typing import Any

import pytest

from afterdose.evaluation.asked import asked_of
from afterdose.evaluation.readings import understood

BLEEDING = "Is it still bleeding after 10 minutes of pressing firmly? Reply YES, NO or NOT SURE."
DARK = "What color is your urine? a) clear b) pink or red c) brown or cola colored d) none of these"
COLORS = ["clear", "pink or red", "brown or cola colored", "none of these"]
BREATH = ["at rest", "when walking", "only on stairs", "no, breathing is fine"]
HARM = ["sí", "no", "prefiero no decir"]


def read(question: str, text: str, language: str = "en", type_: str = "yes_no", **more: Any) -> Any:
    record = {"question": question, "text": text, "language": language, "answer_type": type_}
    result = understood({**record, **more})
    assert result["unclear"] is (result["value"] is None)
    return result["value"]


@pytest.mark.parametrize(
    ("wording", "language", "id_"),
    [
        (BLEEDING, "en", "B1"),
        ("¿Sigue sangrando después de apretar fuerte 10 minutos?", "es", "B1"),
        ("Do you have chest pain or pressure now, or did you in the last 24 hours?", "en", "R1"),
        ("¿Tose sangre, aunque sean hilitos?", "es", "R3"),
        ("¿Está a salvo en este momento?", "es", "M4"),
        ("Has the bleeding stopped?", "en", "bleeding_stopped"),
        ("Did the bleeding stop after 10 minutes of firm pressure?", "en", "bleeding_stopped"),
        ("Do you have bleeding you cannot stop?", "en", ""),
        ("Have the spots stopped spreading?", "en", "well"),
        ("Is the bleeding no longer heavy?", "en", "well"),
        ("Are you unable to keep fluids down?", "en", "vomits_fluids"),
        ("Is the baby moving less than usual?", "en", "baby_less"),
    ],
)
def test_a_question_is_known_by_its_wording(wording: str, language: str, id_: str) -> None:
    asked = asked_of({"question": wording, "answer_type": "yes_no"}, language).question
    assert asked is not None
    assert asked.id == id_


@pytest.mark.parametrize(
    ("question", "text", "language", "expected"),
    [
        (BLEEDING, "won't quit", "en", True),
        (BLEEDING, "its stopped. took forever tho", "en", False),
        ("Has the bleeding stopped?", "nah still dripping", "en", False),
        ("Has the bleeding stopped?", "It did, then I sneezed and it started up", "en", False),
        ("Has the bleeding stopped?", "not even close", "en", False),
        ("¿Ya paró el sangrado?", "ya paró", "es", True),
        ("¿Ya paró el sangrado?", "sigue saliendo", "es", False),
        ("¿Puede retener líquidos?", "todo lo devuelvo, hasta el agua", "es", False),
        ("Can you keep fluids down?", "sipping gatorade fine so far", "en", True),
        ("Are you unable to keep fluids down?", "everything comes back up", "en", True),
        ("Have the spots stopped spreading?", "no they're still spreading", "en", False),
        ("Is the bleeding no longer heavy?", "still gushing", "en", False),
        ("Is the baby moving as usual?", "havent felt her move since breakfast", "en", False),
        ("Is the baby moving less than usual?", "hasn't kicked all day", "en", True),
        ("¿El bebé se mueve como siempre?", "no lo siento moverse", "es", False),
        ("Is your heart still racing right now?", "hasnt let up", "en", True),
        ("¿Todavía tiene el corazón acelerado?", "ya se me calmó", "es", False),
        ("Do you have new swelling of your legs?", "my feet are so swollen", "en", True),
        ("¿Está mejor?", "peor", "es", False),
        ("¿Está peor que ayer?", "mejorcito que ayer", "es", False),
        ("Are you safe?", "the pills are right here", "en", False),
        ("Did you miss any antiviral doses?", "never missed one", "en", False),
        ("Have you taken your antiviral every day?", "missed a couple", "en", False),
    ],
)
def test_answers_to_a_wording(question: str, text: str, language: str, expected: bool) -> None:
    assert read(question, text, language) is expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Can you breathe okay?", "i can't catch my breath"),
        ("Can you stay awake?", "passing out every few minutes"),
        ("Is your heart beating normally now?", "its pounding"),
        ("Is the rash fading?", "its spreading"),
        ("Can you see clearly?", "right eye went black"),
    ],
)
def test_a_danger_is_never_a_yes_to_a_question_after_what_is_well(question: str, text: str) -> None:
    assert read(question, text) is not True


@pytest.mark.parametrize(
    ("question", "options", "text", "language", "expected"),
    [
        (DARK, COLORS, "c", "en", COLORS[2]),
        (DARK, COLORS, "like pepsi", "en", COLORS[2]),
        (DARK, COLORS, "pinkish", "en", COLORS[1]),
        ("Are you short of breath?", BREATH, "just sitting here", "en", BREATH[0]),
        ("Are you short of breath?", BREATH, "nope", "en", BREATH[3]),
        ("Are you short of breath?", BREATH, "up to the second floor", "en", BREATH[2]),
        ("¿Piensa en hacerse daño?", HARM, "sí", "es", "sí"),
        ("¿Piensa en hacerse daño?", HARM, "prefiero no decir", "es", HARM[2]),
        ("¿Qué tiene? 1 puntitos 2 nada", ["puntitos", "ninguno"], "nada", "es", "ninguno"),
        ("Do you smoke?", ["daily", "never"], "never", "en", "never"),
    ],
)
def test_options_in_other_words_come_back_as_they_were_given(
    question: str, options: list[str], text: str, language: str, expected: str
) -> None:
    assert read(question, text, language, "choice", options=options) == expected


def test_the_language_of_a_wording_need_not_be_told() -> None:
    record = {"question": "¿Sigue sangrando después de apretar fuerte 10 minutos?"}
    for text, expected in (("ya se detuvo, hace rato", False), ("no para", True)):
        assert understood({**record, "answer_type": "yes_no", "text": text})["value"] is expected


def test_a_bare_number_counts_in_the_unit_of_the_wording() -> None:
    assert read("How many days have you had it?", "5", type_="duration") == {"hours": 120}
    assert read("How long have you had it?", "5", type_="duration") is None
