"""Escalations: each one closed with an outcome, or open with somebody or something coming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.torture.checker.evidence import Evidence, Row
from tests.torture.checker.finding import LEFT, LOST, Finding

PRESSING = {"soon", "urgent", "emergency"}


def check(evidence: Evidence) -> Iterator[Finding]:
    waiting = {
        (row["subject_id"], row["kind"])
        for row in evidence.rows["timers"]
        if row["state"] == "waiting"
    }
    of_case: dict[str, list[Row]] = defaultdict(list)
    for escalation in evidence.rows["escalations"]:
        of_case[escalation["case_id"]].append(escalation)
        yield from _one(escalation, waiting)
    yield from _paged(evidence)
    yield from _from_decisions(evidence, of_case)
    yield from _from_fail_safes(evidence, of_case)
    yield from _questions(evidence, waiting)


def _one(escalation: Row, waiting: set[tuple[str, str]]) -> Iterator[Finding]:
    one = escalation["id"]
    if escalation["state"] == "closed":
        if not escalation["outcome"] or not escalation["closed_at"]:
            yield Finding(LEFT, "an escalation was closed without an outcome", one)
    elif (one, "ladder") not in waiting:
        yield Finding(LEFT, f"an escalation is {escalation['state']} and nothing is due", one)


def _paged(evidence: Evidence) -> Iterator[Finding]:
    """Whoever the timeline says was paged has a page, and each page a text of its own."""
    pages: dict[tuple[str, int], int] = defaultdict(int)
    for page in evidence.rows["pages"]:
        pages[page["escalation_id"], page["step"]] += 1
    for event in evidence.rows["case_events"]:
        if event["kind"] == "paged":
            place = event["details"]["escalation"], event["details"]["step"]
            if not pages[place]:
                yield Finding(LEFT, "a step of the ladder paged nobody", str(place))
    texts = {row["page_id"] for row in evidence.rows["outbound_messages"] if row["page_id"]}
    for page in evidence.rows["pages"]:
        if page["id"] not in texts:
            yield Finding(LOST, "a page has no text", page["id"])


def _from_decisions(evidence: Evidence, of_case: dict[str, list[Row]]) -> Iterator[Finding]:
    for decision in evidence.rows["decisions"]:
        if decision["disposition"] in PRESSING and not of_case[decision["case_id"]]:
            yield Finding(LEFT, f"{decision['disposition']} and no escalation", decision["id"])


def _from_fail_safes(evidence: Evidence, of_case: dict[str, list[Row]]) -> Iterator[Finding]:
    for text in evidence.rows["inbound_messages"]:
        if text["fail_safe_at"] and not of_case[text["case_id"]]:
            yield Finding(LEFT, "a text that nobody read and no escalation", text["id"])


def _questions(evidence: Evidence, waiting: set[tuple[str, str]]) -> Iterator[Finding]:
    for case in evidence.rows["cases"]:
        asks = case["state"] == "asking" and case["open_question"]
        if asks and (case["id"], "silence") not in waiting:
            yield Finding(LEFT, "a question is open and nothing waits for the answer", case["id"])
