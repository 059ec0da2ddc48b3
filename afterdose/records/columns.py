"""Column types: aware UTC times, and text that is encrypted at rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from afterdose.records.keys import current_keys


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC on SQLite and PostgreSQL alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody knows which zone it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Give back an aware time in UTC; in one call, since some pages read ten thousands."""
        if dialect.name == "sqlite":
            return _from_text
        return _from_aware


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


def _from_aware(stored: datetime | None) -> datetime | None:
    return None if stored is None else stored.astimezone(timezone.utc)


class EncryptedText(TypeDecorator[str]):
    """Text that only a holder of AFTERDOSE_SECRET_KEYS can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt with the newest key."""
        return None if value is None else current_keys().encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Decrypt with whichever key wrote it."""
        return None if value is None else current_keys().decrypt(bytes(value))
