"""What Alembic runs: always with the connection that afterdose.records.migrate hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from afterdose.records.columns import EncryptedText, UtcDateTime
from afterdose.records.models import Base


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write the plain types: an old revision must not change with the program."""
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=render,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
