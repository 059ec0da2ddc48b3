"""The command `decide`: rules on answers, one JSON object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from afterdose.settings import ROOT

PROTOCOLS = ROOT / "data" / "protocols"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def decide(
        source: Annotated[str, typer.Argument(metavar="IN", help="JSON Lines file; - = stdin")],
        target: Annotated[str, typer.Argument(metavar="OUT", help="JSON Lines file; - = stdout")],
        protocols: Annotated[Path, typer.Option(help="Folder of the protocols")] = PROTOCOLS,
    ) -> None:
        """Decide each line {"id","area","answers","context"} by the protocols.

        A bad line gives {"line","error"} in its place, the rest goes on, and the exit
        status is 1.
        """
        sys.exit(run(source, target, protocols))


def run(source: str, target: str, protocols: Path) -> int:
    """Decide a whole file; returns the exit status."""
    from afterdose.triage.errors import ProtocolError
    from afterdose.triage.load import load_protocols

    try:
        ps = load_protocols(protocols)
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        with ExitStack() as files:
            out = sys.stdout
            if target != "-":
                out = files.enter_context(Path(target).open("w", encoding="utf-8"))
            bad = 0
            for result in _results(ps, text):
                bad += "error" in result
                out.write(json.dumps(result, ensure_ascii=False) + "\n")
    except (ProtocolError, OSError, UnicodeDecodeError) as error:
        print(f"afterdose decide: {error}", file=sys.stderr)
        return 1
    if bad:
        print(f"afterdose decide: {bad} bad lines in {source}", file=sys.stderr)
    return 1 if bad else 0


def _results(ps: Any, text: str) -> Iterator[dict[str, Any]]:
    from afterdose.triage.errors import AnswerError
    from afterdose.triage.expressions import BrokenExpression

    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _decided(ps, json.loads(line))
        except json.JSONDecodeError as error:
            yield {"line": number, "error": f"no JSON: {error.msg}"}
        except (AnswerError, BrokenExpression) as error:
            yield {"line": number, "error": str(error)}


def _decided(ps: Any, row: Any) -> dict[str, Any]:
    from afterdose.triage.decide import decide
    from afterdose.triage.errors import AnswerError
    from afterdose.triage.situation import check_context

    if not isinstance(row, dict):
        raise AnswerError("the line is no JSON object")
    area, answers, context = row.get("area"), row.get("answers") or {}, row.get("context") or {}
    areas = [area] if isinstance(area, str) else area
    if not isinstance(areas, list) or not areas or not all(isinstance(a, str) for a in areas):
        raise AnswerError("area is missing")
    for name, value in (("answers", answers), ("context", context)):
        if not isinstance(value, dict):
            raise AnswerError(f"{name} is no JSON object")
    check_context(ps, context)
    decision = decide(ps, areas, answers, context)
    return {
        "id": row.get("id"),
        "disposition": decision.disposition,
        "rules": list(decision.rules),
        "because": list(decision.because),
        "worst_case": list(decision.worst_case),
        "protocol_version": decision.protocol_version,
        "protocol_hash": decision.protocol_hash,
    }
