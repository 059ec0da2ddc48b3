"""Escalations: each one closed with an outcome, or open with somebody or something coming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.torture.checker.evidence import Evidence, Row
from tests.torture.checker.finding import LEFT, LOST, Finding
from tests.torture.checker.texts_out import AT_ONCE

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
    yield from _not_arrived(evidence)


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
    # The text may belong to another case by now: a human closed the first before its turn came.
    brought = {
        event["details"]["message"]: event["case_id"]
        for event in evidence.rows["case_events"]
        if event["kind"] == "fail_safe"
    }
    paged = {row["patient_id"] for row in evidence.rows["escalations"]}
    for text in evidence.rows["inbound_messages"]:
        # Without an event the patient had just had emergency advice, in whatever case.
        case = brought.get(text["id"])
        known = of_case[case] if case else text["patient_id"] in paged
        if text["fail_safe_at"] and not known:
            yield Finding(LEFT, "a text that nobody read and no escalation", text["id"])


def _questions(evidence: Evidence, waiting: set[tuple[str, str]]) -> Iterator[Finding]:
    for case in evidence.rows["cases"]:
        asks = case["state"] == "asking" and case["open_question"]
        if asks and (case["id"], "silence") not in waiting:
            yield Finding(LEFT, "a question is open and nothing waits for the answer", case["id"])


def _not_arrived(evidence: Evidence) -> Iterator[Finding]:
    """Somebody hears of each text of a case that did not arrive, unless the case was over."""
    closed = {row["id"]: row["closed_at"] for row in evidence.rows["cases"]}
    told = {row["key"] for row in evidence.rows["escalations"]}
    for event in evidence.rows["case_events"]:
        told |= {event["details"].get("key"), event["details"].get("send")}
    for text in evidence.rows["outbound_messages"]:
        if text["state"] not in ("undelivered", "failed") or text["case_id"] is None:
            continue
        # A failure that is noted while somebody closes the case waits for that, and finds it over.
        over = (closed.get(text["case_id"]) or evidence.ended) < text["settled_at"] + AT_ONCE
        if text["patient_id"] and not over and f"undelivered:{text['id']}" not in told:
            yield Finding(LEFT, "a text did not arrive and nobody was told", text["id"])
        if text["page_id"] and text["kind"] in ("page", "call") and text["id"] not in told:
            yield Finding(LEFT, "a page did not arrive and the ladder did not hear", text["id"])
