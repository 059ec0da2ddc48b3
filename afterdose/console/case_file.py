"""Everything that belongs to one case, read in a fixed number of queries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from afterdose.console import notes
from afterdose.console.sign_offs import Approvals, approvals
from afterdose.dialogue import thread
from afterdose.records.literals import is_not
from afterdose.records.models import (
    Answer,
    Case,
    CaseEvent,
    Clinician,
    Decision,
    Escalation,
    InboundMessage,
    LabResult,
    OutboundMessage,
    Page,
    Patient,
    User,
)
from afterdose.records.models_console import CaseNote, ThreadHold
from afterdose.records.queries import contacts

LONGEST = 500
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class CaseFile:
    """The rows of one case."""

    case: Case
    patient: Patient
    labs: list[LabResult]
    answers: list[Answer]
    decisions: list[Decision]
    inbound: list[InboundMessage]
    outbound: list[OutboundMessage]
    escalations: list[Escalation]
    pages: list[Page]
    page_texts: dict[str, OutboundMessage]
    events: list[CaseEvent]
    notes: list[CaseNote]  # the newest first
    hold: ThreadHold | None  # somebody of the team has the patient's thread
    names: dict[str, str]
    approvals: Approvals  # of the protocols that decided
    contacts_week: int  # earlier contacts about the same area in the 7 days before

    @property
    def escalation(self) -> Escalation | None:
        """The escalation that counts: an open one before a closed one, then the newest."""
        return max(self.escalations, key=lambda e: (e.state != "closed", e.opened_at), default=None)

    @property
    def decision(self) -> Decision | None:
        """The last decision."""
        return self.decisions[-1] if self.decisions else None

    @property
    def began_at(self) -> datetime:
        """When the patient's first text of this case arrived."""
        first = [text.received_at for text in self.inbound[:1]]
        return min([self.case.opened_at, *first])

    @property
    def version(self) -> str:
        """A mark that changes whenever a part of the page would."""
        texts = [(text.seq, text.state) for text in self.inbound]
        texts += [(-text.seq, text.state) for text in self.outbound]
        states = [(e.state, e.step, e.disposition) for e in self.escalations]
        counts = (
            len(self.answers),
            len(self.decisions),
            len(self.events),
            len(self.pages),
        )  # a note is an event, too
        whole = repr((self.case.state, texts, states, counts, self.hold is None))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def read_case(records: Session, case_id: str) -> CaseFile | None:
    """Read a case and what belongs to it, or None when there is no such case."""
    case = records.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(
            joinedload(Case.patient).selectinload(Patient.labs),
            selectinload(Case.answers),
            selectinload(Case.decisions),
        )
    )
    if case is None:
        return None
    escalations = list(records.scalars(select(Escalation).where(Escalation.case_id == case.id)))
    pages = list(
        records.scalars(
            select(Page)
            .where(Page.escalation_id.in_([e.id for e in escalations]))
            .order_by(Page.created_at)
        )
    )
    outbound = list(
        records.scalars(
            select(OutboundMessage)
            .where(
                or_(
                    OutboundMessage.case_id == case.id,
                    OutboundMessage.page_id.in_([p.id for p in pages]),
                )
            )
            .order_by(OutboundMessage.seq)
            .limit(LONGEST)
        )
    )
    return CaseFile(
        case=case,
        patient=case.patient,
        labs=sorted(case.patient.labs, key=lambda lab: lab.taken_on, reverse=True),
        answers=list(case.answers),
        decisions=list(case.decisions),
        inbound=_inbound(records, case),
        outbound=[text for text in outbound if text.patient_id is not None],
        escalations=escalations,
        pages=pages,
        page_texts={text.page_id: text for text in outbound if text.page_id},
        events=list(
            records.scalars(
                select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
            )
        ),
        notes=notes.of_case(records, case.id),
        hold=thread.holder(records, case.id),
        names=names_of(records),
        approvals=approvals(records, [decision.protocol_hash for decision in case.decisions]),
        contacts_week=max(
            (contacts(records, case.patient_id, area, case.opened_at, WEEK) for area in case.areas),
            default=0,
        ),
    )


def _inbound(records: Session, case: Case) -> list[InboundMessage]:
    # A text still in the line has no case yet; it concerns whoever reads this one.
    waiting = and_(
        InboundMessage.patient_id == case.patient_id,
        InboundMessage.case_id.is_(None),
        is_not(InboundMessage.state, "handled"),
    )
    return list(
        records.scalars(
            select(InboundMessage)
            .where(or_(InboundMessage.case_id == case.id, waiting))
            .order_by(InboundMessage.seq)
            .limit(LONGEST)
        )
    )


def names_of(records: Session) -> dict[str, str]:
    """Return how actors are shown: clinician:<id> and user:<id> to a name."""
    clinicians = {c.id: c.name for c in records.scalars(select(Clinician))}
    named = {f"clinician:{key}": name for key, name in clinicians.items()}
    for user in records.scalars(select(User)):
        named[f"user:{user.id}"] = clinicians.get(user.clinician_id or "", user.username)
    return named
