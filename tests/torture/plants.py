"""Faults planted into the records and the journal of a sound run: each breaks one promise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.torture.checker.finding import DOUBLED, LATE, LEFT, LOST, ORDER, PAGED, TWICE

Log = list[dict[str, Any]]


@dataclass
class Run:
    """What a run left, open for tampering."""

    records: sqlite3.Connection
    log: Log

    def change(self, statement: str) -> None:
        changed = self.records.execute(statement).rowcount
        assert changed, f"the fault could not be planted: {statement}"

    def last(self, what: str, **like: object) -> int:
        """Return the place of the last entry of the journal that is like this."""
        return max(
            place
            for place, entry in enumerate(self.log)
            if entry["what"] == what and entry.items() >= like.items()
        )


Plant = Callable[[Run], None]
PLANTS: dict[str, tuple[Plant, str]] = {}


def plant(promise: str) -> Callable[[Plant], Plant]:
    def register(function: Plant) -> Plant:
        PLANTS[function.__name__] = function, promise
        return function

    return register


def tampered(records: Path, journal: Path, fault: Plant) -> None:
    """Plant a fault into the files of a run."""
    log = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    with closing(sqlite3.connect(records)) as opened, opened:
        fault(Run(opened, log))
    journal.write_text("".join(json.dumps(entry) + "\n" for entry in log), "utf-8")


REPLY = "(select max(seq) from outbound_messages where in_reply_to is not null and priority = 2)"
PATIENTS_LAST = "(select max(seq) from inbound_messages where patient_id is not null)"


@plant(LOST)
def a_dropped_row(run: Run) -> None:
    run.change("delete from inbound_messages where seq = (select max(seq) from inbound_messages)")


@plant(LOST)
def a_text_left_waiting(run: Run) -> None:
    run.change(
        "update inbound_messages set state = 'waiting', handled_at = null "
        f"where seq = {PATIENTS_LAST}"
    )


@plant(LOST)
def a_reply_never_written(run: Run) -> None:
    """Neither queued nor sent: only that the patient hears nothing tells of it."""
    (send,) = run.records.execute(
        f"select id from outbound_messages where seq = {REPLY}"
    ).fetchone()
    run.change(f"delete from outbound_messages where id = '{send}'")
    run.log[:] = [entry for entry in run.log if entry.get("send") != send]


@plant(LOST)
def a_text_that_the_carrier_never_got(run: Run) -> None:
    del run.log[run.last("taken")]


@plant(LOST)
def a_text_given_up_for_nothing(run: Run) -> None:
    run.change(f"update outbound_messages set state = 'failed' where seq = {REPLY}")


@plant(LOST)
def an_emergency_read_as_something_less(run: Run) -> None:
    run.change("update decisions set disposition = 'soon' where decided_by = 'screen'")


@plant(DOUBLED)
def a_doubled_send(run: Run) -> None:
    place = run.last("taken")
    run.log.insert(place + 1, {**run.log[place], "sid": "SM-again"})


@plant(DOUBLED)
def a_text_that_no_row_asked_for(run: Run) -> None:
    run.change(f"delete from outbound_messages where seq = {REPLY}")


@plant(TWICE)
def a_turn_taken_twice(run: Run) -> None:
    columns = (
        "kind, priority, party_hash, phone, patient_id, case_id, in_reply_to, body, segments, "
        "state, attempts, created_at"
    )
    run.change(
        f"insert into outbound_messages (id, key, {columns}) select 'again', 'again', {columns} "
        f"from outbound_messages where seq = {REPLY}"
    )


@plant(TWICE)
def a_decision_made_twice(run: Run) -> None:
    columns = (
        "case_id, message_id, disposition, rules, because, answers, worst_case, protocol_hash, "
        "protocol_version, decided_by, decided_at"
    )
    run.change(
        f"insert into decisions (id, key, {columns}) select 'again', 'again', {columns} "
        "from decisions where decided_by = 'screen'"
    )


@plant(TWICE)
def a_second_open_escalation(run: Run) -> None:
    columns = "case_id, patient_id, code, disposition, reason, state, ladder, step, opened_at"
    run.change(
        f"insert into escalations (id, key, {columns}) select 'again', 'again', {columns} "
        "from escalations where state = 'open'"
    )


@plant(ORDER)
def a_swapped_order_of_sends(run: Run) -> None:
    second = run.last("taken")
    first = max(
        place
        for place, entry in enumerate(run.log[:second])
        if entry["what"] == "taken" and entry["phone"] == run.log[second]["phone"]
    )
    run.log[first], run.log[second] = run.log[second], run.log[first]


@plant(ORDER)
def a_text_handled_before_an_earlier_one(run: Run) -> None:
    run.change(
        "update inbound_messages set handled_at = datetime(handled_at, '+1 hour') where seq = "
        "(select min(seq) from inbound_messages where patient_id is not null)"
    )


@plant(ORDER)
def texts_stored_the_wrong_way_round(run: Run) -> None:
    one, two = (
        seq
        for (seq,) in run.records.execute(
            "select seq from inbound_messages where party_hash = (select party_hash from "
            f"inbound_messages where seq = {PATIENTS_LAST}) order by seq limit 2"
        )
    )
    for old, new in ((one, 0), (two, one), (0, two)):
        run.change(f"update inbound_messages set seq = {new} where seq = {old}")


@plant(PAGED)
def a_page_after_the_acknowledgement(run: Run) -> None:
    pages = {
        send
        for (send,) in run.records.execute("select id from outbound_messages where kind = 'page'")
    }
    acknowledged = next(e for e in run.log if str(e.get("body", "")).startswith("ACK"))["t"]
    late = next(e for e in run.log if e["what"] == "request" and e["send"] in pages)
    late["t"] = acknowledged + 60


@plant(PAGED)
def a_call_after_the_acknowledgement(run: Run) -> None:
    run.change("update outbound_messages set kind = 'call' where kind = 'page'")
    calls = {
        send
        for (send,) in run.records.execute("select id from outbound_messages where kind = 'call'")
    }
    acknowledged = next(e for e in run.log if str(e.get("body", "")).startswith("ACK"))["t"]
    late = next(e for e in run.log if e["what"] == "request" and e["send"] in calls)
    late["t"] = acknowledged + 60


@plant(LATE)
def a_timer_that_never_fired(run: Run) -> None:
    run.change(
        "update timers set due_at = datetime(due_at, '-1 day') where state = 'waiting' "
        "and kind = 'silence'"
    )


@plant(LATE)
def a_timer_that_fired_a_minute_late(run: Run) -> None:
    run.change("update timers set done_at = datetime(done_at, '+1 minute') where kind = 'ladder'")


@plant(LATE)
def a_patient_left_without_a_fail_safe(run: Run) -> None:
    run.change(
        "update inbound_messages set received_at = datetime(received_at, '-2 minutes') "
        "where seq = (select min(seq) from inbound_messages)"
    )


@plant(LEFT)
def an_escalation_closed_without_an_outcome(run: Run) -> None:
    run.change("update escalations set outcome = null where state = 'closed'")


@plant(LEFT)
def an_open_escalation_without_a_timer(run: Run) -> None:
    run.change("update timers set state = 'cancelled' where state = 'waiting' and kind = 'ladder'")


@plant(LEFT)
def a_question_that_nobody_waits_for(run: Run) -> None:
    run.change("update timers set state = 'cancelled' where state = 'waiting' and kind = 'silence'")


@plant(LEFT)
def a_decision_that_nobody_was_told_of(run: Run) -> None:
    run.change("delete from escalations where state = 'closed'")


@plant(LEFT)
def a_step_that_paged_nobody(run: Run) -> None:
    run.change("delete from pages where step = 2")


@plant(LEFT)
def an_undelivered_text_that_nobody_heard_of(run: Run) -> None:
    run.change(
        f"update outbound_messages set state = 'undelivered', settled_at = created_at "
        f"where seq = {REPLY}"
    )
