"""What may happen to an escalation: one table, and nothing outside of it."""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

State = Literal["open", "acknowledged", "closed"]
Event = Literal[
    "unanswered",  # the step's wait is over
    "failed",  # no page of the step can arrive
    "passed",  # the person paged, or the one who acknowledged, hands it on
    "acknowledged",
    "raised",  # to a higher disposition below emergency
    "raised_to_emergency",
    "contact_due",  # acknowledged, but no outcome by the contact deadline
    "expired",  # and none after the reminder either
    "closed",
]
Effect = Literal["climb", "restart", "await_contact", "remind", "page_again", "finish"]


class Transition(NamedTuple):
    """Where an event leads and what is to be done."""

    state: State
    effect: Effect


TABLE: dict[tuple[State, Event], Transition] = {
    ("open", "unanswered"): Transition("open", "climb"),
    ("open", "failed"): Transition("open", "climb"),
    ("open", "passed"): Transition("open", "climb"),
    ("open", "acknowledged"): Transition("acknowledged", "await_contact"),
    ("open", "raised"): Transition("open", "restart"),
    ("open", "raised_to_emergency"): Transition("open", "restart"),
    ("open", "closed"): Transition("closed", "finish"),
    ("acknowledged", "passed"): Transition("open", "climb"),
    # Somebody is at work on it already and only needs to know; an emergency needs a new answer.
    ("acknowledged", "raised"): Transition("acknowledged", "remind"),
    ("acknowledged", "raised_to_emergency"): Transition("open", "restart"),
    ("acknowledged", "contact_due"): Transition("acknowledged", "remind"),
    ("acknowledged", "expired"): Transition("open", "page_again"),
    ("acknowledged", "closed"): Transition("closed", "finish"),
}


def move(state: str, event: Event) -> Transition | None:
    """Look an event up; None means that it changes nothing (a late timer, a second ACK)."""
    return TABLE.get((cast(State, state), event))
