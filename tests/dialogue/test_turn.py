from __future__ import annotations

import pytest

from afterdose.dialogue.worker_steps import take_turn
from afterdose.messaging.inbox import Overtaken
from afterdose.records.database import session
from afterdose.records.models import InboundMessage
from afterdose.settings import settings
from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import RasaStandIn, answers, says
from tests.dialogue.story import Story

MOLE = "I have a new mole"


def test_a_conversation_from_the_first_text_to_the_decision(story: Story) -> None:
    story.rasa.plays = [
        says("Is any of these happening?", effects=[area("general"), asked("G0")]),
        says("What bothers you?", effects=[answer("G0", False), asked("G1")]),
        says(
            "We will call.", effects=[answer("G1", "a mole"), decision(["general"], {"G0": "no"})]
        ),
    ]

    first = story.says(MOLE)
    asking = story.case()
    assert (asking.state, asking.areas, asking.open_question) == ("asking", ["general"], "G0")
    story.says("no")
    last = story.says("it is dark")

    conversations = {request["conversation"] for request in story.rasa.heard}
    assert conversations == {f"m{first}"}
    case = story.case()
    assert (case.state, case.disposition, case.open_question) == ("decided", "urgent", None)
    assert [(q, v) for q, v, _ in story.answers()] == [("G0", "false"), ("G1", '"a mole"')]
    (made,) = story.decisions()
    assert (made.decided_by, made.key) == ("dialogue", f"{last}:decision")
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "decision")
    assert story.bodies() == ["Is any of these happening?", "What bothers you?", "We will call."]
    assert story.outbound()[-1].priority == 1
    assert story.message(last).state == "handled"
    assert story.waiting("fail_safe") == []
    assert story.waiting("silence") == []


def test_the_metadata_hold_all_that_actions_may_know(story: Story) -> None:
    story.rasa.plays = [
        says("Q1", effects=[area("general"), asked("G0")]),
        says("Q2", effects=[answer("G0", False), asked("G1")]),
        says("Q3", effects=[asked("G1", 2)]),
    ]
    for body in (MOLE, "no", "what?"):
        story.says(body)

    first, _, third = (request["metadata"] for request in story.rasa.heard)
    assert first["case"] is None
    assert first["open_case"] is None
    assert third["case"] == {
        "areas": ["general"],
        "answers": {"G0": False},
        "disposition": None,
        "state": "asking",
    }
    assert first["values"]["last_dose"] == "November 2026"
    assert first["context"]["days_since_infusion"] == 11
    assert first["context"]["today"] == "2026-11-22"
    assert (first["context"]["contacts_48h"], first["context"]["contacts_7d"]) == (0, 0)
    assert (first["language"], first["media_count"], first["command"]) == ("en", 0, None)
    assert first["emergency_committed"] is False
    assert first["screening"]["level"] == "none"
    assert set(story.rasa.tokens) == {"Bearer token-of-the-tests"}
    assert "+1555" not in str(story.rasa.heard)


def test_short_texts_become_one_sms(story: Story) -> None:
    long = "x" * 300
    story.rasa.plays = [says("Sorry.", "A person will call.", long, effects=[asked(None)])]

    message = story.says("hello")

    assert story.bodies() == ["Sorry.\nA person will call.", long]
    assert [m.key for m in story.outbound()] == [f"{message}:reply:0", f"{message}:reply:1"]


def test_small_talk_makes_no_case(story: Story) -> None:
    story.rasa.plays = [says("Hello.", effects=[asked(None)])]

    story.says("hello")

    assert story.cases() == []
    assert story.bodies() == ["Hello."]


def test_a_repeated_turn_does_nothing_twice(story: Story) -> None:
    story.rasa.plays = [says("A question?", effects=[area("general"), asked("G0")])]
    message = story.says(MOLE)

    assert take_turn(message, 1) == "handled"

    assert len(story.rasa.heard) == 1
    assert story.bodies() == ["A question?"]


def test_a_turn_lost_after_rasa_took_it_is_repeated_and_written_once(story: Story) -> None:
    story.rasa.plays = [says("A question?", effects=[area("general"), asked("G0")])]
    message = story.text(MOLE)
    take_a_turn_and_die(story, message)

    story.wait(seconds=25)  # the dead worker's lease
    story.turn()

    assert len(story.rasa.heard) == 2
    assert story.bodies("reply") == ["A question?"]
    assert len(story.cases()) == 1


def take_a_turn_and_die(story: Story, message: str) -> None:
    """What a worker leaves that was killed between Rasa's answer and the commit."""
    from afterdose import clock
    from afterdose.dialogue.rasa_client import ask
    from afterdose.dialogue.turn import _request
    from afterdose.messaging.handlers import TURN_LEASE

    with session() as opened:
        row = opened.query(InboundMessage).filter_by(id=message).one()
        row.state, row.attempts, row.lease_until = "working", 1, clock.now() + TURN_LEASE
    request = _request(message)
    assert request is not None
    ask(request)


