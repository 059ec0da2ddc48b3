from __future__ import annotations

from tests.dialogue.effects import area, asked, decision
from tests.dialogue.rasa_standin import says
from tests.dialogue.story import Story


def test_a_picture_without_words_gets_red_flag_words_and_a_human(story: Story) -> None:
    message = story.text("", pictures=1)

    (text,) = story.bodies()
    assert text.startswith("If it is hard to breathe")
    assert "cannot see pictures" in text
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("urgent", "not_assessed")
    assert story.message(message).state == "handled"
    assert story.rasa.heard == []
    assert story.waiting("fail_safe") == []


def test_a_picture_in_the_middle_of_questions_repeats_the_question(story: Story) -> None:
    story.rasa.plays = [says("The gate?", effects=[area("general"), asked("G0")])]
    story.says("I have a new mole")

    story.text(" ", pictures=2)

    assert "safety check" in " ".join(story.bodies("reply")[1:])
    assert story.case().open_question == "G0"


def test_words_after_a_picture_begin_the_conversation(story: Story) -> None:
    story.text("", pictures=1)
    story.rasa.plays = [says("The gate?", effects=[area("general"), asked("G0")])]

    story.says("I have a new mole")

    assert story.rasa.heard[0]["metadata"]["case"] is None
    assert (story.case().state, story.case().areas) == ("asking", ["general"])
    assert story.bodies()[-1] == "The gate?"


def test_a_picture_beside_words_is_seen_by_a_human_too(story: Story) -> None:
    story.rasa.plays = [says("The gate?", effects=[area("general"), asked("G0")])]

    story.says("look at this mole", pictures=1)

    assert story.bodies() == ["I cannot see pictures. A nurse will look at it.\nThe gate?"]
    (escalation,) = story.escalations()
    assert (escalation.disposition, escalation.reason) == ("soon", "not_assessed")


def test_the_word_about_pictures_comes_after_an_emergency_instruction(story: Story) -> None:
    effects = [area("bleeding"), decision(["bleeding"], {"B1": "yes"})]
    story.rasa.plays = [says("Call 911 now.", effects=effects)]

    story.says("yes", pictures=1)

    assert story.bodies("emergency_advice")[0] == "Call 911 now."
