"""Which symptom areas a text names."""

from __future__ import annotations

from afterdose.language.screen import screen


def areas_named(text: str, language: str | None = None) -> list[str]:
    """Name the areas whose words stand in the text and are not denied, in their order.

    Areas without a protocol are named too: the caller knows which ones it can ask about.
    """
    return list(screen(text, language).areas)
