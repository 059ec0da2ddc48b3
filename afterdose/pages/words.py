"""The words of the pages in one language, from data/texts/pages*.yml."""

from __future__ import annotations

from collections.abc import Iterable

from afterdose import texts
from afterdose.pages.phrase import Phrase, Run, fill, one

OURS = "pages."


class Words:
    """``words("rules")`` returns a text; an unknown key is an error, not a gap on a page."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._own = texts.texts(language)
        self._fallback = texts.texts(texts.FALLBACK)

    def __call__(self, key: str, **values: object) -> str:
        """Return one text, filled; English stands in. Raises texts.TextError."""
        return self._template(key).format(**{name: str(value) for name, value in values.items()})

    def known(self, key: str) -> str | None:
        """Return a text as it is written, or None if nobody wrote it."""
        return self._own.get(OURS + key) or self._fallback.get(OURS + key)

    def fill(self, key: str, **values: Run | str | Iterable[Run]) -> Phrase:
        """Return one text with runs in its places. Raises texts.TextError."""
        return fill(self._template(key), **values)

    def question(self, name: str) -> Run:
        """Return a question's id as a run."""
        return Run(name, "question", name)

    def term(self, name: str) -> Run:
        """Return what a condition with a name is called; its name if nobody gave it words."""
        return Run(self.known(f"term.{name}") or name.replace("_", " "), "term", name)

    def plain(self, phrase: Phrase) -> str:
        """Write a phrase in one line of plain text, with brackets where groups mix."""
        if phrase.kind == "one":
            return "".join(run.text for run in phrase.runs)
        if phrase.kind == "choose":
            when, then, otherwise = (self.plain(part) for part in phrase.parts)
            return self("if_otherwise", when=when, then=then, otherwise=otherwise)
        joint = self("and") if phrase.kind == "all" else self("or")
        parts = [
            f"({self.plain(part)})" if part.kind != "one" else self.plain(part)
            for part in phrase.parts
        ]
        return f" {joint} ".join(parts)

    def _template(self, key: str) -> str:
        template = self.known(key)
        if template is None:
            raise texts.TextError(f"no text has the key {OURS}{key}")
        return template

    def options(self, labels: list[str]) -> str:
        """Join labels: “a”, “b” or “c”."""
        quoted = [f"“{label}”" for label in labels]
        if len(quoted) < 2:
            return "".join(quoted)
        return f"{', '.join(quoted[:-1])} {self('or_list')} {quoted[-1]}"


def always(words: Words, truth: bool) -> Phrase:
    """Return the phrase for a condition that always or never holds."""
    return one(words("always" if truth else "never"))
