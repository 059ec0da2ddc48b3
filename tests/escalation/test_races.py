"""Two at the same time, on real databases: one of them wins, nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from afterdose.escalation.response import acknowledge
from afterdose.escalation.start import escalate
from afterdose.messaging import timers
from afterdose.records.database import session
from afterdose.records.models import Case, Clinician, Escalation, OutboundMessage, Patient
from tests.escalation.story import Story, moment


def together(*actions: Callable[[], object]) -> list[object]:
    """Run the actions side by side; an error in one fails the test."""
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait(10)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_two_decisions_at_once_make_one_escalation(story: Story) -> None:
    def decide(disposition: str) -> Callable[[], object]:
        def act() -> None:
            with session() as opened:
                escalate(
                    opened,
                    case=opened.get_one(Case, story.case.id),
                    patient=opened.get_one(Patient, story.patient.id),
                    disposition=disposition,
                    reason="decision",
                    key=f"decision:{disposition}",
                )

        return act

    together(decide("urgent"), decide("emergency"))
    with session() as opened:
        assert opened.scalars(select(Escalation.disposition)).all() == ["emergency"]


def test_two_acknowledgements_at_once_have_one_winner(story: Story) -> None:
    escalation = story.escalate("urgent")

    def take(name: str) -> Callable[[], object]:
        def act() -> object:
            with session() as opened:
                clinician = opened.get_one(Clinician, story.team[name].id)
                return acknowledge(opened, opened.get_one(Escalation, escalation.id), clinician)

        return act

    assert sorted(map(str, together(take("nora"), take("paul")))) == [
        "acknowledged",
        "already_taken",
    ]


def test_an_acknowledgement_and_the_due_step_at_once_leave_one_consistent_end(
    story: Story,
) -> None:
    escalation = story.escalate("urgent")
    story.now = moment(15)

    def take() -> object:
        with session() as opened:
            clinician = opened.get_one(Clinician, story.team["nora"].id)
            return acknowledge(opened, opened.get_one(Escalation, escalation.id), clinician)

    together(take, timers.run_due)
    seen = story.look(escalation)
    assert seen.state == "acknowledged"
    with session() as opened:
        pages = select(func.count()).select_from(OutboundMessage).filter_by(kind="page")
        assert opened.scalar(pages) == seen.step
