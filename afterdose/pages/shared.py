"""The pages of what holds for all areas: gate, combinations, laboratory, limits and others."""

from __future__ import annotations

import re
from collections.abc import Callable

from afterdose.pages.advice import Told, told
from afterdose.pages.asked import Asked, asked
from afterdose.pages.book import Book, File
from afterdose.pages.phrase import Phrase
from afterdose.pages.reads import Reads
from afterdose.pages.sheet import Sheet
from afterdose.pages.words import Words
from afterdose.triage.schema import Rule, Shared

GATE, CROSS = "gate", "cross"
_HOLDS: dict[str, Callable[[Shared], bool]] = {
    GATE: lambda part: part.area == GATE,
    CROSS: lambda part: part.area == CROSS,
    "adding-up": lambda part: bool(part.adding_up or part.raises or part.no_rule),
    "laboratory": lambda part: bool(part.labs or part.context) or part.area == CROSS,
    "time": lambda part: bool(part.buckets or part.temperature),
    "limits": lambda part: bool(part.limits),
    "words": lambda part: bool(part.terms or part.findings),
    "guidance": lambda part: bool(part.guidance) and part.area == "",
}
SHARED = tuple(_HOLDS)


class SharedSheet(Sheet):
    """One subject that holds for all areas, with the files that it comes from."""

    def __init__(self, book: Book, name: str, language: str) -> None:
        files = [f for f in book.files.values() if _about(f, name)]
        super().__init__(book, name, Words(language)(f"shared.{name}"), language, files)
        self.template = f"{name}.html"
        shown = Reads(self.ps, self.conditions_read()).questions
        areas = {self.ps.questions[question].area for question in shown}
        if name in (GATE, CROSS, "laboratory"):
            self.open_questions = [
                q for q in book.open_questions if areas & set(q.areas) and self._named(q.number)
            ]

    @property
    def questions(self) -> list[Asked]:
        """The questions of the gate."""
        return [asked(self.book, self.conditions, question) for question in self.ps.gate]

    @property
    def rules(self) -> list[Rule]:
        """The rules of the gate, of the laboratory, or of all other combinations."""
        of = GATE if self.name == GATE else CROSS
        found = [rule for rule in self.ps.rules if rule.area == of]
        if self.name == "laboratory":
            return [rule for rule in found if self._of_laboratory(rule)]
        return [r for r in found if self.name == GATE or not self._of_laboratory(r)]

    @property
    def guidance(self) -> list[Told]:
        """What the patient is told: of the gate, or of all areas."""
        if self.name != GATE:
            return told(self.book, "", self.words.language)
        return [level for level in told(self.book, GATE, self.words.language) if level.sentences]

    @property
    def all_terms(self) -> list[tuple[str, list[Phrase]]]:
        """Every condition with a name, in alphabetical order of its words."""
        return sorted(self._meanings(self.ps.terms), key=lambda t: self.words.term(t[0]).text)

    def conditions_read(self) -> list[str]:
        """Return the conditions that the page shows."""
        ps = self.ps
        if self.name in (GATE, CROSS, "laboratory"):
            rules = [when for r in self.rules for when in (r.when, r.emergency_when)]
            if self.name == GATE:
                rules += [s.when for level in self.guidance for s in level.sentences]
            return rules
        if self.name == "adding-up":
            as_one = [row.as_one_when for row in ps.adding_up]
            return [*(r.when for r in ps.raises), *(d.when for d in ps.no_rule), *as_one]
        return []

    def texts_cited(self) -> list[str]:
        """Return the source fields that the page shows."""
        shown: list[str] = []
        if self.name in (GATE, CROSS, "laboratory"):
            shown = [rule.source for rule in self.rules]
        if self.name == "adding-up":
            shown = [row.source for row in self.ps.raises]
            shown += [row.source for row in self.ps.adding_up]
        if self.name == "limits":
            shown = [limit.source for limit in self.ps.limits.values()]
        return [*shown, *super().texts_cited()]

    def _named(self, number: int) -> bool:
        """Say whether a source on the page names an open question: "conflict 6"."""
        return any(re.search(rf"conflict {number}\b", text) for text in self.texts_cited())

    def _of_laboratory(self, rule: Rule) -> bool:
        return rule.id.startswith("LAB-")


def _about(file: File, name: str) -> bool:
    return isinstance(file.part, Shared) and _HOLDS[name](file.part)
