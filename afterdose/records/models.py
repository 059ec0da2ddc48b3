"""The tables. Facts of record live here; Rasa's tracker is only working memory."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from afterdose.records.columns import EncryptedText, UtcDateTime


def new_id() -> str:
    """Return an opaque id: 32 hexadecimal characters."""
    return uuid.uuid4().hex


class Base(DeclarativeBase):
    """All tables, with predictable constraint names for the migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Patient(Base):
    """A person enrolled by the clinic, known by a phone number."""

    __tablename__ = "patients"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    external_id: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(EncryptedText)
    phone_hash: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str] = mapped_column(EncryptedText)
    family_name: Mapped[str] = mapped_column(EncryptedText)
    birth_date: Mapped[str | None] = mapped_column(EncryptedText)
    sex: Mapped[str | None] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(default="en")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    last_infusion_on: Mapped[date | None]
    course: Mapped[int | None]
    consented_on: Mapped[date | None]
    emergency_contact_phone: Mapped[str | None] = mapped_column(EncryptedText)
    baseline_notes: Mapped[str | None] = mapped_column(EncryptedText)
    opted_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    labs: Mapped[list[LabResult]] = relationship(back_populates="patient")
    cases: Mapped[list[Case]] = relationship(back_populates="patient")


class LabResult(Base):
    """One laboratory value of one day."""

    __tablename__ = "lab_results"
    __table_args__ = (UniqueConstraint("patient_id", "test", "taken_on"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    test: Mapped[str]
    value: Mapped[str] = mapped_column(EncryptedText)
    unit: Mapped[str]
    taken_on: Mapped[date]

    patient: Mapped[Patient] = relationship(back_populates="labs")


class Clinician(Base):
    """Somebody on the care team who can be paged."""

    __tablename__ = "clinicians"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(EncryptedText)
    role: Mapped[str]
    phone: Mapped[str] = mapped_column(EncryptedText)
    phone_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(EncryptedText)
    phone_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_duty: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Shift(Base):
    """Who answers for a stretch of time; step 1 is paged first."""

    __tablename__ = "shifts"
    __table_args__ = (UniqueConstraint("clinician_id", "starts_at", "step"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    clinician_id: Mapped[str] = mapped_column(ForeignKey("clinicians.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    step: Mapped[int]

    clinician: Mapped[Clinician] = relationship()


class Case(Base):
    """One triage conversation about one new problem, from first text to closure."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    state: Mapped[str]  # asking, decided, closed
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    findings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    open_question: Mapped[str | None]
    conversation: Mapped[str] = mapped_column(unique=True)  # Rasa's opaque conversation id
    disposition: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    patient: Mapped[Patient] = relationship(back_populates="cases")
    answers: Mapped[list[Answer]] = relationship(back_populates="case", order_by="Answer.seq")
    decisions: Mapped[list[Decision]] = relationship(back_populates="case", order_by="Decision.seq")


class InboundMessage(Base):
    """A text that reached us, from its storing before the carrier hears 200 to its handling."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        Index(
            "ix_inbound_messages_unfinished",
            "party_hash",
            "seq",
            sqlite_where=text("state != 'handled'"),
            postgresql_where=text("state != 'handled'"),
        ),
        Index(
            "ix_inbound_messages_waiting",
            "seq",
            sqlite_where=text("state != 'handled'"),
            postgresql_where=text("state != 'handled'"),
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True, default=new_id)
    carrier_id: Mapped[str] = mapped_column(unique=True)
    party_hash: Mapped[str]  # keyed hash of the sender's phone: the line a text waits in
    phone: Mapped[str] = mapped_column(EncryptedText)
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patients.id"), index=True)
    clinician_id: Mapped[str | None] = mapped_column(ForeignKey("clinicians.id"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    body: Mapped[str] = mapped_column(EncryptedText)
    media_count: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[str] = mapped_column(default="received")  # received, working, waiting, handled
    screened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    screen_level: Mapped[str | None]
    screen_findings: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fail_safe_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboundMessage(Base):
    """A text that we owe somebody, from the decision to send it to the carrier's last word."""

    __tablename__ = "outbound_messages"
    __table_args__ = (
        Index(
            "ix_outbound_messages_unfinished",
            "priority",
            "seq",
            sqlite_where=text("state in ('queued', 'sending', 'uncertain')"),
            postgresql_where=text("state in ('queued', 'sending', 'uncertain')"),
        ),
        Index(
            "ix_outbound_messages_line",
            "party_hash",
            "seq",
            sqlite_where=text("state in ('queued', 'sending', 'uncertain')"),
            postgresql_where=text("state in ('queued', 'sending', 'uncertain')"),
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)  # why it exists, once: "<cause>:<what>"
    kind: Mapped[str]  # reply, emergency_advice, fail_safe, reminder, page, notice
    priority: Mapped[int]  # 0 emergency advice and pages, 1 fail-safe and advice, 2 the rest
    party_hash: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(EncryptedText)
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patients.id"), index=True)
    clinician_id: Mapped[str | None] = mapped_column(ForeignKey("clinicians.id"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    in_reply_to: Mapped[str | None] = mapped_column(ForeignKey("inbound_messages.id"), index=True)
    page_id: Mapped[str | None] = mapped_column(ForeignKey("pages.id"), index=True)
    body: Mapped[str] = mapped_column(EncryptedText)
    segments: Mapped[int]
    state: Mapped[str] = mapped_column(default="queued")
    # queued, sending, uncertain, sent, delivered, undelivered, failed, moot
    carrier_id: Mapped[str | None] = mapped_column(unique=True)
    carrier_status: Mapped[str | None]
    error_code: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Answer(Base):
    """What a patient answered to one question: as written, and as the rules read it."""

    __tablename__ = "answers"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("inbound_messages.id"))
    question: Mapped[str]
    raw: Mapped[str | None] = mapped_column(EncryptedText)
    value: Mapped[str] = mapped_column(EncryptedText)  # JSON
    status: Mapped[str]  # given, prefilled, worst_case, silent, corrected, withdrawn
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="answers")


class Decision(Base):
    """A disposition with the rules that fired, the answers used and the protocol version."""

    __tablename__ = "decisions"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("inbound_messages.id"))
    key: Mapped[str] = mapped_column(unique=True)
    disposition: Mapped[str]
    rules: Mapped[list[str]] = mapped_column(JSON)
    because: Mapped[list[str]] = mapped_column(JSON)
    answers: Mapped[str] = mapped_column(EncryptedText)  # JSON: question id to value
    worst_case: Mapped[list[str]] = mapped_column(JSON)
    protocol_hash: Mapped[str]
    protocol_version: Mapped[str]
    treatment_day: Mapped[int | None]
    decided_by: Mapped[str]  # screen, dialogue, silence
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="decisions")


class Escalation(Base):
    """The work item before the care team, until closed with an outcome."""

    __tablename__ = "escalations"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    code: Mapped[str] = mapped_column(index=True)
    disposition: Mapped[str]  # emergency, urgent, soon: which ladder it runs on
    reason: Mapped[str]  # decision, not_assessed, nurse, undelivered, opted_out
    state: Mapped[str]  # open, acknowledged, closed
    ladder: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # frozen at start
    step: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("clinicians.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("clinicians.id"))
    outcome: Mapped[str | None]

    case: Mapped[Case] = relationship()
    patient: Mapped[Patient] = relationship()


class Page(Base):
    """One attempt to reach one clinician about an escalation."""

    __tablename__ = "pages"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id"), index=True)
    clinician_id: Mapped[str] = mapped_column(ForeignKey("clinicians.id"))
    step: Mapped[int]
    channel: Mapped[str] = mapped_column(default="sms")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Timer(Base):
    """Something that is due later: a ladder step, a reminder, a silence rule, a fail-safe."""

    __tablename__ = "timers"
    __table_args__ = (
        Index(
            "ix_timers_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # fail_safe, silence, ladder, not_acknowledged_notice
    subject_id: Mapped[str] = mapped_column(index=True)  # message, case or escalation id
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(default="waiting")  # waiting, done, cancelled
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # how late it was shows here


class CaseEvent(Base):
    """What happened to a case or an escalation, by whom, when: the timeline."""

    __tablename__ = "case_events"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    actor: Mapped[str]  # patient, assistant, clinician:<id>, user:<id>, timer
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # ids and codes only
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class User(Base):
    """An account that may sign in to the console."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]  # nurse, physician, supervisor, reviewer, administrator
    clinician_id: Mapped[str | None] = mapped_column(ForeignKey("clinicians.id"))
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserSession(Base):
    """A signed-in browser; the cookie holds the token, the table its hash."""

    __tablename__ = "user_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class AuditEntry(Base):
    """Who looked at or changed what."""

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Heartbeat(Base):
    """When a kind of process was last at work, so that another can tell that it is missing."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(primary_key=True)  # worker
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SimulatedMessage(Base):
    """The simulated carrier's own book of texts: what the phones of /simulator show."""

    __tablename__ = "simulated_messages"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    sid: Mapped[str] = mapped_column(unique=True)
    direction: Mapped[str]  # inbound (from a phone), outbound (to a phone), call (to a phone)
    phone_hash: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(EncryptedText)
    body: Mapped[str] = mapped_column(EncryptedText)
    media_count: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    callback_url: Mapped[str | None]
    answer_url: Mapped[str | None]  # of a call: what to do when the phone is answered
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


# The console's tables belong to the same metadata: migrations and key rotation see all of them.
from afterdose.records import models_console as models_console  # noqa: E402
from afterdose.records import models_pace as models_pace  # noqa: E402
from afterdose.records import models_review as models_review  # noqa: E402
