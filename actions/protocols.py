"""The protocols that the actions decide by."""

from __future__ import annotations

from functools import cache

from rasa_sdk import Tracker

from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet

GENERAL = "general"  # the area that takes what belongs to no other


class ReleaseMismatchError(Exception):
    """Rasa asks by other protocols than these actions would decide by."""


@cache
def loaded() -> ProtocolSet:
    """Load data/protocols once; an edit takes training and a restart."""
    return load_protocols(ROOT / "data" / "protocols")


def protocols_of(tracker: Tracker) -> ProtocolSet:
    """Return the protocols, once it is sure that the model was trained on the same ones.

    Raises ReleaseMismatchError otherwise: the turn then fails, and a human hears of it.
    """
    release = tracker.get_slot("protocol_release")
    if release != loaded().hash:
        raise ReleaseMismatchError("the model was trained on other protocols: train, restart both")
    return loaded()
