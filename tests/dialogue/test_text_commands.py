from __future__ import annotations

from tests.dialogue.effects import answer, area, asked, decision
from tests.dialogue.rasa_standin import says
from tests.dialogue.story import NURSE, Story

MOLE = "I have a new mole"


def ask_gate(story: Story, areas: str = "general", text: str = MOLE) -> None:
    story.rasa.plays.append(says("The gate?", effects=[area(areas), asked("G0")]))
    story.says(text)


def test_stop_is_obeyed_at_once_and_not_answered(story: Story) -> None:
    message = story.text("STOP")

    assert story.patient().opted_out_at == story.now
    assert (story.message(message).state, story.bodies()) == ("handled", [])
    assert story.escalations() == []
    assert story.waiting("fail_safe") == []


def test_stop_with_a_red_flag_question_open_brings_a_human(story: Story) -> None:
    ask_gate(story, "bleeding", "I have a small bruise")

    story.text("stop")

    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "opted_out")
    assert len(story.events("opted_out")) == 1


def test_stop_in_a_case_that_could_be_urgent_brings_a_human(story: Story) -> None:
    # Eleven days after the infusion, a problem without any rule is urgent.
    ask_gate(story)

    story.text("stop")

    assert [e.reason for e in story.escalations()] == ["opted_out"]


def test_stop_after_an_urgent_decision_brings_a_human_who_calls(story: Story) -> None:
    story.rasa.plays = [
        says("We will call.", effects=[area("general"), decision(["general"], {"G0": "no"})])
    ]
    story.says(MOLE)

    story.text("stop")

    assert len(story.events("escalation_again")) == 1


def test_stop_with_a_text_ahead_that_still_waits_is_obeyed(story: Story) -> None:
    story.text(MOLE)

    stop = story.text("stop")

    assert story.patient().opted_out_at is not None
    assert story.message(stop).state == "handled"


def test_start_welcomes_back_and_asks_the_open_question_again(story: Story) -> None:
    ask_gate(story)
    story.text("stop")

    story.text("START")

    assert story.patient().opted_out_at is None
    texts = " ".join(story.bodies("reply")[1:])
    assert "You will get texts again" in texts
    assert "safety check" in texts
    assert story.waiting("silence") != []


def test_after_stop_a_new_symptom_brings_a_human_instead_of_questions(story: Story) -> None:
    story.text("stop")
    ask_gate(story)

    assert story.bodies() == []
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "opted_out")


def test_called_is_noted_for_the_team_without_rasa(story: Story) -> None:
    story.text("I can't breathe")

    message = story.text("CALLED")

    assert story.message(message).state == "handled"
    assert "Stay on the line" in story.bodies("reply")[-1]
    assert len(story.events("help_called")) == 1
    assert story.rasa.heard == []


def test_called_in_the_middle_of_questions_keeps_waiting_for_the_answer(story: Story) -> None:
    ask_gate(story)
    before = story.waiting("silence")

    story.text("called")

    assert story.case().open_question == "G0"
    assert min(story.waiting("silence")) > min(before)


def test_an_answer_after_start_goes_on_with_the_conversation(story: Story) -> None:
    ask_gate(story)
    story.text("stop")
    story.text("start")
    story.rasa.plays = [says("What bothers you?", effects=[answer("G0", False), asked("G1")])]

    story.says("no")

    first, second = story.rasa.heard
    assert first["conversation"] == second["conversation"]
    assert story.bodies()[-1] == "What bothers you?"


def test_start_in_an_emergency_says_first_what_to_do(story: Story) -> None:
    story.text("I can't breathe")
    story.text("stop")
    before = len(story.outbound())

    story.text("START")

    first, *_, last = story.outbound()[before:]
    assert (first.kind, first.priority) == ("emergency_advice", 0)
    assert first.body.startswith("Call 911")
    assert "You will get texts again" in last.body


def test_start_after_an_urgent_decision_says_first_what_stands(one_story: Story) -> None:
    one_story.rasa.plays = [
        says("We will call.", effects=[area("general"), decision(["general"], {"G0": "no"})])
    ]
    one_story.says(MOLE)
    one_story.text("stop")
    before = len(one_story.outbound())
    one_story.wait(minutes=3)

    one_story.text("START")

    texts = [m for m in one_story.outbound()[before:] if m.priority == 1]
    assert "1 hour" in texts[0].body
    assert one_story.case().disposition == "urgent"
    assert len([b for b in one_story.bodies(phone=NURSE) if "writes again" in b]) >= 1


def test_start_without_an_urgent_case_only_welcomes(one_story: Story) -> None:
    ask_gate(one_story)
    one_story.text("stop")

    one_story.text("START")

    assert one_story.bodies("emergency_advice") == []
