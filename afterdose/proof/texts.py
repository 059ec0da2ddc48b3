"""Patient texts: both languages, reading grade, length, and answers that can be given."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from afterdose.proof.faults import Fault, Places
from afterdose.proof.reading import grade
from afterdose.proof.settings import Settings
from afterdose.triage.schema import Fitting, ProtocolSet, Question

Segments = Callable[[str], int]  # how many SMS segments a text takes


@dataclass(frozen=True)
class Text:
    """One text as a patient gets it: where it stands, its language, its grade and its segments."""

    name: str
    area: str
    kind: str
    language: str
    text: str
    grade: float | None
    segments: int


class Texts:
    """All texts of a set, measured."""

    def __init__(
        self, ps: ProtocolSet, settings: Settings, segments: Segments, places: Places
    ) -> None:
        self.ps, self.settings, self.places = ps, settings, places
        self._segments = segments
        self.all = [
            Text(name, area, kind, language, text, self._grade(text, language), segments(text))
            for name, area, kind, language, text in self._every()
        ]

    def faults(self) -> Iterator[Fault]:
        """Yield everything that is wrong with the texts and the answers."""
        for text in self.all:
            yield from self._text(text)
        yield from self._same_in_all_languages()
        for question in self.ps.questions.values():
            yield from self._answers(question)

    def _grade(self, text: str, language: str) -> float | None:
        return grade(text, language, self.settings.familiar.get(language, ()))

    def _every(self) -> Iterator[tuple[str, str, str, str, str]]:
        for q in self.ps.questions.values():
            for language in self.ps.languages:
                for text in q.texts(language) if language in q.text else ():
                    yield q.id, q.area, "question", language, text
                for kind, texts in (("simpler wording", q.simpler), ("example", q.examples)):
                    if texts.get(language):
                        yield q.id, q.area, kind, language, texts[language]
            for option in q.options:
                for language, text in option.reply.items():
                    yield q.id, q.area, f"reply to {option.id}", language, text
        for area, protocol in self.ps.areas.items():
            for language, text in getattr(protocol, "opening", {}).items():
                yield f"area:{area}", area, "opening", language, text
        for area, by_disposition in self.ps.guidance.items():
            for disposition, texts_of in by_disposition.items():
                for language, advice in texts_of.items():
                    for part, sentence in advice.sentences():
                        say = sentence.say if isinstance(sentence, Fitting) else sentence
                        for text in (say,) if isinstance(say, str) else say:
                            yield f"guidance:{area}:{disposition}", area, part, language, text

    def _text(self, text: Text) -> Iterator[Fault]:
        place = f"{self.places.of(text.name)} ({text.kind}, {text.language})"
        limit = self.settings.reading_grade.get(text.language)
        if limit is None:
            yield Fault(place, f"no reading grade is declared for {text.language}")
        elif text.grade is not None and text.kind != "example" and text.grade > limit:
            yield Fault(place, f"reads at grade {text.grade:.1f}, above {limit:g}: {text.text}")
        if len(text.text) > self.ps.text_length:
            yield Fault(place, f"has {len(text.text)} characters, above {self.ps.text_length}")
        unknown = _fields(text.text) - set(self.settings.placeholders)
        if unknown:
            yield Fault(place, f"asks for {', '.join(sorted(unknown))}, which nobody fills in")

    def _same_in_all_languages(self) -> Iterator[Fault]:
        counts: dict[tuple[str, str], dict[str, int]] = {}
        for text in self.all:
            per_language = counts.setdefault((text.name, text.kind), {})
            per_language[text.language] = per_language.get(text.language, 0) + 1
        for (name, kind), per_language in counts.items():
            numbers = {language: per_language.get(language, 0) for language in self.ps.languages}
            if len(set(numbers.values())) > 1:
                told = ", ".join(f"{number} in {language}" for language, number in numbers.items())
                yield Fault(f"{self.places.of(name)} ({kind})", f"is not the same: {told}")

    def _answers(self, question: Question) -> Iterator[Fault]:
        place = self.places.of(question.id)
        taken = {_plain(word) for word in self.settings.ends_texting}
        for option in question.options:
            said = {
                option.id,
                *option.label.values(),
                *(w for x in option.words.values() for w in x),
            }
            for word in sorted(w for w in said if _plain(w) in taken):
                yield Fault(place, f"the answer {word} of {option.id} ends texting at the carrier")
            for language in self.ps.languages:
                if not _offered(question, option.id, language):
                    yield Fault(
                        place, f"{option.id} cannot be answered: {language} offers it nowhere"
                    )
                if question.options and not option.words.get(language):
                    yield Fault(place, f"{option.id} has no words in {language}")
        for word in sorted(w for words in question.words.values() for w in words):
            if _plain(word) in taken:
                yield Fault(place, f"the answer {word} ends texting at the carrier")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _plain(word: str) -> str:
    return word.strip().lower()


def _offered(question: Question, option: str, language: str) -> bool:
    """Say whether the wording shows an option: its number in a list, its label or its words."""
    text = question.text.get(language, "").lower()
    number = next(i for i, o in enumerate(question.options, 1) if o.id == option)
    chosen = question.options[number - 1]
    if re.search(rf"(?<!\d){number} \D", text) and question.answer in ("multi", "choice"):
        return True
    shown = [chosen.label.get(language, ""), *chosen.words.get(language, ())]
    return any(word and re.search(rf"\b{re.escape(word.lower())}\b", text) for word in shown)
