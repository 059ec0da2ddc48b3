from __future__ import annotations

import pytest

from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import RasaStandIn, says
from tests.dialogue.story import Story

MOLE = "I have a new mole"


def ask(story: Story, text: str, *effects: dict[str, object]) -> str:
    story.rasa.plays.append(says("A text.", effects=list(effects)))
    return story.says(text)


@pytest.fixture
def decided(story: Story) -> Story:
    """A patient whose new mole was decided as urgent."""
    ask(
        story,
        MOLE,
        area("general"),
        answer("G0", False),
        decision(["general"], {"G0": "no"}),
    )
    return story


def test_thanks_after_a_decision_reopens_nothing(decided: Story) -> None:
    ask(decided, "thanks", asked(None))

    metadata = decided.rasa.heard[-1]["metadata"]
    assert metadata["case"] is None
    assert metadata["open_case"] == {"areas": ["general"], "disposition": "urgent"}
    assert (decided.case().state, decided.events("reopened")) == ("decided", [])
    assert len(decided.events("contact")) == 1
    assert decided.bodies()[-1] == "A text."


def test_the_same_area_reopens_the_case_in_a_new_conversation(decided: Story) -> None:
    before = decided.case().conversation
    decided.wait(minutes=60)

    message = ask(decided, "the mole is bigger", area("general"), asked("G0"))

    case = decided.case()
    assert (case.state, case.open_question, case.disposition) == ("asking", "G0", "urgent")
    assert case.conversation == f"m{message}" != before
    assert len(decided.events("contact")) == 2


def test_another_area_joins_the_case(decided: Story) -> None:
    ask(decided, "now I have a bruise", area("bleeding"), asked("G0"))

    assert decided.case().areas == ["general", "bleeding"]


def test_an_earlier_contact_about_the_same_area_counts(decided: Story) -> None:
    decided.wait(minutes=60)
    ask(decided, "the mole is bigger", area("general"), asked("G0"))
    ask(decided, "no", answer("G0", False), asked("G1"))

    context = decided.rasa.heard[-1]["metadata"]["context"]
    assert (context["contacts_48h"], context["contacts_7d"]) == (1, 1)


def test_a_contact_about_another_area_is_not_the_same_symptom(decided: Story) -> None:
    decided.wait(minutes=60)
    ask(decided, "now I have a fever", area("fever"), asked("G0"))
    ask(decided, "no", answer("G0", False), asked("F1"))

    assert decided.rasa.heard[-1]["metadata"]["context"]["contacts_48h"] == 0


def test_contacts_leave_their_windows(decided: Story) -> None:
    decided.wait(minutes=49 * 60)
    ask(decided, "the mole is bigger", area("general"), asked("G0"))
    ask(decided, "no", answer("G0", False), asked("G1"))

    context = decided.rasa.heard[-1]["metadata"]["context"]
    assert (context["contacts_48h"], context["contacts_7d"]) == (0, 1)


def test_answers_of_the_same_conversation_are_no_further_contact(story: Story) -> None:
    ask(story, MOLE, area("general"), asked("G0"))
    story.wait(minutes=1)
    ask(story, "no", answer("G0", False), asked("G1"))

    assert story.rasa.heard[-1]["metadata"]["context"]["contacts_48h"] == 0


def test_a_lower_decision_lowers_nothing_and_its_advice_is_replaced(story: Story) -> None:
    story.text("I can't breathe")
    story.rasa.plays = [says("ok", effects=[asked(None)])]
    story.turn()
    story.wait(minutes=60)
    ask(story, MOLE, area("general"), asked("G0"))

    ask(
        story,
        "no",
        answer("G0", False),
        decision(["general"], {"G0": "no"}),
    )

    assert story.case().disposition == "emergency"
    assert story.decisions()[-1].disposition == "emergency"
    assert "911" in story.bodies()[-1] or "911" in story.bodies("emergency_advice")[-2]
    assert "A text." not in story.bodies()[-2:]


def test_a_reopened_case_is_decided_from_all_that_it_knows(story: Story) -> None:
    # Yesterday's fever beside today's stiff neck is X1, whatever today's answers alone come to.
    ask(
        story,
        "I have a fever",
        area("fever"),
        answer("G0", False),
        answer("F1", {"celsius": 38.4}),
        decision(["fever"], {"G0": "no", "F1": {"celsius": 38.4}}),
    )
    ask(
        story,
        "and now a bruise with a headache",
        area("bleeding"),
        {"type": "finding", "name": "neuro.stiff_neck", "status": "present"},
        decision(["general"], {"G0": "no"}),
    )

    assert story.decisions()[-1].disposition == "emergency"
    assert story.escalations()[0].disposition == "emergency"


def test_the_old_answers_are_asked_anew_in_a_reopened_case(decided: Story) -> None:
    decided.wait(minutes=60)
    ask(decided, "the mole is bigger", area("general"), asked("G0"))
    ask(decided, "what?", asked("G0", 2))

    assert decided.rasa.heard[-1]["metadata"]["case"]["answers"] == {}


def test_restart_begins_anew_in_a_new_conversation(story: Story) -> None:
    ask(story, MOLE, area("general"), answer("G0", False), asked("G1"))
    before = story.case().conversation

    ask(story, "restart", {"type": "restarted"})
    ask(story, MOLE, area("general"), asked("G0"))

    heard = story.rasa.heard[-1]
    assert heard["conversation"] == story.case().conversation != before
    assert heard["metadata"]["case"] is None
    assert ("G0", "false", "withdrawn") in story.answers()
    assert heard["metadata"]["context"]["contacts_48h"] == 0  # the same contact, not a second one


def test_silence_after_restart_is_not_forgotten(story: Story) -> None:
    ask(story, "I have a small bruise", area("bleeding"), asked("G0"))
    ask(story, "restart", {"type": "restarted"})

    story.wait(minutes=10)

    assert story.decisions()[0].disposition == "emergency"


def test_a_routine_case_is_over_after_a_week(
    database: str, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(monkeypatch, rasa)
    routine = decision(["general"], {"G0": "no"}, day=2000) | {"disposition": "routine"}
    from afterdose.dialogue import verdict

    monkeypatch.setattr(verdict, "_second_look", lambda _s, _c, _p, own, _n: own)
    ask(story, MOLE, area("general"), routine)
    assert story.escalations() == []
    _without_check_text()
    story.wait(minutes=8 * 24 * 60)

    ask(story, MOLE, area("general"), asked("G0"))

    assert [c.state for c in story.cases()] == ["decided", "asking"]


def _without_check_text() -> None:
    """Make the case one of an older release, which asked nobody how it is a day later."""
    from sqlalchemy import delete

    from afterdose.records.database import session
    from afterdose.records.models import Timer

    with session() as opened:
        opened.execute(delete(Timer).where(Timer.kind == "check_in"))


def test_a_closed_case_is_not_reopened(decided: Story) -> None:
    from afterdose.records.database import session
    from afterdose.records.models import Case

    case_id = decided.case().id
    with session() as opened:
        opened.get_one(Case, case_id).state = "closed"

    ask(decided, "the mole is bigger", area("general"), asked("G0"))

    assert [c.state for c in decided.cases()] == ["closed", "asking"]
    assert decided.cases()[1].number == decided.cases()[0].number + 1
