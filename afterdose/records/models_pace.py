"""The pace at which texts leave: one row that all workers share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from afterdose.records.columns import UtcDateTime
from afterdose.records.models import Base


class SendingPace(Base):
    """When the next ordinary text may leave, at AFTERDOSE_TEXTS_PER_SECOND."""

    __tablename__ = "sending_pace"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # there is one row
    free_at: Mapped[datetime] = mapped_column(UtcDateTime)
