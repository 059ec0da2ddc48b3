"""The second reading: hears danger that no entry names, settles nothing, and may be missing."""

from __future__ import annotations

import base64
import json
import math

import numpy as np
import pytest

from afterdose.language.embedding import DIMENSIONS, fingerprint
from afterdose.language.findings import Finding
from afterdose.language.second_reading import (
    FILE,
    NAME,
    SecondReading,
    SecondReadingError,
    read_model,
    second_reading,
    second_reading_missing,
    sounds,
    unexplained,
)


def finding(status, *span):
    return Finding("breathing.chest_pain", span, status, "none", "breathing")


def always(probability):
    bias = float(np.log(probability / (1 - probability)))
    example, weight = np.zeros((1, DIMENSIONS), np.float32), np.zeros(1, np.float32)
    return SecondReading(example, weight, width=1.0, bias=bias, threshold=0.5)


@pytest.fixture
def trained():
    if not FILE.exists():
        pytest.fail("models/second_reading.json is missing: make train")
    reading = second_reading()
    assert reading is not None, second_reading_missing()
    return reading


@pytest.mark.parametrize(
    ("safe", "dangerous"),
    [
        ("what time do you open on friday", "my whole left side went to sleep and i slur"),
        ("gracias, nos vemos el lunes", "se me torció la boca y no me salen las palabras"),
        ("stuffy nose since the weekend", "blood is running down my throat and it will not quit"),
    ],
)
def test_danger_is_more_probable_than_small_things(trained, safe, dangerous):
    assert trained.danger(dangerous) > 0.5 > trained.danger(safe)


@pytest.mark.parametrize(
    "text", ["ok", "thanks!", "no", "101.2", "3 days", "gracias", "👍", "", "?"]
)
def test_plain_answers_and_thanks_never_rise(trained, text):
    assert trained.doubt(text, []) is None


def test_a_doubt_asks_the_gate_and_claims_no_sign():
    doubt = always(0.9).doubt("something strange", [])
    assert doubt == Finding(NAME, (0, 17), "hypothetical", "check", "general", names_area=False)


def test_below_the_threshold_there_is_no_doubt():
    assert always(0.4).doubt("something strange", []) is None


def test_words_that_the_first_reading_settled_are_not_read_again():
    text = "no chest pain just a cough"
    assert unexplained(text, [finding("negated", 3, 13)]) == "no just a cough"
    assert unexplained(text, [finding("present", 3, 13)]) == text


def test_a_text_that_is_settled_whole_is_left_alone():
    assert always(0.9).doubt("chest pain", [finding("past", 0, 10)]) is None


def test_overlapping_settled_words_are_taken_out_once():
    both = [finding("negated", 3, 13), finding("idiom", 3, 8)]
    assert unexplained("no chest pain now", both) == "no now"


def packed(numbers):
    return base64.b64encode(np.zeros(numbers, "<f2").tobytes()).decode("ascii")


def test_an_example_says_the_more_the_nearer_a_text_lies():
    examples = np.eye(2, DIMENSIONS, dtype=np.float32)
    reading = SecondReading(examples, np.array([3, -3], np.float32), 1.0, bias=0.0, threshold=0.5)
    danger, none, between = sounds(np.vstack([examples, examples.mean(axis=0)]), reading)
    assert danger == pytest.approx(1 / (1 + math.exp(-3 + 3 * math.exp(-2))), rel=1e-5)
    assert none == pytest.approx(1 - danger, rel=1e-5)
    assert between == pytest.approx(0.5)


def model(**changed):
    told = {
        "encoder": fingerprint(),
        "examples": packed(2 * DIMENSIONS),
        "weights": [0.5, -0.5],
        "width": 1,
        "bias": 0,
        "threshold": 0.9,
    }
    return json.dumps({name: v for name, v in (told | changed).items() if v is not None})


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "m.json is missing: make train"),
        ("{", "m.json cannot be read"),
        (model(bias=None), "bias"),
        (model(threshold="high"), "m.json cannot be read.*high"),
        (model(encoder="another"), "encoder is not the one installed"),
        (model(weights=[1.0]), "examples must be 512 numbers for each of 1 weights"),
        (model(examples="%%"), "m.json cannot be read"),
        (model(examples=packed(3)), "examples must be 512 numbers"),
    ],
)
def test_a_bad_model_file_is_refused_with_its_name_and_the_reason(tmp_path, content, complaint):
    file = tmp_path / "m.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SecondReadingError, match=complaint):
        read_model(file)


def test_without_its_file_there_is_no_second_reading_and_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("afterdose.language.second_reading.FILE", tmp_path / "second_reading.json")
    assert second_reading.__wrapped__() is None
    assert second_reading_missing() == "second_reading.json is missing: make train"
