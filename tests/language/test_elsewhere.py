"""What is told of nobody here and now: other clauses' dates, shows, relatives far away."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from afterdose.language.screen import screen


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Back in 2010 half my face went numb", "none"),
        ("At 19 I passed out at camp", "none"),
        ("I fell off a wagon in 2016, and I passed out", "check"),
        ("I had black stools over the holidays, two weeks back. Normal now.", "check"),
        ("tested positive last week and I just blacked out", "emergency"),
        ("in 2012 I got MS and today my face is drooping", "emergency"),
        ("hace dos semanas casi me desmayo, ya estoy bien", "check"),
        ("El sábado se me cerró la garganta un rato, hoy ya estoy bien", "check"),
        ("El sábado se me cerró la garganta, hoy estoy peor", "emergency"),
    ],
)
def test_a_date_in_another_clause_is_asked_about_unless_it_is_now(text: str, level: str) -> None:
    assert screen(text, second=False).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("binge watching that vampire show, so much blood", "check"),
        ("that medical drama, so much blood", "check"),
        ("watching a show and I passed out", "emergency"),
        ("during the movie my chest started to hurt", "emergency"),
    ],
)
def test_a_show_is_asked_about_unless_the_writer_stands_between(text: str, level: str) -> None:
    assert screen(text, second=False).level != "none"
    if level == "emergency":
        assert screen(text, second=False).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("my sister in another state texted that she's coughing up blood", "check"),
        ("mi mamá en Guatemala amaneció con la boca torcida", "check"),
        ("my husband is coughing up blood", "emergency"),
        ("my sister in Ohio is driving me over, my chest hurts", "emergency"),
        ("me contó por tel mi hermana que se desmayó", "check"),
        ("mi mamá me dijo por teléfono que les escriba, no puedo respirar", "emergency"),
    ],
)
def test_a_relative_far_away_is_asked_about(text: str, level: str) -> None:
    assert screen(text, second=False).level == level


@pytest.mark.parametrize("text", ["cant. get. breath.", "cannot, cannot. breathe"])
def test_a_pattern_may_reach_over_marks_that_it_names(text: str) -> None:
    assert screen(text, second=False).level == "emergency"


@pytest.mark.parametrize("text", ["mi tía vino a verme y me trajo sopa", "my tia says hi"])
def test_an_aunt_is_no_stroke(text: str) -> None:
    assert screen(text, second=False).level == "none"


@pytest.mark.parametrize(
    "text", ["i had a tia this morning", "tuve un TIA hoy en la mañana", "i think its a TIA"]
)
def test_a_small_stroke_by_its_short_name_is_heard(text: str) -> None:
    assert screen(text, second=False).level == "emergency"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Nuestro caballo tuvo cólico y la barriga se le puso dura", "check"),
        ("El perro me tumbó y se me durmió medio cuerpo", "emergency"),
        ("Mi perro ladró y a mi esposo se le volteó la boca", "emergency"),
    ],
)
def test_what_follows_an_animal_is_its_own_unless_somebody_is_named(text: str, level: str) -> None:
    assert screen(text, "es", second=False).level == level


@pytest.mark.parametrize(
    "text", ["quiero hablar con una enfermera", "necesito hablar con el doctor"]
)
def test_whoever_asks_for_a_nurse_has_no_trouble_with_speech(text: str) -> None:
    asked = SimpleNamespace(red_flag=True)
    assert screen(text, "es", question=asked, second=False).level == "none"
    assert screen("hablar", "es", question=asked, second=False).level == "check"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("my mom told me over the phone she can't breathe", "check"),
        ("my sister rang from Cork. She said she couldn't catch her breath", "check"),
        ("my mum told me my face is drooping", "emergency"),
        ("my boyfriend texted me, he locked himself in, he has a gun", "emergency"),
    ],
)
def test_who_is_told_is_not_ill_and_who_is_near_is_not_far(text: str, level: str) -> None:
    assert screen(text, second=False).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("is the talk on stroke and bleeding on Zoom?", "none"),
        ("the leaflet on stroke, my arm went numb", "emergency"),
        ("i need to talk about chest pain", "emergency"),
        ("a bit worried about chest pressure", "emergency"),
        ("read the page about bleeding and it is bleeding through the towel", "emergency"),
        ("did you see the film last night? thought for sure hed jump off that bridge", "check"),
        ("that drama with my sister, the guy coughs up blood", "check"),
        ("When I was 12, I had a seizure. Does it matter?", "none"),
        ("When I was 12, I had a seizure, and again this morning", "emergency"),
    ],
)
def test_what_a_talk_or_a_show_is_about_is_told_of_nobody(text: str, level: str) -> None:
    assert screen(text, second=False).level == level
