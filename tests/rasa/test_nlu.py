"""What the trained model makes of first texts, asked in Rasa's own Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from afterdose.settings import ROOT
from tests.rasa.servers import RASA, environment

PROBE = Path(__file__).with_name("nlu_probe.py")

# None of these is a training phrase.
PLAIN = {
    "my gums bleed every time i brush": "report_bleeding",
    "me sangran mucho las encías al cepillarme": "report_bleeding",
    "my heart keeps racing at night": "report_palpitations",
    "siento que el corazón me late muy rápido": "report_palpitations",
    "my pee is full of foam this week": "report_urine",
    "la orina me sale con mucha espuma": "report_urine",
    "running a fever of 101 since yesterday": "report_fever",
    "ando con calentura desde ayer": "report_fever",
    "my left foot has been dragging this week": "report_neuro",
    "se me duerme la mano izquierda": "report_neuro",
    "i am so low, i cry all the time": "report_mood",
    "the white of my eyes turned yellow": "report_liver",
}
SMALL = {
    "hello there": "greet",
    "muchas gracias": "thanks",
    "where can i park the car": "out_of_scope",
    "why do you need to know that": "question_back",
}
SEVERAL = {
    "I have a fever, and my pee looks like coke": {"fever", "urine"},
    "tengo fiebre desde ayer, y la orina salió oscura": {"fever", "urine"},
    "bruises all over my legs and my heart keeps racing": {"bleeding", "palpitations"},
    "my eyes look yellow, also throwing up since monday": {"liver", "abdomen"},
}


@pytest.fixture(scope="module")
def told(folder: Path, model: Path) -> dict[str, tuple[str, set[str]]]:
    texts = [*PLAIN, *SMALL, *SEVERAL, "", "  ", "👍"]
    done = subprocess.run(
        [RASA, PROBE, model],
        input=json.dumps([text for text in texts if text.strip()]),
        cwd=ROOT,
        env=environment(folder, PYTHONPATH=str(ROOT), PYTHONWARNINGS="ignore"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.removeprefix("TOLD ") for line in done.stdout.splitlines() if "TOLD " in line]
    return {text: (intent, set(areas)) for text, intent, areas in map(json.loads, lines)}


@pytest.mark.parametrize(("text", "intent"), [*PLAIN.items(), *SMALL.items()])
def test_a_plain_text_has_its_intent_in_both_languages(told, text, intent):
    assert told[text][0] == intent


@pytest.mark.parametrize(("text", "areas"), SEVERAL.items())
def test_a_text_of_several_complaints_tells_each_of_their_areas(told, text, areas):
    intent, clauses = told[text]
    assert areas <= {intent.removeprefix("report_"), *clauses}


def test_small_talk_tells_no_area(told):
    assert [areas for text in SMALL for areas in told[text][1]] == []
