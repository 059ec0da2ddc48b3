"""What differs between two protocol sets, in clinical words, and whose disposition changes."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from threading import Lock

from markupsafe import Markup
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.releases import bring_back
from afterdose.pages.changes import Change, Changes
from afterdose.pages.words import Words
from afterdose.records.database import session
from afterdose.records.models_protocols import ProtocolDifference

MOST = 100  # least cases searched for
GENTLY = 10  # the solver may not take the processor from the webhooks

_at_work = Lock()


class AtWork(Exception):
    """Another difference is being worked out: one is enough for a small machine."""


def changes(old_hash: str, new_hash: str, language: str) -> list[Change]:
    """Lay two sets side by side, field by field; takes a moment.

    Raises what releases.bring_back raises.
    """
    return Changes(bring_back(old_hash).book, bring_back(new_hash).book, Words(language)).all()


def field_name(change: Change, language: str) -> str:
    """Say which field of a thing changed; empty for what is new or gone as a whole."""
    words = Words(language)
    first, dot, rest = change.field.partition(".")
    known = words.known(f"field.{first}") or first.replace("_", " ")
    return f"{known}{' ' if dot else ''}{rest.replace('.', ' ')}"


def worked_out(records: Session, old_hash: str, new_hash: str, language: str) -> Markup | None:
    """Return whose disposition changes, if it was worked out before."""
    found = records.get(ProtocolDifference, (old_hash, new_hash, language))
    return Markup(found.html) if found else None  # noqa: S704 - the pages room escaped it


def work_out(old_hash: str, new_hash: str, language: str) -> None:
    """Decide all cases anew with a solver, in a process of its own, and keep what it finds.

    Takes from seconds to a minute. Raises AtWork, and what releases.bring_back raises.
    """
    if not _at_work.acquire(blocking=False):
        raise AtWork
    try:
        bring_back(old_hash), bring_back(new_hash)
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, fresh, initializer=os.nice, initargs=(GENTLY,)) as solver:
            html = solver.submit(_solve, old_hash, new_hash, language).result()
    finally:
        _at_work.release()
    with session() as records:
        records.merge(
            ProtocolDifference(
                old_hash=old_hash,
                new_hash=new_hash,
                language=language,
                html=html,
                made_at=clock.now(),
            )
        )


def _solve(old_hash: str, new_hash: str, language: str) -> str:
    # Here, in the other process only: the solver is a large library.
    from afterdose.pages.difference import Difference
    from afterdose.pages.render import body

    old, new = bring_back(old_hash), bring_back(new_hash)
    return str(body(Difference(old.book, new.book, language, MOST)))
