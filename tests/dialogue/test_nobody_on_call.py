"""Nobody is on call: urgent runs as an emergency, and no text promises a call."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from afterdose.records.database import session
from afterdose.records.models import Shift
from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import RasaStandIn, answers, says
from tests.dialogue.story import Story

MOLE = "I have a new mole"
CALLS_YOU = "A nurse or doctor will call you within 1 hour"
URGENT = {"G0": False}


@pytest.fixture
def alone(database: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch) -> Story:
    story = Story(monkeypatch, rasa)
    with session() as opened:
        opened.execute(delete(Shift))
    return story


def test_an_urgent_decision_is_told_as_an_emergency(alone: Story) -> None:
    urgent = decision(["general"], URGENT)
    assert urgent["disposition"] == "urgent"
    alone.rasa.plays = [says(CALLS_YOU, effects=[area("general"), urgent])]

    alone.says(MOLE)

    texts = alone.outbound()
    assert {text.kind for text in texts} == {"emergency_advice"}
    assert texts[0].body.startswith("Call 911")
    assert CALLS_YOU not in " ".join(alone.bodies())
    (made,) = alone.decisions()
    assert (made.disposition, made.rules) == ("emergency", ["nobody", *urgent["rules"]])
    assert made.because[0].startswith("Nobody on call")
    assert alone.case().disposition == "emergency"
    assert alone.escalations()[0].disposition == "emergency"


def test_a_decision_by_silence_is_told_as_an_emergency(alone: Story) -> None:
    effects = [area("general"), answer("G0", False), asked("G1")]
    alone.rasa.plays = [says("A question?", effects=effects)]
    alone.says(MOLE)

    alone.wait(minutes=120)

    (made,) = alone.decisions()
    assert (made.disposition, made.rules[0]) == ("emergency", "nobody")
    assert CALLS_YOU not in " ".join(alone.bodies())
    assert alone.outbound("emergency_advice")[0].body.startswith("Call 911")


@pytest.mark.parametrize("body", [MOLE, "is chest pain normal?"])
def test_the_fail_safe_promises_nobody(alone: Story, body: str) -> None:
    alone.rasa.plays = [answers(503)]
    alone.text(body)

    alone.wait(seconds=15)

    (text,) = alone.bodies("fail_safe")
    assert text.startswith("Call 911 or go to the emergency room now")
    assert "will call you" not in " ".join(alone.bodies())


def test_who_asks_for_a_nurse_hears_that_there_is_none_each_time(alone: Story) -> None:
    plays = says("A nurse will call you.", "The gate?", effects=[{"type": "nurse_requested"}])
    alone.rasa.plays = [says("The gate?", effects=[area("general"), asked("G0")]), plays, plays]
    alone.says(MOLE)
    for _ in range(2):
        before = len(alone.bodies())
        alone.says("nurse")

        new = alone.bodies()[before:]
        assert new
        assert all(text.startswith("Call 911") for text in new)


def test_a_picture_alone_promises_nobody(alone: Story) -> None:
    alone.text("", pictures=1)

    assert all(text.startswith("Call 911") for text in alone.bodies())
    assert any("pictures" in text for text in alone.bodies())


def test_with_somebody_on_call_urgent_stays_urgent(story: Story) -> None:
    urgent = decision(["general"], URGENT)
    story.rasa.plays = [says(CALLS_YOU, effects=[area("general"), urgent])]

    story.says(MOLE)

    assert story.bodies() == [CALLS_YOU]
    assert story.decisions()[0].disposition == "urgent"
