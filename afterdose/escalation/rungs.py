"""The ladder as plain data: who is paged at which step, and which step comes next.

Steps count on through the rounds: a ladder of three people has steps 1, 2, 3, then 4, 5, 6 for
its second round, and so on until somebody acknowledges.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from afterdose.escalation.deadlines import Deadlines

Rung = dict[str, Any]  # {"step", "clinician_ids", "supervisor_ids", "wait_seconds"}


def freeze(
    on_call: Mapping[int, Sequence[str]],
    supervisors: Sequence[str],
    fallback: Sequence[str],
    deadlines: Deadlines,
) -> list[Rung]:
    """Lay the ladder from the rota of this moment.

    ``on_call`` maps the rota's step to clinician ids; without any, ``fallback`` is the only step.
    Supervisors join every step that starts ``supervisor_after_minutes`` after the first page or
    later, and get a last step of their own when no step is as late as that. An empty list means
    that there is nobody at all.
    """
    groups = [list(dict.fromkeys(on_call[step])) for step in sorted(on_call) if on_call[step]]
    if not groups and fallback:
        groups = [list(dict.fromkeys(fallback))]
    if groups and set(supervisors) - {person for group in groups for person in group}:
        groups.append(list(supervisors))
    return [
        {
            "step": place + 1,
            "clinician_ids": _with(group, supervisors)
            if place * deadlines.acknowledge_minutes >= deadlines.supervisor_after_minutes
            else group,
            "supervisor_ids": list(supervisors),
            "wait_seconds": deadlines.acknowledge_minutes * 60,
        }
        for place, group in enumerate(groups)
    ]


def people(ladder: Sequence[Rung], step: int) -> list[str]:
    """Name the clinicians of a step; from the second round on the supervisors are among them."""
    rung = ladder[(step - 1) % len(ladder)]
    if step <= len(ladder):
        return list(rung["clinician_ids"])
    return _with(rung["clinician_ids"], rung["supervisor_ids"])


def wait_seconds(ladder: Sequence[Rung], step: int) -> int:
    """Return how long a step waits for an acknowledgement, in clinical seconds."""
    return int(ladder[(step - 1) % len(ladder)]["wait_seconds"])


def ends_round(ladder: Sequence[Rung], step: int) -> bool:
    """Tell whether a step is the last of its round."""
    return step % len(ladder) == 0


def round_of(ladder: Sequence[Rung], step: int) -> int:
    """Return which time through the ladder a step belongs to, counted from 1."""
    return (step - 1) // len(ladder) + 1


def round_after(ladder: Sequence[Rung], step: int) -> int:
    """Return the first step of the next round."""
    rounds = -(-step // len(ladder))
    return rounds * len(ladder) + 1


def steps_due(
    ladder: Sequence[Rung],
    step: int,
    on_duty: Collection[str],
    *,
    late_seconds: float = 0,
    same_round: bool = False,
) -> list[int]:
    """Name the steps to page now that ``step`` is over; steps without anybody on duty fall out.

    In time that is the next step alone. When the wait was over ``late_seconds`` ago, after a
    standstill, the steps that would have been paged meanwhile follow at once, to the end of their
    round at most: an emergency's supervisor is not to wait ten minutes more because a machine was
    down for an hour. With ``same_round`` nothing beyond the round counts, so that a carrier that
    refuses every page does not send the ladder round and round.
    """
    last = -(-step // len(ladder)) * len(ladder) if same_round else step + 2 * len(ladder)
    due: list[int] = []
    for candidate in range(step + 1, last + 1):
        if not set(people(ladder, candidate)) & set(on_duty):
            continue
        due.append(candidate)
        late_seconds -= wait_seconds(ladder, candidate)
        if late_seconds < 0 or ends_round(ladder, candidate):
            break
    return due


def _with(group: Sequence[str], more: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*group, *more]))
