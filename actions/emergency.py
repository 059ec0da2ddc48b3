"""The decision, also when the patient's words alone are an emergency or facts are refused."""

from __future__ import annotations

import msgspec
import structlog

from actions.acceptance import settle_refused
from actions.memory import Memory
from actions.turn import Turn
from afterdose.triage.decide import decide
from afterdose.triage.decision import Decision
from afterdose.triage.errors import AnswerError
from afterdose.triage.schema import ProtocolSet

log = structlog.get_logger(__name__)

REFUSED = "REFUSED"  # the rule id of a decision without facts that the protocols refused
SCREEN = "SCREEN"  # the rule id of a decision that the red-flag screen made


def emergency_decision(turn: Turn, memory: Memory, ps: ProtocolSet) -> Decision:
    """Decide by the rules and raise the result to emergency: the words outweigh the answers."""
    decision = decision_of(turn, memory, ps)
    if decision.disposition == "emergency":
        return decision
    return raised(turn, decision, SCREEN)


def decision_of(turn: Turn, memory: Memory, ps: ProtocolSet) -> Decision:
    """Decide by the rules; what they refuse to read counts as the worst case, an emergency."""
    settle_refused(memory, ps)
    facts = memory.facts(ps)
    try:
        return decide(ps, memory.areas, facts, turn.context)
    except AnswerError:
        log.error("A decision is the worst case: what is known of the patient was refused.")
    areas = [area for area in memory.areas if area in ps.areas]
    known = {k: v for k, v in facts.items() if k in ps.questions or k in ps.findings}
    return raised(turn, decide(ps, areas, known, {}), REFUSED)


def raised(turn: Turn, decision: Decision, rule: str) -> Decision:
    """Raise a decision to emergency, for what the patient's words tell."""
    return msgspec.structs.replace(
        decision,
        disposition="emergency",
        rules=(rule, *decision.rules),
        because=(*turn.present(), *decision.because),
    )
