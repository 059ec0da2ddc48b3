"""Who of the care team writes in a patient's thread"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread_holds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("clinician_id", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_thread_holds"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_thread_holds_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinicians.id"], name="fk_thread_holds_clinician_id_clinicians"
        ),
    )
    op.create_index("ix_thread_holds_case_id", "thread_holds", ["case_id"])


def downgrade() -> None:
    op.drop_table("thread_holds")
