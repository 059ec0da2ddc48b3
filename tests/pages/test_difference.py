"""The difference in clinical words: one test for each kind of change."""

import pytest

from afterdose.pages.book import read_book
from afterdose.pages.changes import Changes
from afterdose.pages.difference import Difference
from afterdose.pages.render import html
from afterdose.pages.words import Words
from tests.pages import tiny
from tests.pages.conftest import DATA, SENDING
from tests.pages.reader import Reader


@pytest.fixture
def books(tmp_path):
    def made(*edits):
        return [
            read_book(tiny.write(tmp_path / name, *changed), DATA, SENDING)
            for name, changed in (("old", ()), ("new", edits))
        ]

    return made


def told(changes):
    return [(c.kind, c.id, c.field, c.before, c.after, c.lowered) for c in changes]


def test_the_same_set_has_no_difference(books):
    found = Difference(*books(), "en")
    assert found.same
    assert found.changes == []
    assert "the same" in "\n".join(found.lines())


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [("fever: {value: 38.0", "fever: {value: 38.3")],
            ("limit", "fever", "value", "38.0 °C (100.4 °F)", "38.3 °C (100.9 °F)", False),
        ),
        (
            [("Q1 == 'yes'\n    then: urgent", "Q1 == 'yes'\n    then: soon")],
            ("rule", "UQ2", "then", "URGENT", "SOON", True),
        ),
        (
            [("Q2.exists(i, i == 'sick')\n    then: soon", "hot\n    then: soon")],
            (
                "rule",
                "SQ1",
                "when",
                "Q2 has “sick”",
                "Q3 is 38.0 °C (100.4 °F) or more (limit fever)",
                False,
            ),
        ),
        (
            [("    emergency_when: Q2.exists(i, i == 'sick')\n", "")],
            ("rule", "UQ2", "emergency_when", "Q2 has “sick”", "", True),
        ),
        (
            [("reason: Sick.", "reason: Unwell.")],
            ("rule", "SQ1", "reason", "Sick.", "Unwell.", False),
        ),
        (
            [("Which? 1 sick", "What? 1 sick")],
            (
                "question",
                "Q2",
                "text.en",
                "Which? 1 sick 2 blood 3 none",
                "What? 1 sick 2 blood 3 none",
                False,
            ),
        ),
        ([("not_sure: yes", "not_sure: no")], ("question", "Q1", "not_sure", "yes", "no", False)),
        (
            [("red_flag: true", "red_flag: false")],
            ("question", "Q1", "red_flag", "True", "False", False),
        ),
        (
            [("label: {en: blood, es: sangre}", "label: {en: gore, es: sangre}")],
            ("question", "Q2", "options.blood.label.en", "blood", "gore", False),
        ),
        (
            [('hot: ["Q3 >= limit.fever", "false"]', 'hot: ["Q3 > limit.fever", "false"]')],
            (
                "term",
                "hot",
                "meaning.1",
                "Q3 is 38.0 °C (100.4 °F) or more (limit fever)",
                "Q3 is above 38.0 °C (100.4 °F) (limit fever)",
                False,
            ),
        ),
        (
            [("at_most: urgent", "at_most: soon")],
            ("raise", "RAISE", "at_most", "urgent", "soon", True),
        ),
        ([("organs: 2", "organs: 3")], ("adding_up", "ADD", "organs", "2", "3", False)),
        (
            [('"true", then: soon', '"true", then: routine')],
            ("default", "2", "then", "SOON", "ROUTINE", True),
        ),
        (
            [('do: ["Rest."', 'do: ["Sleep."')],
            ("guidance", "belly", "urgent en do", "Rest.", "Sleep.", False),
        ),
        (
            [("belly.pain: belly pain", "belly.pain: pain")],
            ("finding", "belly.pain", "", "belly pain", "pain", False),
        ),
        ([("last: 20", "last: 30")], ("bucket", "T1", "last", "20", "30", False)),
        (
            [("text_length: 320", "text_length: 160")],
            ("set", "", "text_length", "320", "160", False),
        ),
        (
            [("en: [my belly]", "en: [my belly, my gut]")],
            ("area", "belly", "triggers.en", "", "my gut", False),
        ),
        ([("{name: null", "{name: Ada")], ("file", "belly.yml", "sign_off", "", "name Ada", False)),
    ],
)
def test_a_change_is_told_in_words(books, edits, expected):
    assert expected in told(Changes(*books(*edits), Words("en")).all())


RULE = (
    "  - id: RQ1\n    when: Q1 == 'no' && Q2 == ['none']\n    then: routine\n"
    "    reason: Nothing.\n    source: a test\n    confidence: D\n"
)


def test_a_rule_that_is_gone_is_told_whole_and_counts_as_lowered(books):
    (gone,) = Changes(*books((RULE, "")), Words("en")).all()
    assert (gone.kind, gone.id, gone.after, gone.lowered) == ("rule", "RQ1", "", True)
    assert gone.before == "Q1: NO AND Q2: none of it → ROUTINE. Nothing."


def test_a_new_rule_is_told_whole(books):
    old, new = books((RULE, ""))
    (come,) = Changes(new, old, Words("en")).all()
    assert (come.kind, come.id, come.before, come.lowered) == ("rule", "RQ1", "", False)
    assert come.after.endswith("→ ROUTINE. Nothing.")


def test_the_page_the_lines_and_the_data_say_the_same(books):
    edits = [("Q1 == 'yes'\n    then: urgent", "Q1 == 'yes'\n    then: soon")]
    found = Difference(*books(*edits), "en")
    data = found.to_json()
    assert data["complete"]
    lowered = [case for case in data["cases"] if case["lowered"]]
    assert lowered[0]["with_more_signs"] == {"before": "emergency", "after": "urgent"}
    page, lines = html(found), "\n".join(found.lines())
    read = Reader(page)
    assert page.count('class="lowered"') == len(lowered) + 1
    for case in data["cases"]:
        assert f": {case['when']}" in lines
    assert "Q1: YES" in read.text
    assert "These are all" in read.text
    for case in lowered[0]["examples"]:
        assert set(case) == {"areas", "answers", "context"}


def test_a_difference_of_words_alone_changes_no_disposition(books):
    found = Difference(*books(("reason: Sick.", "reason: Unwell.")), "en")
    assert found.rows == []
    assert found.lines()[-1] == "No disposition changes."


def test_a_difference_cut_off_says_so_on_page_and_terminal(books):
    edits = [("fever: {value: 38.0", "fever: {value: 38.3")]
    found = Difference(*books(*edits), "en", most=1)
    assert "CUT OFF after 1" in found.lines()[-1]
    assert "CUT OFF after 1" in Reader(html(found)).text


def test_the_difference_in_spanish(books):
    edits = [("Q1 == 'yes'\n    then: urgent", "Q1 == 'yes'\n    then: soon")]
    lines = "\n".join(Difference(*books(*edits), "es").lines())
    assert "BAJA URGENTE → PRONTO: Q1: SÍ" in lines
    assert "con más señales también EMERGENCIA → URGENTE" in lines
    assert "regla UQ2  nivel" in lines
