"""The figures that the project promises, as docs/evaluation.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from afterdose.evaluation.page import AREAS
from afterdose.evaluation.screening import MEANINGS
from afterdose.evaluation.sets import HELDOUT
from afterdose.evaluation.templating import template

READERS = {
    "screen": "the screen's words",
    "nlu": "the learnt intent",
    "both": "both together",
    "conversation": "what the conversation opens",
}


def summary(figures: dict[str, Any], files: Sequence[str]) -> str:
    """Write the page: targets with intervals, and every miss; the kept-apart third first.

    It holds nothing that differs from run to run, such as times.
    """
    parts = list(dict.fromkeys(target["part"] for target in figures["targets"]))
    return template("summary.md.jinja").render(
        figures=figures,
        files=files,
        parts=sorted(parts, key=lambda part: part.split("/")[0] != HELDOUT),
        has_heldout=any(part.split("/")[0] == HELDOUT for part in parts),
        meanings=MEANINGS,
        area_names=AREAS,
        readers=readers,
        quoted=quoted,
    )


def readers(counted: Iterable[str]) -> str:
    """Say who found the areas."""
    return ", ".join(READERS[name] for name in counted)


def quoted(value: Any) -> str:
    """Write a value as code, so that nothing in it is read as Markdown."""
    text = " ".join(str(value).split())
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"
