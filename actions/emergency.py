"""The decision when the patient's words alone are an emergency."""

from __future__ import annotations

import msgspec

from actions.memory import Memory
from actions.turn import Turn
from afterdose.triage.decide import decide
from afterdose.triage.decision import Decision
from afterdose.triage.schema import ProtocolSet

SCREEN = "SCREEN"  # the rule id of a decision that the red-flag screen made


def emergency_decision(turn: Turn, memory: Memory, ps: ProtocolSet) -> Decision:
    """Decide by the rules and raise the result to emergency: the words outweigh the answers."""
    decision = decide(ps, memory.areas, memory.facts(ps), turn.context)
    if decision.disposition == "emergency":
        return decision
    return msgspec.structs.replace(
        decision,
        disposition="emergency",
        rules=(SCREEN, *decision.rules),
        because=(*turn.present(), *decision.because),
    )
