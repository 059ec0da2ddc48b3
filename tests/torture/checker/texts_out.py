"""Texts to phones: each taken by the carrier once, in order; none without a reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.torture.checker.allowance import Allowance
from tests.torture.checker.evidence import Evidence, Row
from tests.torture.checker.finding import DOUBLED, LOST, ORDER, PAGED, Finding

CALL = "call"  # a row of the same table that is spoken: it passes texts, and carries no words
TAKEN = {"sent", "delivered", "undelivered"}
# One text of a lane at a time; pages and emergency advice have a lane of their own.
FIRST_LANE = 0
# A request may be on its way while an acknowledgement is written down; no promise covers that.
ON_ITS_WAY = 1.5
AT_ONCE = 2.0
GIVEN_BACK = ("passed", "acknowledgement_expired", "paged", "escalation_raised")


def check(evidence: Evidence) -> Iterator[Finding]:
    sends = {row["id"]: row for row in evidence.rows["outbound_messages"]}
    taken: dict[str, list[Row]] = defaultdict(list)
    for entry in evidence.told("taken"):
        taken[entry["send"]].append(entry)
    yield from _sent(evidence, taken)
    for send, entries in taken.items():
        row = sends.get(send)
        if row is None:
            yield Finding(DOUBLED, "the carrier took a text that the records do not know", send)
        elif len(entries) > 1:
            who = "patient" if row["patient_id"] else "clinician"
            yield Finding(
                DOUBLED, f"a {row['kind']} was sent {len(entries)} times to a {who}", send
            )
        elif row["kind"] != CALL and {entry["body"] for entry in entries} != {row["body"]}:
            yield Finding(LOST, "a text went out with other words", send)
    yield from _in_order(evidence, sends)
    yield from _after_acknowledgement(evidence, sends)


def _sent(evidence: Evidence, taken: dict[str, list[Row]]) -> Iterator[Finding]:
    refused = {entry["send"] for entry in evidence.told("refused")}
    said_no = {entry["sid"] for entry in evidence.told("settled") if entry["status"] == "failed"}
    ids: Counter[str] = Counter()
    for row in evidence.rows["outbound_messages"]:
        send, state = row["id"], row["state"]
        ids[row["carrier_id"]] += row["carrier_id"] is not None
        if state in TAKEN and send not in taken:
            yield Finding(LOST, "a text counts as sent that the carrier never took", send)
        elif state in ("queued", "sending", "uncertain"):
            yield Finding(LOST, f"a text was left {state}", send)
        elif state == "failed" and not (
            send in refused or row["carrier_id"] in said_no or row["expires_at"]
        ):
            yield Finding(LOST, "a text was given up without a refusal", send)
        elif state == "moot" and send in taken:
            yield Finding(LOST, "a text counts as moot that the carrier took", send)
    for carrier_id, count in ids.items():
        if count > 1:
            yield Finding(DOUBLED, "two texts have one id of the carrier", carrier_id)


def _in_order(evidence: Evidence, sends: dict[str, Row]) -> Iterator[Finding]:
    """A patient's texts, and a clinician's of one case, go out in the order of their writing."""
    allowed = Allowance(evidence)
    lines: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for entry in evidence.told("taken"):
        row = sends.get(entry["send"])
        if row is not None and row["kind"] != CALL:
            about = "" if row["patient_id"] else str(row["case_id"])
            lines[row["phone"] + about, row["priority"] == FIRST_LANE].append(row)
    for line in lines.values():
        for first, second in pairwise(line):
            # What two transactions write at once has no order; numbers are given before the commit.
            moment = AT_ONCE * allowed.slower(second["created_at"], first["created_at"])
            if second["seq"] < first["seq"] and second["created_at"] + moment < first["created_at"]:
                yield Finding(ORDER, "texts were sent out of order", second["id"])


def _after_acknowledgement(evidence: Evidence, sends: dict[str, Row]) -> Iterator[Finding]:
    held, allowed = held_spans(evidence), Allowance(evidence)
    pages = {page["id"]: page["escalation_id"] for page in evidence.rows["pages"]}
    for entry in evidence.told("request"):
        row = sends.get(entry["send"])
        if row is None or row["kind"] not in ("page", CALL) or row["page_id"] is None:
            continue
        for start, end in held.get(pages.get(row["page_id"], ""), []):
            # The timeline has the time within the transaction, not that of its commit.
            seen_by_all = start + ON_ITS_WAY * allowed.slower(start, entry["t"])
            if seen_by_all < entry["t"] < end:
                yield Finding(PAGED, "a page left after the acknowledgement", row["id"])


def held_spans(evidence: Evidence) -> dict[str, list[tuple[float, float]]]:
    """Tell when each escalation was in somebody's hands, or closed, by the timeline."""
    spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
    since: dict[str, float] = {}
    for event in evidence.rows["case_events"]:
        one, kind = event["details"].get("escalation"), event["kind"]
        if kind in ("acknowledged", "escalation_closed"):
            since.setdefault(one, event["at"])
        elif kind in GIVEN_BACK and one in since:
            spans[one].append((since.pop(one), event["at"]))
    for one, at in since.items():
        spans[one].append((at, evidence.ended))
    return spans
