"""How many organs a list of findings comes from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations


def fewest(findings: Sequence[str]) -> int:
    """Return the fewest organs that explain all findings.

    A finding that two areas share names both: dark urine comes from the liver or the kidney. It
    counts as a further organ only where neither of them is there already.

    >>> fewest(["liver/kidney", "kidney"]), fewest(["liver", "liver/kidney", "kidney"])
    (1, 2)
    """
    parts = [set(organ.split("/")) for organ in findings]
    named = sorted(set().union(*parts))
    for number in range(len(named) + 1):
        for few in combinations(named, number):
            if all(part.intersection(few) for part in parts):
                return number
    return len(named)
