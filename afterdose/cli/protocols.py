"""The commands `protocols check` and `protocols show`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

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

    @group.command()
    def show(
        area: Annotated[str, typer.Argument(help="Area, such as bleeding, or gate")],
        as_json: Annotated[bool, typer.Option("--json", help="As one JSON object")] = False,
        folder: Folder = PROTOCOLS,
    ) -> None:
        """Print the questions, options, findings, rules and context keys of one area."""
        ps = _loaded(folder)
        if area not in ps.areas and area != "gate":
            sys.exit(f"afterdose protocols show: no area {area} ({', '.join(ps.areas)})")
        shown = description(ps, area)
        if as_json:
            print(json.dumps(shown, ensure_ascii=False, indent=2))
        else:
            _print_table(shown)


def _loaded(folder: Path) -> Any:
    from afterdose.triage.errors import ProtocolError
    from afterdose.triage.load import load_protocols

    try:
        return load_protocols(folder)
    except ProtocolError as error:
        sys.exit(f"afterdose protocols: {error}")


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


def _print_table(shown: dict[str, Any]) -> None:
    print(f"{shown['area']}  (release {shown['protocol_version']} {shown['protocol_hash'][:12]})")
    print("\nQuestions (* = red flag)")
    for q in shown["questions"]:
        mark = "*" if q["red_flag"] else " "
        print(f"  {q['id']:4}{mark} {q['answer_type']:12} {', '.join(q['options'])}")
        print(f"         {' '.join(q['text']['en'].split())}")
        print(f"         not sure = {q['not_sure']}, silent = {q['silent']}")
    print("\nRules")
    for r in shown["rules"]:
        print(f"  {r['id']:22} {r['then']:10} {' '.join(r['when'].split())}")
        print(f"  {'':22} {r['confidence']:10} {r['reason']} {r['source']}")
    print("\nNamed findings")
    for name, meaning in shown["findings"].items():
        print(f"  {name:36} {meaning}")
    print("\nContext")
    for name, key in shown["context"].items():
        print(f"  {name:36} {key['type']}: {key['meaning']}")
