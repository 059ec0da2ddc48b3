from __future__ import annotations

import pytest
from sqlalchemy import select

from afterdose.records import queries, rotation
from afterdose.records.database import reading, session
from afterdose.records.keys import UnreadableError, phone_hash
from afterdose.records.models import InboundMessage, LabResult, Patient
from tests.conftest import SECRET_KEYS, forget
from tests.records.people import ANA, NOON, add_patient

NEW = "the-new-key-with-at-least-32-characters"


def use_keys(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", ",".join(keys))
    forget()


def write_some_records() -> None:
    with session() as opened:
        patient = add_patient(opened, baseline_notes=None)
        for number in range(5):
            opened.add(
                InboundMessage(
                    carrier_id=f"SM{number}",
                    party_hash=patient.phone_hash,
                    phone=ANA,
                    body=f"text {number}",
                    received_at=NOON,
                )
            )
        opened.add(
            LabResult(
                patient_id=patient.id, test="tsh", value="2", unit="mIU/L", taken_on=NOON.date()
            )
        )


def test_after_the_rotation_the_old_key_can_go(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    write_some_records()
    use_keys(monkeypatch, NEW, SECRET_KEYS)
    assert rotation.rotate_keys() == 7
    use_keys(monkeypatch, NEW)
    with reading() as opened:
        ana = queries.patient_by_phone(opened, ANA)
        assert ana is not None
        assert (ana.phone, ana.given_name, ana.baseline_notes) == (ANA, "Ana", None)
        assert ana.phone_hash == phone_hash(ANA)
        messages = opened.scalars(select(InboundMessage).order_by(InboundMessage.seq)).all()
        assert [message.body for message in messages] == [f"text {n}" for n in range(5)]
        assert {message.party_hash for message in messages} == {ana.phone_hash}
        assert opened.scalars(select(LabResult.value)).one() == "2"


def test_before_the_rotation_the_old_key_must_stay(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_some_records()
    use_keys(monkeypatch, NEW)
    with pytest.raises(UnreadableError), reading() as opened:
        opened.scalars(select(Patient)).all()
    with pytest.raises(UnreadableError):
        rotation.rotate_keys()
    use_keys(monkeypatch, SECRET_KEYS)
    with reading() as opened:
        assert opened.scalars(select(Patient.given_name)).one() == "Ana"


def test_a_rotation_can_be_done_twice(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_some_records()
    use_keys(monkeypatch, NEW, SECRET_KEYS)
    assert rotation.rotate_keys() == rotation.rotate_keys() == 7
