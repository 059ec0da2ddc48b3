"""The console's own tables: second factors, sign-ins half done, notes, edits, phone checks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from afterdose.records.columns import EncryptedText, UtcDateTime
from afterdose.records.models import Base, new_id


class SecondFactor(Base):
    """The secret that an account shares with its authenticator app (TOTP, RFC 6238)."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(EncryptedText)  # base32
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # counts from here on
    last_step: Mapped[int] = mapped_column(default=0)  # 30-second step of the last code taken
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Identity(Base):
    """Whom an OpenID Connect provider means by a subject."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), unique=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInStep(Base):
    """A sign-in half done: the password was right, or the provider has been asked."""

    __tablename__ = "sign_in_steps"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # code, oidc
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    payload: Mapped[str] = mapped_column(EncryptedText)  # JSON: what the second half needs
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class CaseNote(Base):
    """What a clinician wrote down about a case; never sent to anybody."""

    __tablename__ = "case_notes"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PatientChange(Base):
    """One field of a patient changed at the console: from what, to what, by whom, why."""

    __tablename__ = "patient_changes"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    field: Mapped[str]
    before: Mapped[str | None] = mapped_column(EncryptedText)
    after: Mapped[str | None] = mapped_column(EncryptedText)
    reason: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PhoneCheck(Base):
    """A code that was texted to a clinician's phone to see whose it is."""

    __tablename__ = "phone_checks"

    clinician_id: Mapped[str] = mapped_column(ForeignKey("clinicians.id"), primary_key=True)
    code_hash: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThreadHold(Base):
    """Somebody of the care team writes in a patient's thread; the assistant is silent meanwhile.

    It counts as long as the case's escalation is with this clinician: see dialogue/thread.py.
    """

    __tablename__ = "thread_holds"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    clinician_id: Mapped[str] = mapped_column(ForeignKey("clinicians.id"))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# Below the base that they need, so that migrations and key rotation see them, too.
from afterdose.records import models_protocols as models_protocols  # noqa: E402
