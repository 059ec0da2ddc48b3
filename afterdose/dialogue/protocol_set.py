"""The protocols that this process decides by, loaded once."""

from __future__ import annotations

from functools import cache

from afterdose.settings import ROOT
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet


@cache
def protocols() -> ProtocolSet:
    """Load data/protocols; a change of protocols takes a restart, so that a case sees one set."""
    return load_protocols(ROOT / "data" / "protocols")
