"""The page of an area holds all that a clinician signs."""

import pytest

from afterdose.pages.area import AreaSheet
from afterdose.pages.render import html
from afterdose.settings import ROOT
from tests.pages.reader import Reader, plain

AREAS = sorted(file.stem for file in (ROOT / "data" / "protocols").glob("*.yml"))
LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
def pages(book):
    made = {}

    def page(area, language):
        key = (area, language)
        if key not in made:
            made[key] = html(AreaSheet(book, area, language), linked=True, other="es")
        return made[key]

    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_question_and_answer_stands_on_the_page_of_its_area(book, pages, area, language):
    read = Reader(pages(area, language))
    protocol = book.ps.areas[area]
    assert {q.id for q in protocol.questions} <= set(read.ids)
    for question in protocol.questions:
        for text in (*question.texts(language), question.simpler.get(language, "")):
            assert plain(text) in read.text, question.id
        for option in question.options:
            assert f"“{plain(option.label[language])}”" in read.text, (question.id, option.id)


@pytest.mark.parametrize("area", AREAS)
def test_every_rule_stands_on_the_page_with_reason_source_confidence(book, pages, area):
    read = Reader(pages(area, "en"))
    for rule in book.ps.rules:
        if rule.area == area:
            assert rule.id in read.ids
            for text in (rule.reason, rule.source, rule.confidence):
                assert plain(text) in read.text, rule.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_sentence_of_the_guidance_stands_on_the_page(book, pages, area, language):
    read = Reader(pages(area, language))
    for by_language in book.ps.areas[area].guidance.values():
        for _, sentence in by_language[language].sentences():
            say = getattr(sentence, "say", sentence)
            for wording in (say,) if isinstance(say, str) else say:
                assert plain(wording) in read.text


@pytest.mark.parametrize("area", AREAS)
def test_every_limit_behind_a_rule_stands_with_its_signer(book, pages, area):
    read = Reader(pages(area, "en"))
    for limit in AreaSheet(book, area, "en").limits.values():
        assert plain(limit.meaning) in read.text
        assert plain(limit.sign_by) in read.text


@pytest.mark.parametrize("area", AREAS)
def test_open_questions_of_the_area_stand_on_the_page(book, pages, area):
    read = Reader(pages(area, "en"))
    found = book.about(area)
    assert found
    for question in found:
        assert plain(question.question) in read.text
        assert plain(question.default) in read.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_a_page_stands_alone_and_shows_no_code(book, pages, area, language):
    page = pages(area, language)
    read = Reader(page)
    assert not [a for a in read.addresses if "//" in a]
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    for code in ("&&", "||", "==", ".exists(", "limit.", "labs."):
        assert code not in read.text, code


@pytest.mark.parametrize(("language", "words"), [("en", "UNSIGNED DRAFT"), ("es", "SIN FIRMAR")])
def test_an_unsigned_page_says_so_at_the_top_and_on_every_printed_page(pages, language, words):
    page = pages("bleeding", language)
    assert words in Reader(page).text
    style = page[page.index("<style>") : page.index("</style>")]
    state = style.split("--print-state:")[1].split(";")[0]
    assert words in state
    assert "@top-right { content: var(--print-state)" in style
    assert "position: fixed" in style.split(".watermark {")[-1]


def test_every_page_names_area_version_and_set(book, pages):
    page = pages("bleeding", "en")
    assert book.ps.hash in page
    style = page[page.index("<style>") : page.index("</style>")]
    assert "Bleeding or bruising · Version 1" in style
    assert book.ps.hash[:16] in style


def test_what_a_file_says_is_escaped(book):
    sheet = AreaSheet(book, "bleeding", "en")
    sheet.title = "<script>alert(1)</script></style>"
    page = html(sheet)
    assert "<script>" not in page
    assert page.count("</style>") == 1


def test_the_spanish_page_says_what_is_in_english_only(pages):
    assert "solo en inglés" in Reader(pages("fever", "es")).text


def test_texts_carry_their_number_of_sms(book):
    sheet = AreaSheet(book, "bleeding", "es")
    for told in sheet.guidance:
        assert told.texts
        for text in told.texts:
            assert text.segments == book.sending.segments(text.text)
            assert "{" not in text.text


def test_the_order_from_best_to_worst_is_told(book, pages):
    ranged = [q for q in book.ps.questions.values() if q.best and q.area in book.ps.areas]
    assert ranged
    for question in ranged:
        low, high = question.best
        told = f"best from {low:g} to {high:g}, worse farther out"
        assert told in Reader(pages(question.area, "en")).text, question.id
    for question in book.ps.questions.values():
        if question.answer == "choice" and (question.ordered or question.best_to_worst):
            assert "from best to worst" in Reader(pages(question.area, "en")).text, question.id
