"""The measured figures as tables, between two marks of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: made by `make bench` -->", "<!-- end of figures -->"


def write(figures: Mapping[str, Any], page: Path) -> None:
    """Put the tables between the page's marks; what stands around them stays."""
    text = page.read_text("utf-8")
    before, mark, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise SystemExit(f"{page}: the marks {BEGIN} and {END} are missing")
    tables = "\n\n".join(_part(name, told) for name, told in figures.items())
    page.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", "utf-8")


def _part(name: str, told: Mapping[str, Any]) -> str:
    when = f"Measured {told['on']} UTC, {told['machine']}, load before {told['load before']}."
    return f"### {name}\n\n{when}\n\n{_tables(told['figures'])}"


def _tables(figures: Mapping[str, Any]) -> str:
    blocks: list[str] = []
    plain: dict[str, Any] = {}
    for key, value in figures.items():
        if key == "steps":
            blocks.append(_steps(value))
        elif isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            blocks.append(f"{key}:\n\n{_rows(value)}")
        elif isinstance(value, dict) and any(isinstance(v, dict) for v in value.values()):
            blocks.append(f"{key}:\n\n{_mixed(value)}")
        else:
            plain[key] = value
    if plain:
        blocks.insert(0, _mixed(plain))
    return "\n\n".join(blocks)


def _mixed(figures: Mapping[str, Any]) -> str:
    """Single values in one sentence, groups of values as a table, deeper groups after it."""
    single = {k: v for k, v in figures.items() if not isinstance(v, dict)}
    groups = {k: v for k, v in figures.items() if isinstance(v, dict)}
    flat = {k: v for k, v in groups.items() if not any(isinstance(w, dict) for w in v.values())}
    told = [", ".join(f"{k} {v}" for k, v in single.items()) + "."] if single else []
    alike: dict[tuple[str, ...], dict[str, Any]] = {}
    for name, values in flat.items():
        alike.setdefault(tuple(values), {})[name] = values
    told += [_rows(rows) for rows in alike.values()]
    told += [f"{name}:\n\n{_rows(rows)}" for name, rows in groups.items() if name not in flat]
    return "\n\n".join(told)


def _rows(rows: Mapping[str, Mapping[str, Any]]) -> str:
    columns: Sequence[str] = list(next(iter(rows.values())))
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [
        f"| {name} | " + " | ".join(str(values.get(c, "")) for c in columns) + " |"
        for name, values in rows.items()
    ]
    return "\n".join(lines)


def _steps(steps: Sequence[Mapping[str, Any]]) -> str:
    rows = {
        f"{step['rate']:g} a second": {
            "reached": step["texts a second"],
            "unanswered": step["unanswered"],
            "reply p50 ms": step["reply"]["p50"],
            "reply p95 ms": step["reply"]["p95"],
            "webhook p99 ms": step["webhook"]["p99"],
            "emergency p99 ms": step["emergency advice"]["p99"],
        }
        for step in steps
    }
    return _rows(rows)
