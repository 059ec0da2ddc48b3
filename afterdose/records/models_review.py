"""The tables of the review: words of texts as keyed hashes, marks on decisions, misread texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from afterdose.records.columns import EncryptedText, UtcDateTime
from afterdose.records.models import (
    Answer,
    Base,
    Case,
    CaseEvent,
    Decision,
    Escalation,
    OutboundMessage,
    Page,
    new_id,
)


class WordHash(Base):
    """One word of one text, as a keyed hash: texts are encrypted, and searched for words.

    The empty word stands once for every text that was taken in, even one without any word.
    """

    __tablename__ = "word_hashes"
    __table_args__ = ({"sqlite_with_rowid": False},)  # the key is all there is

    word: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)  # in, out: of which table text_seq is
    text_seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class DecisionReview(Base):
    """What one reader thinks of one decision."""

    __tablename__ = "decision_reviews"
    __table_args__ = (UniqueConstraint("decision_id", "user_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    verdict: Mapped[str]  # right, too_low, too_high
    reason: Mapped[str | None] = mapped_column(EncryptedText)
    blind: Mapped[bool]  # made without having seen another reader's mark
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MisreadText(Base):
    """A text that was misunderstood, as a person let it out: without what names somebody."""

    __tablename__ = "misread_texts"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True, default=new_id)  # of the export, says nothing
    message_id: Mapped[str] = mapped_column(ForeignKey("inbound_messages.id"), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    language: Mapped[str]
    question: Mapped[str | None]  # which one it answered; None: it answered none
    text: Mapped[str] = mapped_column(EncryptedText)
    read_as: Mapped[str] = mapped_column(EncryptedText)  # JSON: what the assistant made of it
    meant: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


# By these the review and the figures find their rows among hundreds of thousands.
_FAILED = text("state in ('failed', 'undelivered')")
Index("ix_outbound_messages_created_at", OutboundMessage.created_at)
Index("ix_cases_opened_at", Case.opened_at)
Index("ix_decisions_decided_at", Decision.decided_at)
Index("ix_escalations_opened_at", Escalation.opened_at)
Index("ix_pages_created_at", Page.created_at)
Index("ix_answers_answered_at", Answer.answered_at)
Index("ix_case_events_kind_at", CaseEvent.kind, CaseEvent.at)
Index(
    "ix_outbound_messages_failed",
    OutboundMessage.case_id,
    sqlite_where=_FAILED,
    postgresql_where=_FAILED,
)
