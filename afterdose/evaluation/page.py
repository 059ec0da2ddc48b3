"""The figures as one HTML page for developers, which stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from afterdose.evaluation import plots
from afterdose.evaluation.screening import MEANINGS
from afterdose.evaluation.templating import template

RATES = {
    "emergency_seen": "emergencies at least check",
    "emergency_called": "emergencies called emergency",
    "others_called": "others called emergency",
    "none_raised": "none called check or above",
    "others_raised": "others check or above",
    "check_seen": "checks at least check",
    "right": "level right",
}
ANSWERS = {"right": "right", "unclear": "unclear", "wrong": "wrong", "opposite": "danger denied"}
AREAS = {
    "recall": "areas of the labels that were found",
    "precision": "found areas that the label has",
    "some_area": "texts with an area: at least one found",
    "every_area_of_several": "texts with several areas: all found",
    "nothing_of_nothing": "texts without an area: none found",
}


def page(
    figures: dict[str, Any],
    files: Sequence[str],
    *,
    regressions: Sequence[str] | None = None,
    nlu_missing: str = "",
) -> str:
    """Write the page. `regressions` is None without a baseline."""
    return template("page.html.jinja").render(
        figures=figures,
        files=files,
        regressions=regressions,
        nlu_missing=nlu_missing,
        plots={part: _plots(told) for part, told in figures["parts"].items()},
        names=RATES,
        answer_names=ANSWERS,
        area_names=AREAS,
        meanings=MEANINGS,
        pieces=pieces,
    )


def pieces(text: str, findings: Sequence[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Cut a text into what findings stand on and what is between, in order."""
    at = 0
    for start, end in sorted(tuple(f["span"]) for f in findings):
        if start > at:
            yield text[at:start], False
        if end > at:
            yield text[max(start, at) : end], True
            at = end
    if at < len(text):
        yield text[at:], False


def _plots(told: dict[str, Any]) -> dict[str, list[str]]:
    drawn: dict[str, list[str]] = {"openings": [], "areas": [], "answers": []}
    if "openings" in told:
        drawn["openings"] = [
            plots.series(
                f"Emergencies by {field}",
                [value for value in groups if groups[value]["rates"]["emergency_seen"]["of"]],
                {
                    RATES[name]: [
                        group["rates"][name]
                        for group in groups.values()
                        if group["rates"]["emergency_seen"]["of"]
                    ]
                    for name in ("emergency_seen", "emergency_called")
                },
            )
            for field, groups in told["openings"]["by"].items()
        ]
        readers = told["areas"]["readers"]
        areas = list(next(iter(readers.values()))["areas"])
        drawn["areas"] = [
            plots.series(
                title,
                areas,
                {r: [counts["areas"][a][name] for a in areas] for r, counts in readers.items()},
            )
            for name, title in (
                ("recall", "Areas found"),
                ("precision", "Found areas that are right"),
            )
        ]
    if "answers" in told:
        by_type = told["answers"]["by"]["answer_type"]
        drawn["answers"] = [
            plots.shares(
                "Answers that are right", {t: g["rates"]["right"] for t, g in by_type.items()}
            )
        ]
    return drawn
