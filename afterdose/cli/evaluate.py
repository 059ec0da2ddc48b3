"""The command `evaluate`: labelled sets in, figures and a page out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder with labelled *.jsonl sets")]
Out = Annotated[
    Path, typer.Argument(help="Folder for figures.json and figures.html, or the name of a .json")
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def evaluate(
        folder: Folder,
        out: Out,
        summary: Annotated[
            Path | None, typer.Option(help="Write the promised figures as Markdown, too")
        ] = None,
        baseline: Annotated[
            Path | None, typer.Option(help="Fail if anything caught in this file is missed now")
        ] = None,
        update_baseline: Annotated[
            bool, typer.Option("--update-baseline", help="Write the baseline file anew instead")
        ] = False,
        nlu: Annotated[
            bool, typer.Option(help="Ask the trained model for its intents, too (15 s)")
        ] = True,
    ) -> None:
        """Score all labelled sets below a folder: figures as JSON and one HTML page.

        Sets are JSON Lines as `screen`, `understand` and `decide` take them, with `expected`
        beside. A bad line is listed in the figures, the rest goes on, and the exit status is 1.
        """
        try:
            status = run(folder, out, summary, baseline, update=update_baseline, nlu=nlu)
        except (OSError, ValueError) as error:
            print(f"afterdose evaluate: {error}", file=sys.stderr)
            status = 1
        sys.exit(status)


def run(
    folder: Path,
    out: Path,
    summary_to: Path | None = None,
    baseline: Path | None = None,
    *,
    update: bool = False,
    nlu: bool = True,
) -> int:
    """Evaluate and write; returns the exit status. Raises OSError and ValueError."""
    from afterdose.evaluation import evaluation as room
    from afterdose.evaluation.baseline import Baseline, regressions
    from afterdose.evaluation.nlu import NluUnavailable, intents
    from afterdose.evaluation.page import page
    from afterdose.evaluation.summary import summary

    if update and baseline is None:
        raise ValueError("--update-baseline needs --baseline FILE")
    before = Baseline.read(baseline) if baseline and (baseline.exists() or not update) else None
    done = room.evaluated(folder, watched)
    missing = "not asked for"
    if nlu:
        try:
            done.intents = intents([text.item for text in done.openings])
            missing = ""
        except NluUnavailable as error:
            missing = str(error)
            print(f"afterdose evaluate: without the learnt intents: {missing}", file=sys.stderr)
    lost = None if before is None else regressions(before, done)
    figures = done.figures(_opens) | {"regressions": lost}
    as_json, as_page = places(out)
    as_json.parent.mkdir(parents=True, exist_ok=True)
    as_json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    as_page.write_text(page(figures, done.files, regressions=lost, nlu_missing=missing), "utf-8")
    if summary_to:
        summary_to.write_text(summary(figures, done.files), "utf-8")
    report(figures, lost or [], as_json, as_page)
    if baseline and update:
        Baseline.of(done).write(baseline)
        lost = None  # named above, and taken out of the baseline on purpose
    return 1 if lost or done.bad else 0


def places(out: Path) -> tuple[Path, Path]:
    """Name the two files: OUT itself if it is a .json, with the page beside it; else in OUT."""
    as_json = out if out.suffix == ".json" and not out.is_dir() else out / "figures.json"
    return as_json, as_json.with_suffix(".html")


def watched(items: list[Any]) -> Iterator[Any]:
    """Show a progress bar on a terminal."""
    with typer.progressbar(items, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        yield from shown


def report(figures: dict[str, Any], lost: Iterable[str], *files: Path) -> None:
    """Print the targets, and on stderr what went wrong."""
    for target in figures["targets"]:
        mark = "  " if target["reached"] else "! "
        share = f"{target['share'] * 100:5.1f} %  {target['hits']:4} of {target['of']:4}"
        print(f"{mark}{target['part']:12} {share}  {target['name']} ({target['wanted']})")
    print(*files, sep="\n")
    if missing := figures["second_reading_missing"]:
        print(f"afterdose evaluate: without the second reading: {missing}", file=sys.stderr)
    for bad in figures["bad_lines"]:
        where = f"{bad['file']}:{bad['line']}"
        print(f"afterdose evaluate: {where}: {bad['error']}", file=sys.stderr)
    for sentence in lost:
        print(f"afterdose evaluate: {sentence}", file=sys.stderr)


def _opens(text: Any, intent: Any) -> list[str]:
    """Name the areas with which the conversation opens a case from this text."""
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    from actions.opening import areas_of_opening
    from actions.protocols import loaded
    from actions.turn import Turn

    said = {
        "event": "user",
        "text": text.item.text,
        "parse_data": {"intent": {"name": intent.name if intent else ""}},
        "metadata": {
            "language": text.item.record.get("language") or "en",
            "screening": text.result,
        },
    }
    tracker = Tracker("evaluation", {}, {}, [said], False, None, {}, None)
    return areas_of_opening(Turn(CollectingDispatcher(), tracker), loaded())
