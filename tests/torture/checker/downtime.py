"""When which parts were down, as the journal has it."""

from __future__ import annotations

from tests.torture.checker.evidence import Evidence

Span = tuple[float, float]


class Downtime:
    """Spans in which nobody could do a worker's work: all workers down, or the database."""

    def __init__(self, evidence: Evidence) -> None:
        end = evidence.ended
        spans: dict[str, list[Span]] = {}
        since: dict[str, float] = {}
        for entry in evidence.told("down", "up"):
            part, at = str(entry["part"]), float(entry["t"])
            spans.setdefault(part, [])
            if entry["what"] == "down":
                since.setdefault(part, at)
            elif part in since:
                spans[part].append((since.pop(part), at))
        for part, at in since.items():
            spans[part].append((at, end))
        workers = [found for part, found in spans.items() if part.startswith("worker")]
        self.spans = _union([*_all_of(workers), *spans.get("postgresql", [])])
        self.parts = spans

    def within(self, start: float, end: float) -> float:
        """Return how many seconds of a time nobody could work."""
        return sum(max(0.0, min(end, b) - max(start, a)) for a, b in self.spans)


def _all_of(lists: list[list[Span]]) -> list[Span]:
    if not lists:
        return []
    common = lists[0]
    for other in lists[1:]:
        common = [
            (max(a, c), min(b, d)) for a, b in common for c, d in other if max(a, c) < min(b, d)
        ]
    return common


def _union(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
