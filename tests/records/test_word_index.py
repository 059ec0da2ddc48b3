"""Texts are found by their words, although no word stands in the records."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from afterdose.messaging.inbox import store_inbound
from afterdose.messaging.outbox import queue_text
from afterdose.records import rotation, word_index, word_search
from afterdose.records.database import reading, session
from afterdose.records.models import Case, InboundMessage
from afterdose.records.models_review import WordHash
from tests.conftest import SECRET_KEYS
from tests.records.people import ANA, NOON, add_patient
from tests.records.test_rotation import NEW, use_keys


def write(case: str, *bodies: str) -> None:
    """Ana writes these texts, which become part of a case."""
    with session() as records:
        if records.query(Case).filter_by(id=case).count() == 0:
            number = records.query(Case).count() + 1
            patient_id = records.scalars(select(InboundMessage.patient_id)).first()
            patient_id = patient_id or add_patient(records).id
            records.add(
                Case(
                    id=case,
                    number=number,
                    patient_id=patient_id,
                    state="asking",
                    conversation=case,
                    opened_at=NOON,
                )
            )
        for body in bodies:
            carrier_id = f"{case}-{body}"
            message, _ = store_inbound(records, carrier_id, ANA, body, 0)
            message.case_id = case


def found(words: str) -> set[str]:
    with reading() as records:
        wanted = word_search.hold(records, words)
        return set() if wanted is None else set(records.scalars(select(Case.id).where(*wanted)))


@pytest.fixture(params=[0, word_search.COMMON], autouse=True)
def common_or_rare(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word is a common one, and then a rare one: both ways find the same."""
    monkeypatch.setattr(word_search, "COMMON", request.param)


def test_a_case_is_found_by_all_words_of_its_texts_and_by_no_other(database: str) -> None:
    write("dots", "Little red dots on my shins", "and my gums BLEED")
    write("fever", "101.2 F and sore all over")
    assert found("red dots") == {"dots"}
    assert found("bleeding gum, dots") == {"dots"}, "endings and order do not matter"
    assert found("dots fever") == set()
    assert found("101") == {"fever"}
    assert found("all over") == {"fever"}
    assert found("the and of") == set(), "nothing to look for"


def test_accents_and_small_letters_do_not_matter(sqlite: str) -> None:
    write("fiebre", "Tengo CONVULSIÓN y fiebre")
    assert found("convulsion") == {"fiebre"}
    assert found("Convulsión") == {"fiebre"}


def test_places_and_body_parts_are_looked_for(sqlite: str) -> None:
    write("face", "one side of my face is down")
    for word in ("face", "side", "down"):
        assert found(word) == {"face"}, word


def test_no_word_stands_in_the_table(sqlite: str) -> None:
    write("dots", "petechiae")
    with reading() as records:
        stored = records.scalars(select(WordHash.word).where(WordHash.word != b"")).all()
    assert len(stored) == 1
    assert len(stored[0]) == 12
    assert b"pete" not in stored[0]


def test_a_text_that_comes_twice_is_taken_in_once(sqlite: str) -> None:
    write("dots", "red dots")
    write("dots", "red dots")
    with reading() as records:
        assert records.scalar(select(func.count()).select_from(WordHash)) == 3


def test_what_a_clinician_wrote_is_found_and_what_the_assistant_asked_is_not(sqlite: str) -> None:
    write("dots", "red dots")
    with session() as records:
        for kind, body in (("person", "come to the harbour clinic"), ("reply", "any chest pain?")):
            queue_text(
                records,
                key=kind,
                kind=kind,
                body=body,
                priority=2,
                phone="+15550100199",
                case_id="dots",
            )
    assert found("harbour") == {"dots"}
    assert found("chest") == set()


def test_texts_of_an_older_version_are_taken_in_later(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_index, "BATCH", 2)
    write("dots", "red dots", "the", "on the shins")
    write("fever", "hot")
    with session() as records:
        records.query(WordHash).delete()
    assert found("dots") == set()
    assert word_index.index_missing() == 4
    assert found("dots shins") == {"dots"}
    assert word_index.index_missing() == 0, "also for the text without any word"


def test_words_are_found_before_during_and_after_a_change_of_keys(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("dots", "red dots")
    use_keys(monkeypatch, NEW, SECRET_KEYS)
    write("fever", "hot and red")
    assert found("red") == {"dots", "fever"}
    rotation.rotate_keys()
    use_keys(monkeypatch, NEW)
    assert found("red") == {"dots", "fever"}
    with reading() as records:
        assert records.scalar(select(func.count()).select_from(WordHash)) == 6, "none is left over"
