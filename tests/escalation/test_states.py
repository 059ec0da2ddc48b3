from __future__ import annotations

from typing import get_args

import pytest

from afterdose.escalation.states import TABLE, Event, State, move

# Written out a second time on purpose: a change of the table has to be meant.
EXPECTED = {
    ("open", "unanswered"): ("open", "climb"),
    ("open", "failed"): ("open", "climb"),
    ("open", "passed"): ("open", "climb"),
    ("open", "acknowledged"): ("acknowledged", "await_contact"),
    ("open", "raised"): ("open", "restart"),
    ("open", "raised_to_emergency"): ("open", "restart"),
    ("open", "contact_due"): None,
    ("open", "expired"): None,
    ("open", "closed"): ("closed", "finish"),
    ("acknowledged", "unanswered"): None,
    ("acknowledged", "failed"): None,
    ("acknowledged", "passed"): ("open", "climb"),
    ("acknowledged", "acknowledged"): None,
    ("acknowledged", "raised"): ("acknowledged", "remind"),
    ("acknowledged", "raised_to_emergency"): ("open", "restart"),
    ("acknowledged", "contact_due"): ("acknowledged", "remind"),
    ("acknowledged", "expired"): ("open", "page_again"),
    ("acknowledged", "closed"): ("closed", "finish"),
    **{("closed", event): None for event in get_args(Event)},
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("event", get_args(Event))
def test_each_event_in_each_state(state: State, event: Event) -> None:
    assert move(state, event) == EXPECTED[state, event]


def test_every_escalation_can_be_closed_and_none_comes_back() -> None:
    assert {state for state, event in TABLE if event == "closed"} == {"open", "acknowledged"}
    assert not [state for state, _ in TABLE if state == "closed"]
