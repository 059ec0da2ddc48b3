"""Indexes of what waits: the line before each phone, and the texts in the order of coming"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state in ('queued', 'sending', 'uncertain')")
UNHANDLED = sa.text("state != 'handled'")


def upgrade() -> None:
    op.create_index(
        "ix_outbound_messages_line",
        "outbound_messages",
        ["party_hash", "seq"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    op.create_index(
        "ix_inbound_messages_waiting",
        "inbound_messages",
        ["seq"],
        sqlite_where=UNHANDLED,
        postgresql_where=UNHANDLED,
    )


def downgrade() -> None:
    op.drop_index("ix_inbound_messages_waiting", "inbound_messages")
    op.drop_index("ix_outbound_messages_line", "outbound_messages")
