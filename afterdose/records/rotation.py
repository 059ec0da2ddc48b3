"""Changing the secret keys: everything is written anew with the newest one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, LargeBinary, Table, select, type_coerce, update
from sqlalchemy.orm import Session

from afterdose.records import word_index
from afterdose.records.columns import EncryptedText
from afterdose.records.database import session
from afterdose.records.keys import current_keys, phone_hash
from afterdose.records.models import Base

BATCH = 500
HASHES = ("phone_hash", "party_hash")


def rotate_keys() -> int:
    """Encrypt and hash everything again with the newest key; return the rows encrypted.

    It works in short transactions beside the running system, may be broken off and called
    again. When it has ended, the older keys can leave AFTERDOSE_SECRET_KEYS.
    Raises UnreadableError, with nothing lost, when a needed key is missing.
    """
    rows = sum(_rotate_table(table) for table in Base.metadata.sorted_tables if _encrypted(table))
    word_index.index_anew()
    return rows


def _encrypted(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, EncryptedText)]


def _rotate_table(table: Table) -> int:
    rows = 0
    last: Any = None
    while True:
        with session() as opened:
            batch = _batch(opened, table, last)
            for row in batch:
                opened.execute(
                    update(table).where(_key(table) == row["key"]).values(_anew(table, row))
                )
        if not batch:
            return rows
        rows += len(batch)
        last = batch[-1]["key"]


def _key(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _batch(opened: Session, table: Table, last: Any) -> list[dict[str, Any]]:
    key = _key(table)
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in _encrypted(table)]
    found = select(key.label("key"), *raw).order_by(key).limit(BATCH).with_for_update()
    if last is not None:
        found = found.where(key > last)
    return [dict(row) for row in opened.execute(found).mappings()]


def _anew(table: Table, row: dict[str, Any]) -> dict[Any, Any]:
    keys = current_keys()
    values: dict[Any, Any] = {}
    for column in _encrypted(table):
        token = row[column.name]
        if token is not None:
            values[column] = type_coerce(keys.rotate(bytes(token)), LargeBinary)
    for name in HASHES:
        if name in table.columns:
            values[table.columns[name]] = phone_hash(keys.decrypt(bytes(row["phone"])))
    return values
