"""A person of the care team writes in the patient's thread; the assistant is silent meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from afterdose.dialogue import person
from afterdose.dialogue.unwatched import watch_forgotten
from afterdose.escalation.arrival import text_failed
from afterdose.escalation.response import close
from afterdose.messaging.delivery import _undeliverable as registered
from afterdose.records.database import session
from afterdose.records.models import Case, Clinician, Escalation, OutboundMessage, Patient, User
from tests.dialogue.effects import answer, area, asked
from tests.dialogue.rasa_standin import says
from tests.dialogue.story import NURSE, Story
from tests.records.people import add_clinician

OTHER = "+15550100122"


def user(phone: str = NURSE) -> User:
    """The console's account of somebody on the team list."""
    with session() as opened:
        found = next(c for c in opened.scalars(select(Clinician)) if c.phone == phone)
        known = opened.scalars(select(User).filter_by(clinician_id=found.id)).first()
        made = known or User(
            username=phone,
            password_hash="",
            role="nurse",
            clinician_id=found.id,
            created_at=found.created_at,
        )
        opened.add(made)
        return made


def write(story: Story, body: str = "Hello, Nora here.", phone: str = NURSE) -> None:
    who, case_id = user(phone), story.case().id
    with session() as opened:
        person.write(opened, opened.get_one(Case, case_id), who, body)


def hand_back(story: Story, phone: str = NURSE) -> None:
    who, case_id = user(phone), story.case().id
    with session() as opened:
        person.hand_back(opened, opened.get_one(Case, case_id), who)


@pytest.fixture
def asked_for(story: Story) -> Story:
    """A red-flag question is open, and the patient has asked for a person."""
    effects = [area("bleeding"), answer("G0", False), asked("B1"), {"type": "nurse_requested"}]
    story.rasa.plays.append(says("A nurse will call you.", effects=effects))
    story.says("I have a small bruise. NURSE")
    assert story.escalations()[0].state == "open"
    return story


def test_the_first_text_takes_the_case_and_silences_the_assistant(asked_for: Story) -> None:
    write(asked_for)

    begun, words = asked_for.bodies("person")
    assert "is writing to you now" in begun
    assert "assistant is quiet" in begun
    assert "911" in begun
    assert words == "Hello, Nora here."
    assert asked_for.escalations()[0].state == "acknowledged"

    heard, replies = len(asked_for.rasa.heard), asked_for.bodies("reply")
    message = asked_for.says("it is getting a bit bigger")
    assert len(asked_for.rasa.heard) == heard, "the assistant is not asked"
    assert asked_for.bodies("reply") == replies, "and says nothing"
    assert asked_for.message(message).state == "handled"
    assert asked_for.message(message).case_id == asked_for.case().id
    assert "the patient writes again" in asked_for.bodies("page_reminder", NURSE)[-1]
    asked_for.wait(minutes=1)
    assert asked_for.bodies("fail_safe") == []

    write(asked_for, "Can you send a photo to the clinic?")
    assert len(asked_for.bodies("person")) == 3, "the second text announces nothing"


def test_nobody_waits_for_an_answer_to_the_assistant_meanwhile(asked_for: Story) -> None:
    write(asked_for)
    asked_for.wait(minutes=12)
    watch_forgotten()
    assert asked_for.waiting("silence") == []
    assert asked_for.bodies("reminder") == []
    assert asked_for.decisions() == []


def test_handed_back_the_open_question_is_asked_and_waited_for_again(asked_for: Story) -> None:
    write(asked_for)
    asked_for.says("ok")
    hand_back(asked_for)

    ended = "\n".join(asked_for.bodies("person")[2:])
    assert "assistant answers your texts again" in ended
    assert "10 minutes of firm pressure" in ended
    asked_for.rasa.plays.append(says("Next?", effects=[answer("B1", False), asked("B2")]))
    asked_for.says("no")
    assert asked_for.bodies("reply")[-1] == "Next?"
    asked_for.wait(minutes=10)
    assert [made.decided_by for made in asked_for.decisions()] == ["silence"]


def test_an_emergency_in_the_words_is_advised_at_once_and_ends_the_silence(
    asked_for: Story,
) -> None:
    write(asked_for)
    asked_for.text("my chest hurts and I cant breathe")
    assert "911" in asked_for.bodies("emergency_advice")[0]
    escalation = asked_for.escalations()[0]
    assert (escalation.state, escalation.disposition) == ("open", "emergency")
    asked_for.rasa.plays.append(says("Is help on its way?", effects=[area("breathing")]))
    heard = len(asked_for.rasa.heard)
    asked_for.turn()
    assert len(asked_for.rasa.heard) == heard + 1


