"""What the worker does with a text; `dialogue.timers` holds what happens later."""

from __future__ import annotations

from afterdose.dialogue.screening import screen_message
from afterdose.dialogue.turn import take_turn

__all__ = ["screen_message", "take_turn"]
