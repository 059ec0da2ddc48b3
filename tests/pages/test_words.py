"""Both languages have every word, and each condition with a name has words of its own."""

from afterdose.pages.words import OURS, Words
from afterdose.texts import placeholders, texts


def test_both_languages_have_the_same_texts():
    english = {key for key in texts("en") if key.startswith(OURS)}
    spanish = {key for key in texts("es") if key.startswith(OURS)}
    # Units and meanings of the records are English in the protocols; Spanish adds its words.
    only_spanish = spanish - english
    assert english <= spanish
    assert all(key.startswith(("pages.unit.", "pages.context.")) for key in only_spanish)


def test_both_languages_fill_the_same_places():
    for key, template in texts("en").items():
        if key.startswith(OURS):
            assert placeholders(template) == placeholders(texts("es")[key]), key


def test_every_question_and_laboratory_test_has_a_short_name(book):
    for language in ("en", "es"):
        words = Words(language)
        named = [f"question.{q}" for q in book.ps.questions] + [f"lab.{t}" for t in book.ps.labs]
        assert [key for key in named if words.known(key) is None] == []


def test_every_condition_with_a_name_has_words_or_is_written_out(book):
    # A term named "told_..." that stands for one sign is written out instead of named.
    nameless = [
        term
        for term, meanings in book.ps.terms.items()
        if not Words("en").known(f"term.{term}")
        and not (term.startswith("told_") and meanings[1:] in ((), ("false",)))
    ]
    assert nameless == []