def test_a_hold_that_runs_out_leaves_no_text_between_two_chairs(asked_for: Story) -> None:
    write(asked_for)
    # Reminded at the contact deadline and then void: a new round begins.
    asked_for.wait(minutes=80)
    assert asked_for.escalations()[0].state == "open"
    watch_forgotten()
    assert asked_for.waiting("silence") != [], "the open question is waited for again"
    asked_for.rasa.plays.append(says("Still there.", effects=[asked("B1")]))
    asked_for.says("hello?")
    assert asked_for.bodies("reply")[-1] == "Still there."


def test_a_colleague_who_takes_it_over_has_to_write_anew(asked_for: Story) -> None:
    write(asked_for)
    with session() as opened:
        escalation = opened.scalars(select(Escalation)).one()
        escalation.acknowledged_by = add_clinician(opened, OTHER).id
    asked_for.rasa.plays.append(says("Hello.", effects=[asked("B1")]))
    asked_for.says("hello?")
    assert asked_for.bodies("reply")[-1] == "Hello."
    with pytest.raises(person.NotNow, match="not_yours"):
        write(asked_for)
    write(asked_for, "Paul here.", OTHER)
    assert asked_for.bodies("person")[-1] == "Paul here."


def test_closing_gives_the_thread_back(asked_for: Story) -> None:
    write(asked_for)
    who = user()
    with session() as opened:
        close(opened, opened.scalars(select(Escalation)).one(), "spoke", who)
    with pytest.raises(person.NotNow, match="closed"):
        write(asked_for)
    assert "assistant answers your texts again" in asked_for.bodies("notice")[-1]
    asked_for.rasa.plays.append(says("What is new?"))
    asked_for.says("another thing")
    assert asked_for.bodies("reply")[-1] == "What is new?"


def test_a_hold_ended_by_a_text_command_is_told_once(asked_for: Story) -> None:
    write(asked_for)
    for _ in range(2):
        asked_for.text(f"DONE {asked_for.escalations()[0].code} spoke", phone=NURSE)
        asked_for.turn()
    assert asked_for.escalations()[0].state == "closed"
    told = [text for text in asked_for.bodies() if "assistant answers your texts again" in text]
    assert len(told) == 1


@pytest.mark.parametrize("held", [True, False])
def test_who_was_the_wrong_person_or_never_held_hears_nothing_of_it(
    asked_for: Story, held: bool
) -> None:
    if held:
        write(asked_for)
    who, outcome = user(), "wrong-person" if held else "spoke"
    with session() as opened:
        close(opened, opened.scalars(select(Escalation)).one(), outcome, who)
    assert all("answers your texts again" not in text for text in asked_for.bodies())


def test_who_may_not_write_hears_why_and_nothing_is_sent(asked_for: Story) -> None:
    with session() as opened:
        add_clinician(opened, OTHER)
    for words in ("  ", "x" * (person.LONGEST + 1)):
        with pytest.raises(person.NotNow, match="words"):
            write(asked_for, words)
    stranger, case_id = user(), asked_for.case().id
    stranger.clinician_id = None
    with session() as opened, pytest.raises(person.NotNow, match="no_team"):
        person.write(opened, opened.get_one(Case, case_id), stranger, "hello")
    with pytest.raises(person.NotNow, match="not_yours"):
        hand_back(asked_for)
    with session() as opened:
        opened.get_one(Patient, asked_for.patient_id).opted_out_at = asked_for.now
    with pytest.raises(person.NotNow, match="opted_out"):
        write(asked_for)
    assert asked_for.bodies("person") == []
    assert asked_for.escalations()[0].state == "open"


def test_a_colleague_cannot_hand_back_what_is_not_theirs(asked_for: Story) -> None:
    with session() as opened:
        add_clinician(opened, OTHER)
    write(asked_for)
    with pytest.raises(person.NotNow, match="not_yours"):
        hand_back(asked_for, OTHER)


def test_a_text_of_the_persons_that_does_not_arrive_is_told_to_them(asked_for: Story) -> None:
    write(asked_for)
    text = asked_for.outbound("person")[-1]
    with session() as opened:
        text_failed(opened, opened.get_one(OutboundMessage, text.seq))
    assert registered["person"] is text_failed
    assert "call" in asked_for.bodies("page_reminder", NURSE)[-1].lower()
