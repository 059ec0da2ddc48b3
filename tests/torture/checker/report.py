"""What a run came to, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.torture.checker.finding import PROMISES, Finding

SHOWN = 40


def tell(findings: Sequence[Finding], figures: dict[str, object]) -> str:
    lines = [f"{name:>24}: {value}" for name, value in figures.items()]
    counts = Counter(finding.promise for finding in findings)
    lines += ["", *(f"{counts[promise]:6} {promise}" for promise in PROMISES), ""]
    lines += [f"{f.promise}: {f.what} ({f.where})" for f in findings[:SHOWN]]
    if len(findings) > SHOWN:
        lines.append(f"… and {len(findings) - SHOWN} more")
    return "\n".join(lines)
