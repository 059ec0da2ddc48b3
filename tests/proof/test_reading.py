"""School grades of texts whose grade is known, or plainly low or high."""

import pytest

from afterdose.proof.reading import grade, sentences


def test_english_is_the_kincaid_grade():
    # 0.39 words a sentence + 11.8 syllables a word - 15.59: one sentence, 6 words, 6 syllables.
    assert grade("The cat sat on the mat.", "en") == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_spanish_is_the_crawford_grade():
    # 6 words, 12 syllables, 1 sentence: mi ma-dre ha-bla muy po-co aho-ra → a-ho-ra.
    words, syllables = 6, 1 + 2 + 2 + 1 + 2 + 3
    expected = -0.205 * 100 / words + 0.049 * 100 * syllables / words - 3.407
    assert grade("Mi madre habla muy poco ahora.", "es") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("easy", "hard", "language"),
    [
        (
            "Is blood still running right now? Reply YES, NO or NOT SURE.",
            "Considerable haemorrhaging notwithstanding appropriate compression necessitates "
            "immediate medical evaluation.",
            "en",
        ),
        (
            "¿Le sale sangre ahora mismo? Responda SÍ, NO o NO SÉ.",
            "La hemorragia considerable, independientemente de las medidas compresivas anteriores, "
            "requiere inmediatamente evaluación hospitalaria.",
            "es",
        ),
    ],
)
def test_an_easy_text_is_below_grade_6_and_a_hard_one_above_9(easy, hard, language):
    assert grade(easy, language) < 6 < 9 < grade(hard, language)


def test_a_name_that_the_patient_knows_is_no_hard_word():
    text = "Do not take acetaminophen or ibuprofen before we talk."
    assert grade(text, "en", ["acetaminophen", "ibuprofen"]) < grade(text, "en")


def test_a_numbered_choice_counts_as_a_line_of_its_own():
    assert len(sentences("Which? 1 dots 2 large bruise 3 none. Reply with numbers.", [], "en")) == 5


def test_a_placeholder_is_one_number():
    assert sentences("Call {emergency_number} now.", [], "en") == [["Call", "911", "now"]]


def test_a_few_words_have_no_grade():
    assert grade("Then reply CALLED.", "en") is None


def test_a_word_of_another_language_is_counted_too():
    assert grade("No tome Imodium si tiene fiebre alta hoy.", "es") is not None
