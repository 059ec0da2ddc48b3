"""What was caught before must stay caught: the comparison that CI makes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterdose.evaluation.evaluation import Evaluation


@dataclass(frozen=True)
class Baseline:
    """The ids of emergencies that were at least `check` and of dangers that were not misread.

    `emergencies` is id → level. `dangers` are answers that report the danger asked about.
    """

    emergencies: dict[str, str]
    dangers: tuple[str, ...]

    @classmethod
    def of(cls, evaluation: Evaluation) -> Baseline:
        """Take down what is caught now."""
        return cls(
            emergencies={
                text.item.id: text.level
                for text in sorted(evaluation.openings, key=lambda t: t.item.id)
                if text.expected == "emergency" and text.seen
            },
            dangers=tuple(
                sorted(
                    answer.item.id
                    for answer in evaluation.answers
                    if answer.item.record.get("danger") == "yes" and not answer.opposite
                )
            ),
        )

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a file; raises ValueError naming it if it is none."""
        try:
            content: Any = json.loads(path.read_text("utf-8"))
            return cls(dict(content["emergencies"]), tuple(content["dangers"]))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is no baseline: {error}") from error

    def write(self, path: Path) -> None:
        """Write the file, one id a line, so that a change reads well."""
        content = {"emergencies": self.emergencies, "dangers": list(self.dangers)}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def regressions(before: Baseline, now: Evaluation) -> list[str]:
    """Name what was caught before and is missed now, one sentence each.

    A text that left the sets counts too: a set must not lose the texts that hurt.
    """
    found = []
    texts = {text.item.id: text for text in now.openings}
    for name in before.emergencies:
        if name not in texts:
            found.append(f"{name} is in the baseline and in no set")
        elif not texts[name].seen:
            item = texts[name].item
            words = "kept apart" if item.apart else repr(item.text)
            found.append(f"{name} was caught and is missed: {words}")
    answers = {answer.item.id: answer for answer in now.answers}
    for name in before.dangers:
        if name not in answers:
            found.append(f"{name} is in the baseline and in no set")
        elif answers[name].opposite:
            read = answers[name].result["value"]
            found.append(f"{name} reports danger and is read as {read!r}")
    return found
