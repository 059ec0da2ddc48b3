"""How the answers of one part were understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from afterdose.evaluation.rates import rate
from afterdose.evaluation.records import Record
from afterdose.evaluation.sets import Labelled

Verdict = Literal["right", "unclear", "wrong"]

# 101 F is 38.33 C on one label and 38.3 on another.
CELSIUS_APART = 0.06
# "Since Tuesday" begins at midnight for one reader and at noon for another.
HOURS_APART = 0.1


@dataclass(frozen=True)
class Answered:
    """A labelled answer and what was understood; `seconds` of processor time."""

    item: Labelled
    result: Record
    seconds: float

    @property
    def verdict(self) -> Verdict:
        """Right; unclear: has a value, and would be asked again; wrong: everything else."""
        expected, got = self.item.expected, self.result
        if expected["unclear"]:
            return "right" if got["unclear"] else "wrong"
        if got["unclear"]:
            return "unclear"
        return "right" if same(expected["value"], got["value"]) else "wrong"

    @property
    def opposite(self) -> bool:
        """Whether the answer reports the danger that was asked about and was read as its denial.

        Counted strictly. Yes or no: the other one was read. Any other type: something else was
        read, unless it lies on the worse side (a higher fever) or keeps part of several options.
        """
        got, expected = self.result, self.item.expected
        settled = not got["unclear"] and got["value"] != "not_sure"
        if self.item.record.get("danger") != "yes" or not settled:
            return False
        told, read = expected["value"], got["value"]
        if self.item.record["answer_type"] == "yes_no":
            # An answer that is itself unclear reports what the question asks: a yes.
            return bool(read != (told if isinstance(told, bool) else True))
        if expected["unclear"] or told == "not_sure" or same(told, read):
            return False
        if isinstance(told, dict) and "celsius" in told and isinstance(read, dict):
            return bool(read["celsius"] < told["celsius"])
        if isinstance(told, list) and isinstance(read, list):
            return not set(told) & set(read)
        return True


def same(expected: Any, got: Any) -> bool:
    """Compare two values of an answer, with what readers may differ by."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, dict) and isinstance(got, dict):
        if "celsius" in expected and "celsius" in got:
            return bool(abs(expected["celsius"] - got["celsius"]) < CELSIUS_APART)
        if "hours" in expected and "hours" in got:
            apart = abs(expected["hours"] - got["hours"])
            return bool(apart <= HOURS_APART * max(expected["hours"], got["hours"]))
    if isinstance(expected, list) and isinstance(got, list):
        return sorted(map(str, expected)) == sorted(map(str, got))
    return bool(expected == got)


def figures(answers: Sequence[Answered]) -> dict[str, Any]:
    """Return all figures of these answers as plain data; misses kept apart have no words."""
    return {
        **_counts(answers),
        "by": {
            field: {
                one: _counts([a for a in answers if a.item.told(field) == one])
                for one in sorted({a.item.told(field) for a in answers})
            }
            for field in ("answer_type", "language")
        },
        "misses": [
            {
                "id": a.item.id,
                "verdict": "opposite" if a.opposite else a.verdict,
                "question": a.item.told("question"),
                "answer_type": a.item.told("answer_type"),
                "text": None if a.item.apart else a.item.text,
                "expected": "unclear" if a.item.expected["unclear"] else a.item.expected["value"],
                "value": "unclear" if a.result["unclear"] else a.result["value"],
                "level": a.result["level"],
            }
            for a in sorted(answers, key=_worst_first)
            if a.verdict != "right" or a.opposite
        ],
    }


def _counts(answers: Sequence[Answered]) -> dict[str, Any]:
    dangers = [a for a in answers if a.item.record.get("danger") == "yes"]
    return {
        "answers": len(answers),
        "rates": {
            **{
                verdict: rate(a.verdict == verdict for a in answers).to_json()
                for verdict in ("right", "unclear", "wrong")
            },
            "opposite": rate(a.opposite for a in dangers).to_json(),
        },
    }


def _worst_first(answer: Answered) -> tuple[bool, bool, str]:
    return not answer.opposite, answer.verdict != "wrong", answer.item.id
