"""The decision-table page of one symptom area."""

from __future__ import annotations

from afterdose.pages.advice import Told, told
from afterdose.pages.asked import Asked, asked
from afterdose.pages.book import Book
from afterdose.pages.phrase import Phrase
from afterdose.pages.reads import Reads, answers
from afterdose.pages.sheet import Sheet
from afterdose.triage.schema import Protocol, Question, Rule


class AreaSheet(Sheet):
    """Questions, rules, guidance and sign-off of one area."""

    template = "area.html"

    def __init__(self, book: Book, area: str, language: str) -> None:
        protocol = book.ps.areas[area]
        file = book.files[f"{area}.yml"]
        super().__init__(book, area, protocol.name[language], language, [file])
        self.protocol: Protocol = protocol
        self.open_questions = book.about(area)

    @property
    def opening(self) -> str:
        """What is said before the first question; empty for most areas."""
        return self.protocol.opening.get(self.words.language, "")

    @property
    def questions(self) -> list[Asked]:
        """The questions in the order of asking: red flags first."""
        ordered = sorted(self.protocol.questions, key=lambda q: not q.red_flag)
        return [asked(self.book, self.conditions, question) for question in ordered]

    @property
    def rules(self) -> list[Rule]:
        """The rules of this area, as its file orders them."""
        return [rule for rule in self.ps.rules if rule.area == self.name]

    @property
    def others(self) -> list[Rule]:
        """The rules of other files that read this area's answers or signs."""
        own = answers(self.ps, self.name)
        signs = set(self.protocol.findings)
        found = []
        for rule in self.ps.rules:
            if rule.area != self.name:
                reads = Reads(self.ps, [rule.when, rule.emergency_when])
                if own & set(reads.questions) or signs & set(reads.findings):
                    found.append(rule)
        return found

    @property
    def elsewhere(self) -> list[Question]:
        """The questions of other areas that the rules of this one read."""
        read = set(self.reads.questions)
        own = {question.id for question in self.protocol.questions}
        return [q for q in self.ps.questions.values() if q.id in read - own]

    @property
    def joins(self) -> Phrase | None:
        """When this area's questions are asked though nobody named it."""
        when = self.protocol.joins_when
        return None if when == "false" else self.conditions.phrase(when)

    @property
    def opens(self) -> Phrase | None:
        """When words that name this area open it; else another one is opened."""
        when = self.protocol.opens_when
        return None if when == "true" else self.conditions.phrase(when)

    @property
    def guidance(self) -> list[Told]:
        """What the patient is told, the highest level first."""
        return told(self.book, self.name, self.words.language)

    def conditions_read(self) -> list[str]:
        """Return the conditions of rules, questions and sentences."""
        rules = [when for rule in self.rules for when in (rule.when, rule.emergency_when)]
        asked_when = [question.ask_when for question in self.protocol.questions]
        said_when = [s.when for level in self.guidance for s in level.sentences]
        return [*rules, *asked_when, self.protocol.joins_when, self.protocol.opens_when, *said_when]

    def texts_cited(self) -> list[str]:
        """Return the source fields of rules and limits."""
        return [*(rule.source for rule in self.rules), *super().texts_cited()]
