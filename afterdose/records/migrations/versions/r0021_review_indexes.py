"""Indexes by which the review and the figures find their rows among hundreds of thousands"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FAILED = sa.text("state in ('failed', 'undelivered')")
INDEXES = {
    "ix_cases_opened_at": ("cases", ["opened_at"]),
    "ix_decisions_decided_at": ("decisions", ["decided_at"]),
    "ix_escalations_opened_at": ("escalations", ["opened_at"]),
    "ix_pages_created_at": ("pages", ["created_at"]),
    "ix_answers_answered_at": ("answers", ["answered_at"]),
    "ix_case_events_kind_at": ("case_events", ["kind", "at"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index(
        "ix_outbound_messages_failed",
        "outbound_messages",
        ["case_id"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )


def downgrade() -> None:
    op.drop_index("ix_outbound_messages_failed", "outbound_messages")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