def test_an_overtaken_worker_writes_nothing(story: Story) -> None:
    story.rasa.plays = [says("A question?", effects=[area("general"), asked("G0")])]
    message = story.text(MOLE)
    with session() as opened:
        opened.query(InboundMessage).filter_by(id=message).one().attempts = 2

    with pytest.raises(Overtaken):
        take_turn(message, 1)

    assert (story.bodies(), story.cases()) == ([], [])
    assert len(story.waiting("fail_safe")) == 1


BAD = {
    "a fault": answers(503),
    "no JSON": answers(200, b"<html>"),
    "nothing": answers(200, b""),
    "no texts and no effects": says(),
    "an empty text": says("  "),
    "texts of a wrong type": answers(200, b'{"message_id":"x","texts":[1],"effects":[]}'),
    "another message": answers(200, b'{"message_id":"x","texts":["Hi"],"effects":[]}'),
    "an unknown effect": says("Hi", effects=[{"type": "explode"}]),
    "an unknown question": says("Hi", effects=[asked("Q99")]),
    "an answer to an unknown question": says("Hi", effects=[answer("Q99", True)]),
    "an unknown area": says("Hi", effects=[area("teeth")]),
    "a status that we do not know": says("Hi", effects=[answer("G0", True, "guessed")]),
}


@pytest.mark.parametrize("play", BAD.values(), ids=BAD)
def test_a_reply_that_cannot_be_believed_changes_nothing_and_is_asked_again(
    one_story: Story, play: object
) -> None:
    one_story.rasa.plays = [play]  # type: ignore[list-item]
    message = one_story.says(MOLE)

    assert (one_story.message(message).state, one_story.cases(), one_story.bodies()) == (
        "waiting",
        [],
        [],
    )

    one_story.rasa.forget()
    one_story.rasa.plays = [says("A question?", effects=[area("general"), asked("G0")])]
    one_story.wait(seconds=2)
    one_story.turn()

    assert one_story.bodies() == ["A question?"]


@pytest.mark.parametrize("what", ["by other protocols", "two", "of an unknown area"])
def test_a_decision_that_cannot_be_right_is_refused(one_story: Story, what: str) -> None:
    right = decision(["general"], {"G0": "no"})
    one_story.rasa.plays = [
        says(
            "Done.",
            effects={
                "by other protocols": [right | {"protocol_hash": "0" * 64}],
                "two": [right, right],
                "of an unknown area": [right | {"areas": ["teeth"]}],
            }[what],
        )
    ]

    message = one_story.says(MOLE)

    assert (one_story.decisions(), one_story.bodies()) == ([], [])
    assert one_story.message(message).state == "waiting"


def test_the_next_server_is_asked_when_one_fails(
    story: Story, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = RasaStandIn()
    try:
        urls = f"http://127.0.0.1:9, {rasa.url}/ ,{second.url}"
        monkeypatch.setenv("AFTERDOSE_RASA_URL", urls)
        settings.cache_clear()
        rasa.plays = [answers(500)]
        second.plays = [says("Hello.", effects=[asked(None)])]

        story.says("hello")

        assert (len(rasa.heard), len(second.heard)) == (1, 1)
        assert story.bodies() == ["Hello."]
    finally:
        second.stop()


def test_a_slow_server_is_given_up_and_the_text_waits(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from afterdose.dialogue import rasa_client

    monkeypatch.setattr(rasa_client, "READ_SECONDS", 0.2)
    story.rasa.hold.clear()
    message = story.says(MOLE)
    assert story.message(message).state == "waiting"

    story.rasa.plays = [says("A question?", effects=[area("general"), asked("G0")])] * 2
    story.rasa.hold.set()
    story.wait(seconds=2)
    story.turn()

    assert story.bodies() == ["A question?"]


def test_a_person_is_brought_in_on_request(story: Story) -> None:
    story.rasa.plays = [says("A nurse will call.", effects=[{"type": "nurse_requested"}])]

    story.says("nurse please")

    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "nurse")
    assert len(story.events("nurse_requested")) == 1


def test_texts_of_one_patient_keep_their_order(story: Story) -> None:
    story.rasa.plays = [
        answers(503),
        says("First.", effects=[asked(None)]),
        says("Second.", effects=[asked(None)]),
    ]
    story.text("hello")
    story.text("thanks")
    story.turn()
    story.wait(seconds=2)
    story.turn()
    story.turn()

    assert [r["text"] for r in story.rasa.heard] == ["hello", "hello", "thanks"]
    assert story.bodies() == ["First.", "Second."]
