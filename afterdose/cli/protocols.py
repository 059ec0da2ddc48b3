"""The command `protocols check`; the pages stand in protocol_pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from afterdose.cli import protocol_pages
from afterdose.settings import ROOT

PROTOCOLS = ROOT / "data" / "protocols"
Folder = Annotated[Path, typer.Option("--protocols", help="Folder of the protocols")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The symptom areas: what they ask and how they decide.")
    app.add_typer(group, name="protocols")

    @group.command()
    def check(folder: Folder = PROTOCOLS) -> None:
        """Check all protocols: names, texts, conditions, and that every rule can fire."""
        from afterdose.triage.proofs import problems

        ps = _loaded(folder)
        found = problems(ps)
        for problem in found:
            print(f"afterdose protocols check: {problem}", file=sys.stderr)
        if found:
            sys.exit(1)
        print(f"{len(ps.areas)} areas, {len(ps.rules)} rules, release {ps.version} {ps.hash[:12]}")

    protocol_pages.register(group)


def _loaded(folder: Path) -> Any:
    from afterdose.triage.errors import ProtocolError
    from afterdose.triage.load import load_protocols

    try:
        return load_protocols(folder)
    except ProtocolError as error:
        sys.exit(f"afterdose protocols: {error}")
