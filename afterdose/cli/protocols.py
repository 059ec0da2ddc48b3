"""The command `protocols check`; the pages stand in protocol_pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from afterdose.cli import protocol_pages
from afterdose.settings import ROOT

DATA = ROOT / "data"
PROTOCOLS = DATA / "protocols"
QUESTIONS = ROOT / "docs" / "clinical-questions.md"
Folder = Annotated[Path, typer.Option("--protocols", help="Folder of the protocols")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The symptom areas: what they ask and how they decide.")
    app.add_typer(group, name="protocols")

    @group.command()
    def check(
        folder: Folder = PROTOCOLS,
        report: Annotated[
            Path | None, typer.Option("--report", help="Write what was proved to this HTML page")
        ] = None,
        workers: Annotated[int | None, typer.Option(help="Processes; all processors")] = None,
    ) -> None:
        """Prove all protocols over all combinations of answers, and check every text."""
        from afterdose.messaging.segments import segments
        from afterdose.proof.check import Basis
        from afterdose.proof.check import check as prove
        from afterdose.proof.report import page

        basis = Basis(folder, DATA / "proof.yml", DATA / "clinical_rules.yml", QUESTIONS, segments)
        result = prove(basis, workers, _say)
        if report is not None and result.ps is not None:
            report.write_text(page(result), "utf-8")
        if result.faults or result.ps is None:
            sys.exit(1)
        ps = result.ps
        print(f"{len(ps.areas)} areas, {len(ps.rules)} rules, release {ps.version} {ps.hash[:12]}")

    protocol_pages.register(group)


def _say(fault: object) -> None:
    print(f"afterdose protocols check: {fault}", file=sys.stderr, flush=True)
