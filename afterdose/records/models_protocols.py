"""Which protocol sets this clinic has had, and who signed which page of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from afterdose.records.columns import EncryptedText, UtcDateTime
from afterdose.records.models import Base, new_id


class ProtocolRelease(Base):
    """A protocol set as it was when this installation first loaded it."""

    __tablename__ = "protocol_releases"

    hash: Mapped[str] = mapped_column(primary_key=True)  # of the whole set, as decisions keep it
    version: Mapped[str]
    files: Mapped[dict[str, str]] = mapped_column(JSON)  # file name to SHA-256 of its bytes
    pages: Mapped[dict[str, list[str]]] = mapped_column(JSON)  # page to the files behind it
    areas: Mapped[list[str]] = mapped_column(JSON)  # the pages that are symptom areas
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProtocolFile(Base):
    """The text of a protocol file, once for all sets that hold it."""

    __tablename__ = "protocol_files"

    hash: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the bytes, in hexadecimal
    content: Mapped[str] = mapped_column(Text)


class SignOff(Base):
    """A clinician's approval of one page: of exactly these files, and of no later ones."""

    __tablename__ = "sign_offs"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    page: Mapped[str] = mapped_column(index=True)
    files: Mapped[dict[str, str]] = mapped_column(JSON)  # file name to SHA-256 of its bytes
    release_hash: Mapped[str]  # the set on whose page it was given
    name: Mapped[str] = mapped_column(EncryptedText)
    role: Mapped[str] = mapped_column(EncryptedText)  # the profession, as the signer writes it
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))  # the account that it came from
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class ProtocolDifference(Base):
    """Whose disposition changes between two sets: worked out once, since it takes a minute."""

    __tablename__ = "protocol_differences"

    old_hash: Mapped[str] = mapped_column(primary_key=True)
    new_hash: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    html: Mapped[str] = mapped_column(Text)  # made by the pages room, escaped there
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
