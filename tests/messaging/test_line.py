from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.messaging import inbox
from afterdose.messaging.handlers import TURN_LEASE, Handlers, Outcome
from afterdose.messaging.screening import Screening
from afterdose.messaging.texts_in_line import handle_next
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician, InboundMessage
from tests.messaging.conftest import NURSE, OTHER_PATIENT, PATIENT, Clock, enrol, hire

pytestmark = pytest.mark.usefixtures("database")


class Rooms:
    """Stands for dialogue and escalation: notes what it was given, and obeys the contract."""

    def __init__(self) -> None:
        self.screened: list[str] = []
        self.turns: list[tuple[str, int]] = []
        self.commands: list[str] = []
        self.outcomes: list[Outcome | Exception] = []

    def handlers(self) -> Handlers:
        return Handlers(screen=self.screen, turn=self.turn, clinician=self.clinician)

    def screen(self, message_id: str) -> None:
        with session() as records:
            message = records.scalars(select(InboundMessage).filter_by(id=message_id)).one()
            if message.body == "poison":
                raise RuntimeError("cannot read it")
            self.screened.append(message.body)
            message.screened_at = clock.now()

    def turn(self, message_id: str, attempt: int) -> Outcome:
        with reading() as records:
            body = records.scalars(select(InboundMessage.body).filter_by(id=message_id)).one()
        self.turns.append((body, attempt))
        outcome = self.outcomes.pop(0) if self.outcomes else "handled"
        if isinstance(outcome, Exception):
            raise outcome
        if outcome == "handled":
            with session() as records:
                inbox.mark_handled(records, message_id, attempt)
        return outcome

    def clinician(self, records: Session, clinician: Clinician, message: InboundMessage) -> None:
        self.commands.append(f"{clinician.role} {message.body}")
        if message.body == "crash":
            message.body = "half done"
            raise RuntimeError("no")


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


def text(body: str, phone: str = PATIENT) -> InboundMessage:
    with session() as records:
        return inbox.store_inbound(records, f"SM-{phone}-{body}", phone, body, 0)[0]


def now(message: InboundMessage) -> InboundMessage:
    with reading() as records:
        return records.scalars(select(InboundMessage).filter_by(id=message.id)).one()


def work(rooms: Rooms) -> None:
    screening = Screening(rooms.screen)
    while screening.step() or handle_next(rooms.handlers()):
        pass


def test_texts_of_one_patient_are_handled_in_order_each_once(rooms: Rooms) -> None:
    enrol()
    for body in ("one", "two", "three"):
        text(body)
    work(rooms)
    assert rooms.turns == [("one", 1), ("two", 1), ("three", 1)]


def test_a_text_is_not_handled_before_its_words_were_screened(rooms: Rooms) -> None:
    message = text("hello")
    assert not handle_next(rooms.handlers())
    work(rooms)
    assert (rooms.turns, now(message).state) == ([("hello", 1)], "handled")


def test_later_texts_are_screened_while_an_earlier_one_waits_for_its_turn(
    rooms: Rooms, hand: Clock
) -> None:
    rooms.outcomes = ["retry"]
    for body in ("one", "I cannot breathe"):
        text(body)
    text("another patient", OTHER_PATIENT)
    work(rooms)
    assert rooms.screened == ["one", "I cannot breathe", "another patient"]
    assert rooms.turns == [("one", 1), ("another patient", 1)]
    hand.pass_(1)
    work(rooms)
    assert rooms.turns[2:] == [("one", 2), ("I cannot breathe", 1)]


def test_a_turn_is_tried_again_for_ever_with_growing_pauses(rooms: Rooms, hand: Clock) -> None:
    rooms.outcomes = [RuntimeError("no"), *["retry"] * 9]
    message = text("hello")
    pauses = []
    work(rooms)
    while (again := now(message)).state == "waiting":
        assert again.next_attempt_at is not None
        pauses.append((again.next_attempt_at - hand.now()).total_seconds())
        hand.time = again.next_attempt_at
        work(rooms)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30]
    assert (again.state, again.attempts) == ("handled", 11)


def test_a_text_whose_worker_died_is_taken_over_after_its_lease(rooms: Rooms, hand: Clock) -> None:
    message = text("hello")
    Screening(rooms.screen).step()
    with session() as records:
        records.execute(
            update(InboundMessage).values(
                state="working", attempts=1, lease_until=clock.now() + TURN_LEASE
            )
        )
    assert not handle_next(rooms.handlers())
    hand.pass_(TURN_LEASE.total_seconds())
    work(rooms)
    assert (rooms.turns, now(message).state) == ([("hello", 2)], "handled")
    with pytest.raises(inbox.Overtaken), session() as records:
        inbox.mark_handled(records, message.id, 1)


def test_an_overtaken_attempt_writes_nothing(rooms: Rooms) -> None:
    message = text("hello")
    with session() as records:
        records.execute(update(InboundMessage).values(state="working", attempts=2))
    with pytest.raises(inbox.Overtaken), session() as records:
        records.execute(update(InboundMessage).values(body="overwritten"))
        inbox.mark_handled(records, message.id, 1)
    assert (now(message).body, now(message).state) == ("hello", "working")


def test_a_clinicians_text_is_a_command_and_is_not_screened(rooms: Rooms) -> None:
    hire()
    message = text("ACK 12", NURSE)
    work(rooms)
    assert (rooms.commands, rooms.screened, rooms.turns) == (["nurse ACK 12"], [], [])
    assert now(message).state == "handled"


def test_a_clinician_who_is_a_patient_too_is_screened(rooms: Rooms) -> None:
    hire(), enrol(NURSE)
    text("I cannot breathe", NURSE)
    work(rooms)
    assert rooms.screened == ["I cannot breathe"]
    assert rooms.commands == ["nurse I cannot breathe"]


def test_a_command_that_fails_leaves_nothing_behind_and_is_tried_again(
    rooms: Rooms, hand: Clock
) -> None:
    hire()
    message = text("crash", NURSE)
    for _ in range(3):
        work(rooms)
        hand.pass_(10)
    assert rooms.commands == ["nurse crash"] * 3
    assert (now(message).body, now(message).state) == ("crash", "waiting")


def test_a_text_that_cannot_be_screened_holds_up_no_other_patient(rooms: Rooms) -> None:
    poison = text("poison")
    text("hello", OTHER_PATIENT)
    work(rooms)
    assert rooms.turns == [("hello", 1)]
    assert now(poison).screened_at is None
