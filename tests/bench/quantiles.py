"""Quantiles of what was measured."""

from __future__ import annotations

from collections.abc import Sequence


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the greatest, in milliseconds, and how many there are."""
    told = {f"p{int(s * 100)}": quantile(seconds, s) for s in (0.5, 0.95, 0.99)}
    told["max"] = max(seconds, default=float("nan"))
    return {k: round(v * 1000, 1) for k, v in told.items()} | {"n": len(seconds)}
