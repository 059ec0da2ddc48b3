"""How hostile the carrier is: what befalls each request, callback and webhook, by the seed.

Each choice hangs on the seed, the phone and how often it was this phone's turn, so that threads
may run in any order and the same seed still brings the same faults.
"""

from __future__ import annotations

import random

# What befalls a request to send, per thousand. "taken": the carrier has the text all the same.
# Our client gives up after 8 s, so "late" is a text that the carrier takes after that.
SENDS = {
    "ok": 740,
    "slow": 80,
    "429": 50,
    "500": 35,
    "500_taken": 35,
    "drop": 20,
    "drop_taken": 20,
    "hang": 5,
    "hang_taken": 5,
    "late_taken": 5,
    "401": 5,
}
# How a call ends, with the key that is pressed before, if any.
CALL_ENDS = {"1:completed": 5, "2:completed": 1, "9:completed": 1, "no-answer": 2, "busy": 1}
LOOK_UPS = {"ok": 930, "500": 40, "drop": 30}
CALLBACKS = {"normal": 600, "lost": 150, "twice": 100, "reversed": 100, "late": 50}
# How a text reaches our webhook; "lost" never does, only the carrier's list has it.
WEBHOOKS = {
    "normal": 720,
    "twice_at_once": 70,
    "again_later": 60,
    "late": 60,
    "hangs_up": 50,
    "lost": 40,
}
# Seconds. The list may lag less than the second that a page waits before it is looked up.
LIST_LAG = 0.7
SLOW = (0.3, 2.5)
GIVEN_UP = 8.2
HANG = 9.5


def chance(seed: int, *about: object) -> random.Random:
    return random.Random("|".join(map(str, (seed, *about))))


def pick(table: dict[str, int], dice: random.Random) -> str:
    return dice.choices(list(table), weights=list(table.values()))[0]
