"""What the rules may know about a patient beside the answers."""

from __future__ import annotations

import pytest

from afterdose.dialogue.context import rule_context
from afterdose.records.database import session
from tests.records.people import NOON, add_patient

ABSENT = "absent"


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("f", "female"),
        ("Female", "female"),
        (" M ", "male"),
        ("male", "male"),
        ("x", ABSENT),
        ("", ABSENT),
        (None, ABSENT),
    ],
)
def test_the_rules_hear_the_sex_in_their_own_words_or_not_at_all(
    database: str, recorded: str | None, told: str
) -> None:
    with session() as opened:
        patient = add_patient(opened, sex=recorded)
        context = rule_context(opened, patient, [], begun=NOON, now=NOON)

    assert context.get("sex", ABSENT) == told
