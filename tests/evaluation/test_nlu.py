"""The learnt intents are asked of the trained model, without the screen's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterdose.evaluation import nlu
from tests.evaluation.labels import item, text

trained = pytest.mark.skipif(
    not (nlu.PYTHON.exists() and nlu.MODEL.exists()), reason="there is no trained model"
)


@trained
def test_each_text_gets_its_learnt_intent() -> None:
    asked = [
        item(text("hot", "I have a high fever", "check", "fever")),
        item(text("chest", "my chest hurts and i cant breathe", "emergency", "breathing")),
        item(text("nothing", " / ", "none")),
    ]
    learnt = nlu.intents(asked)
    assert set(learnt) == {"hot", "chest"}  # Rasa never sees a text without words
    assert learnt["hot"].name == "report_fever"
    assert 0 < learnt["hot"].confidence <= 1
    # The screen component would say `emergency` here, whatever was learnt.
    assert learnt["chest"].name != "emergency"


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlu, "MODEL", nlu.ROOT / "models" / "none.tar.gz")
    with pytest.raises(nlu.NluUnavailable, match=r"models/none.tar.gz is missing: make train"):
        nlu.intents([])


@trained
def test_a_broken_model_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no model")
    monkeypatch.setattr(nlu, "MODEL", broken)
    with pytest.raises(nlu.NluUnavailable, match="does not answer"):
        nlu.intents([item(text("hot", "fever", "check"))])
