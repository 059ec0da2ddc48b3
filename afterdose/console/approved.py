"""Whether every page of the protocols in force stands signed: what the foot of each page says."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from afterdose.console.protocol_book import in_force
from afterdose.console.sign_offs import approvals
from afterdose.records import database

# Signing happens a few times a year: other processes may learn of it some seconds later.
KNOWN_FOR = 10.0

_lock = Lock()
_known: tuple[Engine, float, bool] | None = None


def approved() -> bool:
    """Return whether the protocols are signed as a whole; no when the records do not answer."""
    global _known
    try:
        engine = database.engine()
        with _lock:
            if _known is not None and _known[0] is engine and monotonic() - _known[1] < KNOWN_FOR:
                return _known[2]
        with database.reading() as records:
            found = unsigned_pages(records) == []
    except SQLAlchemyError:
        return False
    with _lock:
        _known = (engine, monotonic(), found)
    return found


def unsigned_pages(records: Session) -> list[str]:
    """Return the pages of the set in force that nobody has signed as they are."""
    now = in_force()
    given = approvals(records, [])
    return [page for page in now.pages if given.of(page, now.files(page)) is None]


def forget() -> None:
    """Look again at the next page: somebody has signed, or taken it back."""
    global _known
    with _lock:
        _known = None
