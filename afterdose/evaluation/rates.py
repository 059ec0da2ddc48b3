"""A share of texts, with what chance leaves open about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Rate:
    """`hits` of `of` texts."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """Give the share from 0 to 1; None of no texts."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Give the 95 % interval (Wilson's score interval: Wilson 1927, J Am Stat Assoc 22:209).

        Unlike the usual ± it stays within 0 and 1, and is no point when every text was right:
        20 of 20 still leaves a share of 84 % possible.
        """
        if not self.of:
            return None
        share, z2 = self.hits / self.of, _Z * _Z / self.of
        middle = share + z2 / 2
        half = _Z * sqrt(share * (1 - share) / self.of + z2 / (4 * self.of))
        low, high = (middle - half) / (1 + z2), (middle + half) / (1 + z2)
        return max(0.0, low), min(1.0, high)

    def to_json(self) -> dict[str, Any]:
        """Return plain data, shares rounded to six digits."""
        low, high = self.interval or (None, None)
        return {
            "hits": self.hits,
            "of": self.of,
            "share": _rounded(self.share),
            "low": _rounded(low),
            "high": _rounded(high),
        }


def rate(answers: Iterable[bool]) -> Rate:
    """Count how many are true."""
    listed = list(answers)
    return Rate(sum(listed), len(listed))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
