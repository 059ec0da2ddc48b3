"""All checks of one run."""

from __future__ import annotations

from collections import Counter

from tests.torture.checker import escalations, texts_in, texts_out, timers
from tests.torture.checker.evidence import Evidence
from tests.torture.checker.finding import Finding

ROOMS = (texts_in, texts_out, timers, escalations)


def check(evidence: Evidence) -> tuple[list[Finding], dict[str, object]]:
    """Return every broken promise, and the figures of the run."""
    findings = [finding for room in ROOMS for finding in room.check(evidence)]
    return findings, figures(evidence)


def figures(evidence: Evidence) -> dict[str, object]:
    late = timers.lateness(evidence)
    texts = evidence.told("text_in")
    kills = Counter(e["part"] for e in evidence.told("down") if e.get("why") == "killed")
    return {
        "texts of patients": sum(bool(entry.get("patient")) for entry in texts),
        "texts of clinicians": sum(not entry.get("patient") for entry in texts),
        "kills": sum(kills.values()),
        "killed": dict(kills),
        "webhook answers": dict(Counter(str(e["answer"]) for e in evidence.told("webhook"))),
        "requests to send": dict(Counter(e["fault"] for e in evidence.told("request"))),
        "texts out": dict(Counter(r["state"] for r in evidence.rows["outbound_messages"])),
        "pages": len(evidence.rows["pages"]),
        "escalations": dict(Counter(r["state"] for r in evidence.rows["escalations"])),
        "decisions": dict(Counter(r["disposition"] for r in evidence.rows["decisions"])),
        "fail-safes": sum(bool(r["fail_safe_at"]) for r in evidence.rows["inbound_messages"]),
        "machine slower than alone, times": {
            q: round(_at(sorted(e["slower"] for e in evidence.told("probe")), q), 1)
            for q in (0.5, 0.95, 1.0)
        },
        "timers fired": len(late),
        "timers late, s": {q: round(_at(late, q), 2) for q in (0.5, 0.95, 0.99, 1.0)},
        "text to reply taken, s": {q: round(_at(_ways(evidence), q), 2) for q in (0.5, 0.95, 1.0)},
    }


def _ways(evidence: Evidence) -> list[float]:
    """Return the seconds from each text's storing to the carrier's taking of its first reply."""
    received = {row["id"]: row["received_at"] for row in evidence.rows["inbound_messages"]}
    first: dict[str, float] = {}
    taken = {entry["send"]: entry["t"] for entry in evidence.told("taken")}
    for row in evidence.rows["outbound_messages"]:
        if row["in_reply_to"] and row["id"] in taken:
            at = taken[row["id"]]
            first[row["in_reply_to"]] = min(at, first.get(row["in_reply_to"], at))
    return sorted(at - received[text] for text, at in first.items() if text in received)


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
