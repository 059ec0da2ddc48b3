"""Conditions whose values stand in the statement itself.

SQLite takes a partial index only where it can see, before any value is bound, that the
statement keeps to the index's own condition: with bound values it goes through the whole table.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, SQLColumnExpression, String, literal_column


def is_one_of(column: SQLColumnExpression[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Say that a column holds one of these names."""
    return column.in_([_literal(value) for value in values])


def is_not(column: SQLColumnExpression[str], value: str) -> ColumnElement[bool]:
    """Say that a column does not hold this name."""
    return column != _literal(value)


def is_now(column: SQLColumnExpression[str], value: str) -> ColumnElement[bool]:
    """Say that a column holds this name."""
    return column == _literal(value)


def _literal(value: str) -> ColumnElement[str]:
    if not value.replace("_", "").isalpha():
        raise ValueError(f"{value!r} is no name")
    return literal_column(f"'{value}'", String)
