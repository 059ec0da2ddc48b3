"""Processor time that processes took, from /proc."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tests.torture.parts import Part

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(pid: int) -> float:
    """Return the processor time of a process and all its descendants, ended ones too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(int(fields[n]) for n in (11, 12, 13, 14)) / _TICKS
    return own + sum(seconds_of(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def by_kind(parts: Mapping[str, Part]) -> dict[str, float]:
    """Return the processor time of each kind of process: web, worker, rasa, actions …"""
    told: dict[str, float] = {}
    for name, part in parts.items():
        kind = name.rstrip("0123456789")
        told[kind] = told.get(kind, 0.0) + seconds_of(part.pid)
    return told
