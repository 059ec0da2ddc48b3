"""All labelled sets below a folder, read by the system and scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import Any, TypeVar

from afterdose.evaluation import answers, areas, decisions, screening
from afterdose.evaluation.areas import Opens
from afterdose.evaluation.decisions import Decided, decided
from afterdose.evaluation.nlu import Intent
from afterdose.evaluation.readings import screened, understood
from afterdose.evaluation.records import Record
from afterdose.evaluation.screening import Screened
from afterdose.evaluation.sets import BadLabel, Labelled, labelled
from afterdose.evaluation.targets import targets
from afterdose.language.second_reading import second_reading_missing

One = TypeVar("One", Screened, answers.Answered, Decided)


@dataclass
class Evaluation:
    """What the system made of every text; `intents` is None without a trained model."""

    openings: list[Screened] = field(default_factory=list)
    small_talk: list[Screened] = field(default_factory=list)
    answers: list[answers.Answered] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    bad: list[BadLabel] = field(default_factory=list)
    intents: dict[str, Intent] | None = None

    @property
    def files(self) -> list[str]:
        """The files that the texts stand in, in order."""
        return sorted({one.item.file for one in self._everything})

    @property
    def parts(self) -> list[str]:
        """The parts that the texts belong to, in order."""
        return sorted({one.item.part for one in self._everything})

    @property
    def _everything(self) -> list[Any]:
        return [*self.openings, *self.small_talk, *self.answers, *self.decisions]

    def figures(self, opens: Opens | None = None) -> dict[str, Any]:
        """Return everything as plain data, part by part."""
        return {
            "targets": targets(self.parts, self.openings, self.small_talk, self.answers),
            "parts": {part: self._part(part, opens) for part in self.parts},
            "second_reading_missing": second_reading_missing(),
            "seconds": {
                "screen": _seconds([*self.openings, *self.small_talk]),
                "understand": _seconds(self.answers),
            },
            "bad_lines": [bad.to_json() for bad in self.bad],
        }

    def _part(self, part: str, opens: Opens | None) -> dict[str, Any]:
        openings, small_talk = _of(self.openings, part), _of(self.small_talk, part)
        answered, cases = _of(self.answers, part), _of(self.decisions, part)
        told: dict[str, Any] = {}
        if openings:
            told["openings"] = screening.figures(openings)
            told["areas"] = areas.figures(openings, self.intents, opens)
        if small_talk:
            told["small_talk"] = screening.figures(small_talk)
        if answered:
            told["answers"] = answers.figures(answered)
        if cases:
            told["decisions"] = decisions.figures(cases)
        return told


def evaluated(
    folder: Path, watch: Callable[[list[Labelled]], Iterable[Labelled]] = iter
) -> Evaluation:
    """Read all sets below a folder; `watch` may show how far the work is.

    The learnt intents are added by whoever asks for them. Raises FileNotFoundError without sets.
    """
    read = list(labelled(folder))
    evaluation = Evaluation(bad=[one for one in read if isinstance(one, BadLabel)])
    items = [one for one in read if isinstance(one, Labelled)]
    screened({"text": "warm"})  # loads the lexicons, which no text should be charged for
    for item in watch(items):
        try:
            _score(item, evaluation)
        except ValueError as error:
            evaluation.bad.append(BadLabel(item.file, item.line, str(error)))
    return evaluation


def _score(item: Labelled, evaluation: Evaluation) -> None:
    if item.kind == "decision":
        evaluation.decisions.append(decided(item))
        return
    read = understood if item.kind == "answer" else screened
    began = process_time()
    result: Record = read(item.record)
    seconds = process_time() - began
    if item.kind == "answer":
        evaluation.answers.append(answers.Answered(item, result, seconds))
    elif item.kind == "opening":
        evaluation.openings.append(Screened(item, result, seconds))
    else:
        evaluation.small_talk.append(Screened(item, result, seconds))


def _of(everything: list[One], part: str) -> list[One]:
    return [one for one in everything if one.item.part == part]


def _seconds(read: Sequence[Screened | answers.Answered]) -> dict[str, float] | None:
    """Processor time of a text: the median, and what 19 of 20 stay below."""
    if len(read) < 2:
        return None
    times = [one.seconds for one in read]
    return {"median": round(median(times), 6), "p95": round(quantiles(times, n=20)[-1], 6)}
