from __future__ import annotations

import pytest

from afterdose.escalation.codes import ALPHABET, new_code
from afterdose.escalation.orders import Order, read_order


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("ACK K7M3", Order("ACK", "K7M3")),
        (" ack  k7m3. ", Order("ACK", "K7M3")),
        ("Ack: k7m3!", Order("ACK", "K7M3")),
        ("ack-k7m3", Order("ACK", "K7M3")),
        ("ackk7m3", Order("ACK", "K7M3")),
        ("ACK K7M3 on my way", Order("ACK", "K7M3")),
        ("ACK", Order("ACK")),
        ("ack!", Order("ACK")),
        ("pass k7m3", Order("PASS", "K7M3")),
        ("DONE K7M3 spoke", Order("DONE", "K7M3", "spoke")),
        ("done k7m3 Sent-to-ED", Order("DONE", "K7M3", "sent-to-ed")),
        ("done k7m3, sent to ed.", Order("DONE", "K7M3", "sent-to-ed")),
        ("done k7m3 wrong person", Order("DONE", "K7M3", "wrong-person")),
        ("donek7m3 seen", Order("DONE", "K7M3", "seen")),
        ("done k7m3", Order("DONE", "K7M3")),
        ("done k7m3 fine", Order("DONE", "K7M3")),
        ("done spoke", Order("DONE", "SPOKE")),
        ("on", Order("ON")),
        ("Off.", Order("OFF")),
        ("status?", Order("STATUS")),
        ("HELP", Order("HELP")),
        ("STOP", Order("OFF")),
        ("start", Order("ON")),
        ("who is this", Order("HELP")),
        ("acknowledged", Order("HELP")),
        ("", Order("HELP")),
        ("👍", Order("HELP")),
    ],
)
def test_a_clinicians_text_is_read(text: str, order: Order) -> None:
    assert read_order(text) == order


def test_a_code_has_four_unambiguous_characters_and_is_not_taken() -> None:
    assert not set(ALPHABET) & set("AEIOUYBSLZ012580")
    taken = {new_code(()) for _ in range(300)}
    fresh = new_code(taken)
    assert len(fresh) == 4 and set(fresh) <= set(ALPHABET) and fresh not in taken
