"""The protocol sets that this installation has had, kept so that two can be compared later."""

from __future__ import annotations

import contextlib
import tempfile
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.protocol_book import InForce, in_force, read_set
from afterdose.records.database import reading, session
from afterdose.records.models_protocols import ProtocolFile, ProtocolRelease

MOST = 100


def remember(now: InForce | None = None) -> None:
    """Keep the set in force, with the text of its files, if it is not kept yet."""
    now = now or in_force()
    with reading() as records:
        if records.get(ProtocolRelease, now.book.ps.hash) is not None:
            return
    # An error means that another process wrote the same at the same moment.
    with contextlib.suppress(IntegrityError):
        _write(now)


def _write(now: InForce) -> None:
    with session() as records:
        known = set(records.scalars(select(ProtocolFile.hash)))
        new = {now.hashes[name]: text for name, text in now.texts.items()}
        for digest, text in new.items():
            if digest not in known:
                records.add(ProtocolFile(hash=digest, content=text.decode("utf-8")))
        records.add(
            ProtocolRelease(
                hash=now.book.ps.hash,
                version=now.book.ps.version,
                files=dict(now.hashes),
                pages={page: list(files) for page, files in now.pages.items()},
                areas=list(now.book.ps.areas),
                seen_at=clock.now(),
            )
        )


def releases(records: Session) -> list[ProtocolRelease]:
    """Return the sets, the newest first."""
    found = select(ProtocolRelease).order_by(ProtocolRelease.seen_at.desc()).limit(MOST)
    return list(records.scalars(found))


@lru_cache(maxsize=4)
def bring_back(release_hash: str) -> InForce:
    """Read an earlier set as pages again.

    Raises LookupError for a set that is not kept, triage.errors.ProtocolError and
    msgspec.ValidationError for one that this release of the program cannot read any more.
    """
    with reading() as records:
        release = records.get(ProtocolRelease, release_hash)
        if release is None:
            raise LookupError(release_hash)
        rows = select(ProtocolFile).where(ProtocolFile.hash.in_(release.files.values()))
        texts = {row.hash: row.content for row in records.scalars(rows)}
        files = release.files
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "shared").mkdir()
        for name, digest in files.items():
            (folder / name).write_bytes(texts[digest].encode("utf-8"))
        return read_set(folder)
