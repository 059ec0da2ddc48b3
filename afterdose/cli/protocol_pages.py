"""The commands `protocols show`, `export` and `diff`: protocols as documents for clinicians."""

from __future__ import annotations

import json
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from afterdose.settings import ROOT

DATA = ROOT / "data"
Folder = Annotated[Path, typer.Option("--protocols", help="Folder of the protocols")]


class Language(StrEnum):
    """A language of the pages."""

    en = "en"
    es = "es"


class Languages(StrEnum):
    """The languages of an export."""

    en = "en"
    es = "es"
    both = "both"


def register(group: typer.Typer) -> None:
    """Add the commands to `afterdose protocols`."""

    @group.command()
    def show(
        area: Annotated[str, typer.Argument(help="Area, such as bleeding, or gate")],
        as_json: Annotated[bool, typer.Option("--json", help="As one JSON object")] = False,
        html: Annotated[Path | None, typer.Option(help="Write the page to this file")] = None,
        language: Annotated[Language, typer.Option(help="Language of the page")] = Language.en,
        folder: Folder = DATA / "protocols",
    ) -> None:
        """Print the questions, options, findings, rules and context keys of one area."""
        book = _book(folder)
        if area not in book.ps.areas and area != "gate":
            sys.exit(f"afterdose protocols show: no area {area} ({', '.join(book.ps.areas)})")
        if html:
            _write(html, _page(book, area, language))
        elif as_json:
            print(json.dumps(description(book.ps, area), ensure_ascii=False, indent=2))
        else:
            from afterdose.pages.plain import lines

            print("\n".join(lines(book.ps, area, language)))

    @group.command()
    def export(
        target: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the pages")],
        language: Annotated[Languages, typer.Option(help="en, es or both")] = Languages.both,
        folder: Folder = DATA / "protocols",
    ) -> None:
        """Write one page per area and language, the shared pages and an index, to sign."""
        from afterdose.pages.export import export as write_all

        languages = [language.value] if language is not Languages.both else ["en", "es"]
        try:
            written = write_all(_book(folder), target, languages)
        except OSError as error:
            sys.exit(f"afterdose protocols export: {error.filename}: {error.strerror}")
        print(f"{len(written)} pages in {target}, begin with index.{languages[0]}.html")

    @group.command()
    def diff(
        old: Annotated[str, typer.Argument(help="Folder of protocols, or a git revision: REV:")],
        new: Annotated[str, typer.Argument(help="Folder of protocols, or a git revision: REV:")],
        html: Annotated[Path | None, typer.Option(help="Write the page to this file")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="As one JSON object")] = False,
        language: Annotated[Language, typer.Option(help="Language")] = Language.en,
        most: Annotated[int, typer.Option(min=1, help="Least combinations to look for")] = 100,
        exit_code: Annotated[
            bool, typer.Option("--exit-code", help="Exit 1 if a disposition changes")
        ] = False,
    ) -> None:
        """Tell two sets apart in clinical words, with every combination that is decided anew."""
        from afterdose.pages.difference import Difference

        with tempfile.TemporaryDirectory() as folder:
            before, after = (
                _book(_folder(name, Path(folder) / side), "diff")
                for side, name in (("old", old), ("new", new))
            )
        found = Difference(before, after, language, most)
        if html:
            from afterdose.pages import render

            _write(html, render.html(found))
        if as_json:
            print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        elif not html:
            print("\n".join(found.lines()))
        if exit_code and (found.rows or not found.complete):
            sys.exit(1)


def _folder(name: str, target: Path) -> Path:
    from afterdose.pages.revision import RevisionError, bring, is_revision

    if not is_revision(name):
        return Path(name)
    try:
        return bring(name, ROOT, target)
    except RevisionError as error:
        sys.exit(f"afterdose protocols diff: {name}: {error}")


def _book(folder: Path, command: str = "") -> Any:
    from afterdose.console.sending import sending
    from afterdose.pages.book import read_book
    from afterdose.triage.errors import ProtocolError

    try:
        return read_book(folder, DATA, sending())
    except ProtocolError as error:
        sys.exit(f"afterdose protocols{command and ' ' + command}: {error}")


def _page(book: Any, area: str, language: str) -> str:
    from afterdose.pages.area import AreaSheet
    from afterdose.pages.render import html
    from afterdose.pages.shared import SharedSheet

    if area == "gate":
        return html(SharedSheet(book, area, language))
    return html(AreaSheet(book, area, language))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        sys.exit(f"afterdose protocols: {file}: {error.strerror}")


def description(ps: Any, area: str) -> dict[str, Any]:
    """Describe one area as plain data: all ids that `decide` understands."""
    import msgspec

    own = [q for q in ps.questions.values() if q.area in (area, "gate")]
    return {
        "area": area,
        "protocol_version": ps.version,
        "protocol_hash": ps.hash,
        "questions": [
            {
                "id": q.id,
                "red_flag": q.red_flag,
                "answer_type": q.answer,
                "options": [o.id for o in q.options]
                or (["yes", "no"] if q.answer == "yes_no" else []),
                "text": q.text,
                "not_sure": msgspec.to_builtins(q.not_sure),
                "silent": msgspec.to_builtins(q.silent),
                "ask_when": q.ask_when,
            }
            for q in own
        ],
        "findings": ps.findings,
        "context": {name: msgspec.to_builtins(key) for name, key in ps.context.items()},
        "labs": {name: {"unit": t.unit, "units": list(t.units)} for name, t in ps.labs.items()},
        "rules": [
            {"id": r.id, "when": r.when, "then": r.then, "emergency_when": r.emergency_when}
            | {"reason": r.reason, "source": r.source, "confidence": r.confidence}
            for r in ps.rules
            if r.area in (area, "gate", "cross")
        ],
    }
