"""Texts of phones: each stored once, handled once, in order, and never left in silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from tests.torture.checker.allowance import Allowance
from tests.torture.checker.evidence import Evidence, Row
from tests.torture.checker.finding import LOST, ORDER, TWICE, Finding

# Completed when they are read, before earlier texts that wait for their turn: that is promised.
OUT_OF_LINE = {"STOP", "START", "CALLED"}
AT_ONCE = 2.0  # seconds within which the words that a turn causes are written down


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from _stored(evidence)
    yield from _handled_once(evidence)
    yield from _in_order(evidence)
    yield from _answered(evidence)


def _stored(evidence: Evidence) -> Iterator[Finding]:
    rows = {row["carrier_id"]: row for row in evidence.rows["inbound_messages"]}
    book = {entry["sid"]: entry for entry in evidence.told("text_in")}
    promised = {entry["sid"] for entry in evidence.told("webhook") if entry["answer"] == 200}
    for sid, entry in book.items():
        row = rows.get(sid)
        if row is None:
            how = "after the webhook said 200" if sid in promised else "and no sweep took it in"
            yield Finding(LOST, f"a text was never stored {how}", sid)
        elif row["state"] != "handled" or row["handled_at"] is None:
            yield Finding(LOST, "a text was never handled", sid)
        elif (row["body"], row["phone"]) != (entry["body"], entry["phone"]):
            yield Finding(LOST, "a text was stored with other words", sid)
    for sid in rows.keys() - book.keys():
        yield Finding(TWICE, "a text was stored that nobody sent", str(sid))
    for sid, count in Counter(r["carrier_id"] for r in evidence.rows["inbound_messages"]).items():
        if count > 1:
            yield Finding(TWICE, f"a text was stored {count} times", str(sid))


def _handled_once(evidence: Evidence) -> Iterator[Finding]:
    seen: Counter[tuple[object, ...]] = Counter()
    for row in evidence.rows["decisions"]:
        if row["message_id"]:
            seen["decision", row["message_id"], row["decided_by"]] += 1
    for row in evidence.rows["answers"]:
        if row["message_id"]:
            seen["answer", row["message_id"], row["case_id"], row["question"], row["status"]] += 1
    for row in evidence.rows["outbound_messages"]:
        if row["in_reply_to"]:
            seen["text out", row["in_reply_to"], row["party_hash"], row["body"]] += 1
    for row in evidence.rows["case_events"]:
        if row["kind"] == "opened":
            seen["case", row["details"].get("conversation")] += 1
    for row in evidence.rows["escalations"]:
        if row["state"] != "closed":
            seen["open escalation", row["case_id"]] += 1
    for (what, *where), count in seen.items():
        if count > 1:
            yield Finding(TWICE, f"one text made {count} times the same {what}", str(where[0]))


def _in_order(evidence: Evidence) -> Iterator[Finding]:
    safe: dict[str, float] = {}  # when the webhook was first answered with 200
    began: dict[str, float] = {}  # when it was first tried
    for entry in evidence.told("webhook"):
        began[entry["sid"]] = min(entry["began"], began.get(entry["sid"], entry["began"]))
        if entry["answer"] == 200:
            safe.setdefault(entry["sid"], entry["t"])
    for line in _by_phone(evidence).values():
        for first, second in combinations(line, 2):
            tried = began.get(first["carrier_id"], 0.0)
            swept_in = first["received_at"] < tried
            if tried > safe.get(second["carrier_id"], tried) and not swept_in:
                yield Finding(ORDER, "texts were stored out of order", str(second["carrier_id"]))
        for first, second in pairwise(row for row in line if _in_line(row) and row["handled_at"]):
            # Two webhooks at once have no order.
            apart = safe.get(first["carrier_id"], first["received_at"] + AT_ONCE)
            came = began.get(second["carrier_id"], second["received_at"])
            if apart <= came and second["handled_at"] < first["handled_at"]:
                yield Finding(ORDER, "texts were handled out of order", str(second["id"]))


def _in_line(row: Row) -> bool:
    picture_only = row["media_count"] and not row["body"].strip()
    return row["body"].strip().upper() not in OUT_OF_LINE and not picture_only


def _answered(evidence: Evidence) -> Iterator[Finding]:
    """A patient hears something after every text, except between STOP and START."""
    told: dict[str, list[float]] = defaultdict(list)
    for row in evidence.rows["outbound_messages"]:
        told[row["phone"]].append(row["created_at"])
    emergencies = {
        row["message_id"] for row in evidence.rows["decisions"] if row["disposition"] == "emergency"
    }
    frightening = {entry["sid"] for entry in evidence.told("text_in") if entry.get("emergency")}
    # A human has it, and the patient heard so within the last ten minutes.
    given_up = {
        event["details"].get("message")
        for event in evidence.rows["case_events"]
        if event["kind"] == "given_up"
    }
    allowed = Allowance(evidence)
    for phone, line in _by_phone(evidence).items():
        silences = _silences(line, evidence.ended)
        for row in line:
            if row["patient_id"] is None or row["handled_at"] is None:
                continue
            if row["carrier_id"] in frightening and row["id"] not in emergencies:
                yield Finding(LOST, "an emergency was not decided as one", str(row["id"]))
            moment = AT_ONCE * allowed.slower(row["handled_at"], row["handled_at"])
            start, end = row["received_at"], row["handled_at"] + moment
            heard = any(start <= at <= end for at in told[phone])
            silenced = any(a <= end and start <= b for a, b in silences)
            if not (heard or silenced or row["id"] in given_up):
                yield Finding(LOST, "a patient heard nothing after a text", str(row["id"]))


def _silences(line: list[Row], end: float) -> list[tuple[float, float]]:
    """Give the times between a patient's STOP and START, as they were obeyed."""
    found: list[tuple[float, float]] = []
    since: float | None = None
    for row in sorted(line, key=lambda row: row["handled_at"] or end):
        word = row["body"].strip().upper()
        if word == "STOP" and since is None:
            since = row["handled_at"] or end
        if word == "START" and since is not None:
            found.append((since, row["handled_at"] or end))
            since = None
    return [*found, *([(since, end)] if since is not None else [])]


def _by_phone(evidence: Evidence) -> dict[str, list[Row]]:
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.rows["inbound_messages"]:
        lines[row["phone"]].append(row)
    return lines
