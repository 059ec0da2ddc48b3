"""What the worker does with a text; importing this also registers what timers do."""

from __future__ import annotations

from afterdose.dialogue import acting_on_silence, fail_safe
from afterdose.dialogue.screening import screen_message
from afterdose.dialogue.turn import take_turn

__all__ = ["acting_on_silence", "fail_safe", "screen_message", "take_turn"]
