"""Signing a protocol page by name, and which pages stand signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterdose import clock
from afterdose.console.protocol_book import InForce
from afterdose.console.sessions import SignedIn
from afterdose.records.models_protocols import ProtocolRelease, SignOff

LONGEST = 200


class SignOffRefused(Exception):
    """A signature that cannot be; the message is the key of the words that say why."""


@dataclass(frozen=True)
class Signature:
    """A sign-off beside the page as it is now."""

    sign_off: SignOff
    stands: bool  # neither withdrawn nor overtaken by a change

    @property
    def state(self) -> str:
        """Return stands, withdrawn or changed: what became of it."""
        if self.sign_off.withdrawn_at is not None:
            return "withdrawn"
        return "stands" if self.stands else "changed"


class Approvals:
    """The signatures that nobody withdrew, asked about pages and about whole sets."""

    def __init__(self, sign_offs: Iterable[SignOff], releases: Iterable[ProtocolRelease]) -> None:
        self._given: dict[tuple[str, str], SignOff] = {}
        for sign_off in sign_offs:  # the oldest first: a later one of the same files is shown
            if sign_off.withdrawn_at is None:
                self._given[sign_off.page, _exactly(sign_off.files)] = sign_off
        self._releases = {release.hash: release for release in releases}

    def of(self, page: str, files: Mapping[str, str]) -> SignOff | None:
        """Return who signed a page with exactly these files (name to SHA-256)."""
        return self._given.get((page, _exactly(files)))

    def unsigned(self, release_hash: str, areas: Iterable[str]) -> bool:
        """Tell whether what a set says about these areas lacks a signature.

        Every area reads the shared pages, so they count with it. A set that nobody kept
        counts as unsigned, and without a known area every page has to be signed.
        """
        release = self._releases.get(release_hash)
        if release is None:
            return True
        named = set(areas) & set(release.areas) or set(release.areas)
        needed = named | (set(release.pages) - set(release.areas))
        return any(self.of(page, _covered(release, page)) is None for page in needed)


def approvals(records: Session, release_hashes: Iterable[str]) -> Approvals:
    """Read the signatures, and the sets that somebody will ask about."""
    given = select(SignOff).where(SignOff.withdrawn_at.is_(None)).order_by(SignOff.at)
    wanted = select(ProtocolRelease).where(ProtocolRelease.hash.in_(set(release_hashes)))
    return Approvals(records.scalars(given), records.scalars(wanted))


def history(records: Session, page: str, files: Mapping[str, str]) -> list[Signature]:
    """Return every signature that a page ever had, the newest first."""
    found = select(SignOff).where(SignOff.page == page).order_by(SignOff.at.desc())
    now = _exactly(files)
    return [
        Signature(row, row.withdrawn_at is None and _exactly(row.files) == now)
        for row in records.scalars(found)
    ]


def sign(
    records: Session, now: InForce, page: str, seen: str, name: str, role: str, me: SignedIn
) -> SignOff:
    """Put a name under a page; ``seen``: the set that the signer's screen showed.

    Raises SignOffRefused.
    """
    name, role = " ".join(name.split()), " ".join(role.split())
    if seen != now.book.ps.hash:
        raise SignOffRefused("protocols.refused.changed")
    if not 2 <= len(name) <= LONGEST or not 2 <= len(role) <= LONGEST:
        raise SignOffRefused("protocols.refused.name")
    given = SignOff(
        page=page,
        files=now.files(page),
        release_hash=now.book.ps.hash,
        name=name,
        role=role,
        user_id=me.user_id,
        at=clock.now(),
    )
    records.add(given)
    return given


def withdraw(records: Session, page: str, sign_off_id: str, me: SignedIn) -> bool:
    """Take a signature back; it stays in the history. False: there is none that stands."""
    found = records.get(SignOff, sign_off_id)
    if found is None or found.page != page or found.withdrawn_at is not None:
        return False
    found.withdrawn_at, found.withdrawn_by = clock.now(), me.user_id
    return True


def _covered(release: ProtocolRelease, page: str) -> dict[str, str]:
    return {name: release.files[name] for name in release.pages[page]}


def _exactly(files: Mapping[str, str]) -> str:
    return "\n".join(f"{name} {digest}" for name, digest in sorted(files.items()))
