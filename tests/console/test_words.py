from __future__ import annotations

import re
from pathlib import Path

import pytest

from afterdose import texts
from afterdose.console.pages import FOLDER, LANGUAGES, OURS, Words

LITERAL = re.compile(r"""\bt\(["']([\w.-]+)["']\s*[,)]""")


def test_every_word_exists_in_every_language_with_the_same_gaps() -> None:
    first, *others = (
        {k: v for k, v in texts.texts(code).items() if k.startswith(OURS)} for code in LANGUAGES
    )
    for other in others:
        assert set(other) == set(first)
        for key, template in first.items():
            assert texts.placeholders(other[key]) == texts.placeholders(template), key


@pytest.mark.parametrize("template", sorted(FOLDER.glob("templates/*.html")), ids=lambda p: p.name)
def test_a_template_uses_only_words_that_there_are(template: Path) -> None:
    html = template.read_text("utf-8")
    used = {OURS + key for key in LITERAL.findall(html)}
    assert used <= set(texts.texts("en"))


def test_no_page_text_stands_in_a_template() -> None:
    for template in FOLDER.glob("templates/*.html"):
        html = re.sub(r"block page %}\w*", "", template.read_text("utf-8"))
        # What Jinja reads goes first: a ">" in it ends no tag.
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", html, flags=re.DOTALL)
        bare = re.sub(r"<[^>]*>", " ", bare)
        words = set(re.findall(r"[A-Za-z]{2,}", bare)) - {"Afterdose"}
        assert words == set(), template.name


def test_a_code_that_nobody_named_is_shown_as_it_is() -> None:
    assert Words("es").coded("event", "something_new") == "something_new"
    assert Words("es").coded("disposition", "urgent") == "Urgente"
