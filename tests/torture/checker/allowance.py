"""How much later than promised something may be, by what was down and how busy the machine was."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from tests.torture.checker.downtime import Downtime
from tests.torture.checker.evidence import Evidence

# Loops rest up to five seconds after an error, and leave a lease to run out.
SLACK = 5.0
AROUND = 6.0


class Allowance:
    """Lateness that is explained: nobody could work, or nobody got the processor."""

    def __init__(self, evidence: Evidence) -> None:
        self._down = Downtime(evidence)
        probes = evidence.told("probe")
        self._times = [float(entry["t"]) for entry in probes]
        self._slower = [float(entry["slower"]) for entry in probes]

    def slower(self, start: float, end: float) -> float:
        """Return by which factor the machine was slower than alone in this time, at least 1."""
        first = bisect_left(self._times, start - AROUND)
        last = bisect_right(self._times, end + AROUND)
        seen = self._slower[first:last]
        return max(1.0, sum(seen) / len(seen)) if seen else 1.0

    def excess(self, due: float, done: float) -> float:
        """Return the seconds of lateness that nothing explains; 0 or less is in time."""
        return done - due - self._down.within(due, done) - SLACK * self.slower(due, done)
