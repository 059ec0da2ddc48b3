"""`make bench`: every figure of docs/performance.md, measured in one go."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from afterdose.settings import ROOT
from tests.bench import alone, bulk, load, pages, stock
from tests.bench.report import write

PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "alone": alone.measure,
    "load on SQLite": lambda: load.measure("sqlite"),
    "stock Rasa": stock.measure,
    "load on PostgreSQL": lambda: load.measure("postgresql", aim=False),
    "load on PostgreSQL, one more worker and Rasa": lambda: load.measure(
        "postgresql", 2, 2, aim=False
    ),
    "full records": bulk.measure,
    "pages on SQLite": lambda: pages.measure("sqlite"),
    "pages on PostgreSQL": lambda: pages.measure("postgresql"),
}
KEPT = ROOT / "var" / "bench" / "figures.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"some of: {', '.join(PARTS)}; default all")
    parser.add_argument("--page", type=Path, help="write the figures into this page, too")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for part in given.parts or PARTS:
        waiting = os.getloadavg()[0]
        print(f"{part} … (load before: {waiting:.1f})", flush=True)
        began = time.monotonic()
        figures[part] = {
            "on": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
            "load before": round(waiting, 1),
            "figures": PARTS[part](),
        }
        print(json.dumps(figures[part]["figures"], indent=1), flush=True)
        print(f"{part}: {time.monotonic() - began:.0f} s", flush=True)
        KEPT.write_text(json.dumps(figures, indent=1))
    if given.page:
        write(figures, given.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
