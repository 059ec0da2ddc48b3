"""Inserting a row exactly once."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = TypeVar("Row")


def insert_once(
    session: Session, model: type[Row], unique: InstrumentedAttribute[str], row: dict[str, Any]
) -> tuple[Row, bool]:
    """Insert a row unless one with the same unique value stands already.

    Gives the row that stands, and whether it is the new one. Two processes that insert at the
    same time wait for each other, and one of them finds the other's.
    """
    session.flush()  # rows that this one refers to may still be pending
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(row).on_conflict_do_nothing(index_elements=[unique])
    made = session.scalars(statement.returning(model)).one_or_none()
    if made is not None:
        return made, True
    return session.query(model).filter(unique == row[unique.key]).one(), False
