from __future__ import annotations

import pytest

from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.reply import BadReplyError, read_reply


def test_a_fault_names_the_place_and_never_the_words() -> None:
    body = (
        b'{"message_id":"m","texts":["Hi"],"effects":'
        b'[{"type":"answer","question":"G0","status":"my secret words"}]}'
    )

    with pytest.raises(BadReplyError) as raised:
        read_reply(body, "m", protocols())

    assert "$.effects[0].status" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_effects_alone_are_a_reply() -> None:
    body = b'{"message_id":"m","texts":[],"effects":[{"type":"asked","question":null}]}'

    assert read_reply(body, "m", protocols()).texts == []
