"""A patient's cases: which one a text belongs to, and how it begins, joins and reopens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose.dialogue.waits import waits
from afterdose.messaging.forgetting import forget
from afterdose.records import queries
from afterdose.records.cases import CONTACT
from afterdose.records.literals import is_one_of
from afterdose.records.models import Case, CaseEvent, InboundMessage, Patient
from afterdose.settings import settings

CONTACTS = ("opened", "reopened")
BEGINNINGS = (*CONTACTS, "restarted")


def talking_case(session: Session, patient_id: str) -> Case | None:
    """Return the case whose conversation goes on: it asks, or silence decided it.

    After a decision by silence the question stays open, so that a late answer is still taken.
    """
    asking = queries.asking_case(session, patient_id)
    if asking is not None:
        return asking
    decided = queries.decided_case(session, patient_id)
    return decided if decided is not None and decided.open_question is not None else None


def open_case(session: Session, patient_id: str, now: datetime) -> Case | None:
    """Return the decided case that a new symptom joins or reopens.

    A routine case that nobody came back to within data/waits.yml `routine_case_days` is over.
    """
    decided = queries.decided_case(session, patient_id)
    if decided is None or decided.disposition != "routine" or decided.decided_at is None:
        return decided
    days = timedelta(days=waits().routine_case_days) / settings().time_scale
    return decided if now - decided.decided_at <= days else None


def conversation_of(session: Session, message: InboundMessage) -> str:
    """Name the conversation that a text begins; the same at every attempt at its turn.

    Another one when the fail-safe had opened a case for the text already and a human closed it
    before the turn came: a conversation belongs to one case.
    """
    name = f"m{message.id}"
    over = select(Case.id).where(Case.conversation == name, Case.state == "closed")
    return name if session.scalar(over) is None else f"{name}:again"


def start_case(session: Session, patient: Patient, conversation: str, now: datetime) -> Case:
    """Make a case that asks, in this conversation."""
    case = Case(
        number=queries.next_case_number(session),
        patient_id=patient.id,
        state="asking",
        areas=[],
        findings={},
        conversation=conversation,
        opened_at=now,
    )
    session.add(case)
    session.flush()
    note(session, case, "opened", "patient", now, conversation=conversation)
    return case


def reopen(session: Session, case: Case, conversation: str, now: datetime) -> None:
    """Let a decided case ask again, in a new conversation; its disposition stays."""
    forget(session, case.conversation)
    case.state = "asking"
    case.conversation = conversation
    case.open_question = None
    note(session, case, "reopened", "patient", now, conversation=conversation)


def add_areas(session: Session, case: Case, areas: Iterable[str], now: datetime) -> None:
    """Let areas join the case and count each as a contact of this conversation."""
    named = dict.fromkeys(areas)
    counted = conversation(session, case).areas if named else []
    for area in named:
        if area not in case.areas:
            case.areas = [*case.areas, area]
        if area not in counted:
            queries.record_contact(session, case, area, now)
            session.flush()


def add_finding(case: Case, name: str, status: str) -> None:
    """Keep a named finding; what was present once stays present in this case."""
    if case.findings.get(name) != "present":
        case.findings = {**case.findings, name: status}


@dataclass(frozen=True)
class Conversation:
    """The case's present conversation; a reopened case has earlier ones, too.

    ``begun``: by a first text or by RESTART. ``contact_begun``: when the patient came with this
    problem; RESTART is no second contact. ``areas``: those named in it, the first one first.
    """

    begun: datetime
    contact_begun: datetime
    areas: list[str]


def conversation(session: Session, case: Case) -> Conversation:
    """Read the present conversation's beginnings and areas from the case's timeline, at once."""
    found = (
        select(CaseEvent.kind, CaseEvent.at, CaseEvent.details)
        .where(CaseEvent.case_id == case.id, is_one_of(CaseEvent.kind, (*BEGINNINGS, CONTACT)))
        .order_by(CaseEvent.seq)
    )
    events = session.execute(found).all()
    begun = max((e.at for e in events if e.kind in BEGINNINGS), default=case.opened_at)
    named = (str(e.details.get("area")) for e in events if e.kind == CONTACT and e.at >= begun)
    return Conversation(
        begun=begun,
        contact_begun=max((e.at for e in events if e.kind in CONTACTS), default=case.opened_at),
        areas=list(dict.fromkeys(named)),
    )


def note(
    session: Session, case: Case, kind: str, actor: str, now: datetime, **details: object
) -> None:
    """Add to the case's timeline; details hold ids and codes, never words or numbers."""
    session.add(CaseEvent(case_id=case.id, kind=kind, actor=actor, details=details, at=now))
