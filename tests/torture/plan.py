"""When which part dies: planned from the seed, by the number of texts sent so far."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.faults import chance
from tests.torture.options import Options
from tests.torture.parts import Part

WEIGHTS = {"worker": 35, "web": 20, "rasa": 15, "actions": 10, "postgresql": 20}


@dataclass(frozen=True)
class Kill:
    after_texts: int
    then_seconds: float
    part: str


def kills(options: Options) -> list[Kill]:
    dice = chance(options.seed, "kills")
    counts = {"worker": options.workers, "rasa": options.rasas}
    kinds = [k for k in WEIGHTS if k != "postgresql" or options.database == "postgresql"]
    planned = []
    for _ in range(options.kills):
        kind = dice.choices(kinds, weights=[WEIGHTS[k] for k in kinds])[0]
        name = f"{kind}{dice.randrange(counts[kind])}" if kind in counts else kind
        moment = round(options.texts * dice.uniform(0.02, 0.98))
        planned.append(Kill(moment, dice.uniform(0, 1), name))
    return sorted(planned, key=lambda kill: kill.after_texts)


class Killer:
    """Carries the plan out; a part that is just being started may die again."""

    def __init__(self, plan: list[Kill], parts: dict[str, Part], texted: Callable[[], int]) -> None:
        self._plan, self._parts, self._texted = plan, parts, texted
        self.killed = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Carry out what is left of the plan, then end."""
        self._thread.join(60)
        self._ended.set()

    def _work(self) -> None:
        for kill in self._plan:
            while self._texted() < kill.after_texts:
                if self._ended.wait(0.02):
                    return
            if self._ended.wait(kill.then_seconds):
                return
            # One that is dead already is killed as soon as it lives again: the plan is kept.
            deadline = time.monotonic() + 5
            while not self._parts[kill.part].kill() and time.monotonic() < deadline:
                time.sleep(0.02)
            self.killed += 1
