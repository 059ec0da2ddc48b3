"""Which areas openings name, and who finds them: the screen, the learnt intent, or both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from afterdose.evaluation.nlu import Intent
from afterdose.evaluation.rates import rate
from afterdose.evaluation.screening import Screened
from afterdose.evaluation.sets import AREAS

Opens = Callable[[Screened, Intent | None], list[str]]
"""What the conversation opens for a text with this learnt intent."""

REPORT = "report_"
FALLBACK = "nlu_fallback"
ELSEWHERE = "report_general"


def learnt(intent: Intent | None) -> set[str]:
    """Name the area of a learnt intent, if it is one's."""
    name = intent.name if intent else ""
    return {name.removeprefix(REPORT)} & set(AREAS) if name.startswith(REPORT) else set()


def figures(
    texts: Sequence[Screened], intents: Mapping[str, Intent] | None, opens: Opens | None
) -> dict[str, Any]:
    """Return recall and precision of each reader on the texts that could open a case.

    Without `intents` (no trained model) only the screen is there.
    """
    openings = [t for t in texts if t.item.record.get("kind", "opening") == "opening"]
    openings = [t for t in openings if "areas" in t.item.expected]
    found = {"screen": [set(t.result["areas"]) & set(AREAS) for t in openings]}
    if intents is not None:
        by_intent = [intents.get(t.item.id) for t in openings]
        found["nlu"] = [learnt(intent) for intent in by_intent]
        found["both"] = [a | b for a, b in zip(found["screen"], found["nlu"], strict=True)]
        if opens is not None:
            found["conversation"] = [
                set(opens(t, intent)) & set(AREAS)
                for t, intent in zip(openings, by_intent, strict=True)
            ]
    told = [set(t.item.expected["areas"]) for t in openings]
    return {
        "openings": len(openings),
        "readers": {reader: _counts(told, sets) for reader, sets in found.items()},
        "intents": _intents(openings, intents),
        "misses": _misses(openings, told, found, intents or {}),
    }


def _misses(
    openings: Sequence[Screened],
    told: Sequence[set[str]],
    found: Mapping[str, Sequence[set[str]]],
    intents: Mapping[str, Intent],
) -> list[dict[str, Any]]:
    """List the texts of which the last reader missed an area; kept-apart ones without words."""
    *_, last = found
    missed = [at for at, areas in enumerate(told) if areas - found[last][at]]
    return [
        {
            "id": openings[at].item.id,
            "text": None if openings[at].item.apart else openings[at].item.text,
            "expected": sorted(told[at]),
            "intent": intent.name if intent else None,
            **{reader: sorted(sets[at]) for reader, sets in found.items()},
        }
        for at in missed
        for intent in [intents.get(openings[at].item.id)]
    ]


def _counts(told: Sequence[set[str]], found: Sequence[set[str]]) -> dict[str, Any]:
    pairs = list(zip(told, found, strict=True))
    return {
        "areas": {
            area: {
                "recall": rate(area in f for t, f in pairs if area in t).to_json(),
                "precision": rate(area in t for t, f in pairs if area in f).to_json(),
            }
            for area in AREAS
        },
        "all": {
            "recall": rate(area in f for t, f in pairs for area in t).to_json(),
            "precision": rate(area in t for t, f in pairs for area in f).to_json(),
        },
        "every_area_of_several": rate(t <= f for t, f in pairs if len(t) > 1).to_json(),
        "some_area": rate(bool(t & f) for t, f in pairs if t).to_json(),
        "nothing_of_nothing": rate(not f for t, f in pairs if not t).to_json(),
    }


def _intents(
    openings: Sequence[Screened], intents: Mapping[str, Intent] | None
) -> dict[str, dict[str, int]] | None:
    """Count what was learnt of texts that name an area and of those that name none."""
    if intents is None:
        return None
    counts: dict[str, Counter[str]] = {"names an area": Counter(), "names none": Counter()}
    for text in openings:
        expected, intent = set(text.item.expected["areas"]), intents.get(text.item.id)
        row = counts["names an area" if expected else "names none"]
        row[_kind_of(intent, expected)] += 1
    return {name: dict(sorted(row.items())) for name, row in counts.items()}


def _kind_of(intent: Intent | None, expected: set[str]) -> str:
    if intent is None or intent.name == FALLBACK:
        return "not understood"
    if intent.name == ELSEWHERE:
        return "another problem"
    if areas := learnt(intent):
        return "an area of the label" if areas & expected else "another area"
    return "talk"
