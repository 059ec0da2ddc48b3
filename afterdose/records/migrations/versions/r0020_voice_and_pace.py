"""Calls of the simulated carrier, and the pace at which texts leave"""

from __future__ import annotations

from datetime import datetime, timezone

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pace = op.create_table(
        "sending_pace",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sending_pace"),
    )
    op.bulk_insert(pace, [{"id": 1, "free_at": datetime(2000, 1, 1, tzinfo=timezone.utc)}])
    op.add_column("simulated_messages", sa.Column("answer_url", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("simulated_messages", "answer_url")
    op.drop_table("sending_pace")
