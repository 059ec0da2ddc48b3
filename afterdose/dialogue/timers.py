"""Importing this registers what dialogue does when its timers are due."""

from __future__ import annotations

from afterdose.dialogue import acting_on_silence, check_in, fail_safe

__all__ = ["acting_on_silence", "check_in", "fail_safe"]
