"""Each question of the protocols is answered in words of its own, and never turned round."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from afterdose.language.answers import understand
from afterdose.language.choice import as_choices
from afterdose.language.lexicon import lexicon
from afterdose.language.told_words import words_told
from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("America/New_York"))
TABLE = [
    ("B1", "nope dried up while I was looking for a towel", "en", False),
    ("B1", "it won't let up", "en", True),
    ("B1", "no ya se cortó", "es", False),
    ("B1", "sigue saliendo", "es", True),
    ("B1", "no... well yes it started again when i let go", "en", True),
    ("T1", "no to the chest, no to the fainting, no to the breathing", "en", False),
    ("N3", "desmayo no, convulsión tampoco, bien despierto", "es", False),
    ("A6", "tubes tied in 09", "en", False),
    ("F8", "like a month", "en", True),
    ("F8", "unas seis horas", "es", False),
    ("P3", "3 weeks ago", "en", True),
    ("F5", "does prednisone count??", "en", None),
    ("M2", "I'd rather not say", "en", None),
    ("M2", "no plan, no intention", "en", False),
    ("M4", "kinda", "en", None),
    ("M4", "im fine, my sister is here", "en", True),
    ("M4", "everybody left", "en", False),
    ("B1", "not much", "en", None),
    ("B1", "yes it stopped", "en", None),
    ("R3", "i hope not", "en", "not_sure"),
    ("B2", "la 3", "es", ["black_or_red_stool"]),
    ("B2", "one and three i'm afraid", "en", ["coughing_blood", "black_or_red_stool"]),
    ("B4", "124", "en", ["dots", "large_bruise", "gum"]),
    ("F2", "lucky number 7 lol", "en", ["off_balance"]),
    ("F2", "el pescuezo tieso", "es", ["stiff_neck"]),
    ("I2", "1-3", "en", ["throat", "hoarse", "swelling"]),
    ("S5", "3 cerca del ojo", "es", ["blisters_face"]),
    ("T6", "two of everything", "en", ["double_vision"]),
    ("T7", "3 but i ran out last week so 4 too", "en", ["thyroid_tablets", "missed"]),
    ("N1", "all fine", "en", ["none"]),
    ("N1", "its probably nothing", "en", None),
    ("F3", "sin ir al baño ni una vez", "es", None),
    ("K2", "nothing different", "en", "normal"),
    ("K2", "nada desde anoche", "es", "no_urine"),
    ("K2", "barely a trickle compared to usual", "en", "much_less"),
    ("K2", "normal", "en", "normal"),
    ("K5", "about 5 days now", "en", "days_3_or_more"),
    ("M1", "prefiero no decir", "es", "rather_not_say"),
    ("M1", "god no", "en", "no"),
    ("M1", "afraid so", "en", "yes"),
    ("R2", "only on the steps up to my apartment", "en", "stairs"),
    ("A2", "abajito a la derecha", "es", "lower_right"),
    ("L6", "6,000", "en", 6000),
    ("L6", "4 of the 500s", "en", 2000),
    ("L6", "cuatro de las extra fuertes", "es", 2000),
    ("L6", "way too much, lost count past ten", "en", None),
    ("I5", "12 pills", "en", None),
    ("L6", "12 pills", "en", 12),
    ("L6", "doce pastillas", "es", 12),
    ("T2", "21 in ten seconds, so uh 126", "en", 126),
    ("K7", "14/9", "es", 140),
    ("K7", "bottom number's 124", "en", None),
    ("R2", "i can't run anymore", "en", "at_rest"),
    ("R2", "no breath left", "en", "at_rest"),
    ("R2", "my breathing is not good", "en", None),
    ("S3", "swallowing is not ok", "en", None),
    ("N3", "not as sharp as usual", "en", None),
    ("T1", "no respiro bien", "es", True),
    ("M4", "my mother is not home", "en", None),
    ("M1", "not scared to die", "en", None),
    ("B1", "only stops when i press, starts when i let go", "en", True),
    ("R6", "last month it was 98", "en", None),
    ("B1", "it soaked through again", "en", True),
    ("B1", "ya se detuvo, hace rato", "es", False),
    ("B1", "no para", "es", True),
    ("B1", "qué va, voy por la segunda toalla", "es", True),
    ("B5", "day 9 and counting", "en", "yes"),
    ("B5", "llevo once días reglando", "es", "yes"),
    ("B6", "aspirineta diario por el corazón", "es", True),
    ("A6", "imposible, me operaron de la matriz", "es", False),
    ("L2", "pee's light, poop's brown", "en", False),
    ("M2", "i know how i would do it", "en", True),
    ("N7", "mi esposo dice q ando muy olvidadiza", "es", True),
    ("R3", "he gave me his cold so lots of gunk, but no blood at all", "en", False),
    ("R2", "hasta sentada", "es", "at_rest"),
    ("K2", "orino como siempre", "es", "normal"),
    ("K2", "no orino desde ayer", "es", "no_urine"),
    ("G0", "prefiero hablar con una enfermera", "es", None),
    ("G0", "xq me preguntan todo esto", "es", None),
    ("G0", "prefiero hablar con una enfermera, me duele el pecho", "es", True),
    ("I5", "8 de 10", "es", 8),
    ("I5", "siete de diez", "es", 7),
    ("R6", "ochenta y nueve por ciento", "es", 89),
    ("K7", "ciento ochenta con noventa", "es", 180),
    ("L6", "dos mil quinientos", "es", 2500),
    ("L6", "4 mil", "es", 4000),
    ("N3", "My roommate says I stared at nothing & jerked for a minute", "en", True),
    ("N3", "dont remember", "en", "not_sure"),
    ("B3", "dont remember driving home, which isnt like me", "en", True),
    ("N7", "se me olvidó el nombre de mi nieta", "es", True),
    ("T1", "I can't make it to the bathroom without gasping", "en", True),
    ("R1", "no puedo caminar sin que me duela el pecho", "es", True),
    ("R1", "no chest pain or pressure now and none in the last 24 hours", "en", False),
    ("G0", "no bleeding no chest pain no fainting", "en", False),
    ("G0", "no bleeding no chest pain but cant breathe", "en", True),
    ("G0", "no chest pain no feeling in my arm", "en", True),
    ("G0", "la verdad no sabría decirle", "es", "not_sure"),
    ("G0", "mi esposo se quedó como chueco y no se le entiende lo que dice", "es", True),
    ("G0", "¿y eso para qué?", "es", None),
    ("B1", "no hay manera de pararlo", "es", True),
    ("B1", "todavía no está seco", "es", True),
    ("B1", "not dry yet", "en", True),
    ("M1", "nothing to live for", "en", "yes"),
    ("M1", "no reason to go on", "en", "yes"),
    ("M1", "no wish to die", "en", "no"),
    ("M4", "mi ex está afuera pateando la puerta y trae cuchillo", "es", False),
    ("T2", "un 92", "es", 92),
]


@pytest.fixture(scope="module")
def questions() -> Any:
    return load_protocols(ROOT / "data" / "protocols").questions


def answered(questions: Any, question: str, text: str, language: str) -> Any:
    asked = questions[question]
    answer = understand(text, asked.answer, asked.options, language, NOW, asked)
    assert answer.unclear is (answer.value is None)
    return answer.value


@pytest.mark.parametrize(("question", "text", "language", "expected"), TABLE)
def test_answers_in_the_words_of_the_question(
    questions: Any, question: str, text: str, language: str, expected: Any
) -> None:
    assert answered(questions, question, text, language) == expected


@pytest.mark.parametrize("wrapped", ["{}, thank you", "hi nurse. {}", "{} 🙏", "sorry, {}", "{}!!"])
@pytest.mark.parametrize(
    ("question", "text", "language", "expected"),
    [row for row in TABLE if isinstance(row[3], bool)],
)
def test_politeness_turns_no_answer_round(
    questions: Any, wrapped: str, question: str, text: str, language: str, expected: bool
) -> None:
    assert answered(questions, question, wrapped.format(text), language) in (expected, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on the 9th", "2026-11-09"),
        ("el 30", "2026-10-30"),
        ("the 45th", None),
        ("it was my daughter's birthday, October 12th", "2026-10-12"),
        ("el 12 de octubre en la mañana", "2026-10-12"),
        ("maybe 3 days ago", "2026-11-19"),
        ("either Oct 3 or Oct 10", None),
        ("day before yesterday", "2026-11-20"),
        ("finished on Halloween", "2026-10-31"),
        ("el 3 del mes pasado", "2026-10-03"),
        ("christmas", "2025-12-25"),
    ],
)
def test_days_with_a_name(text: str, day: str | None) -> None:
    assert understand(text, "date", now=NOW).value == day


def test_the_words_belong_to_answers_that_the_questions_have(questions: Any) -> None:
    for name, known in words_told().items():
        if known.asks:
            assert known.kinds <= {"yes", "no"}, name
            assert not known.also or known.also in questions, name
            continue
        asked = questions[name]
        ids = {c.id for c in as_choices(asked.options)}
        assert known.kinds <= ({"yes", "no"} if asked.answer == "yes_no" else ids), name


def test_the_words_are_written_as_the_normaliser_leaves_them() -> None:
    for known in words_told().values():
        for language, cues in known.cues.items():
            spellings = lexicon(language).normaliser.spellings
            for kind in known.kinds:
                assert not [w for w in cues.words(kind) if spellings.get(w, (w,)) != (w,)], kind
