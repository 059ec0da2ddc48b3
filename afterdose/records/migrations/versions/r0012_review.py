"""What the review keeps: words as keyed hashes, marks on decisions, misread texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "word_hashes",
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("text_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "source", "text_seq", name="pk_word_hashes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision_reviews",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_decision_reviews"),
        to("decision_reviews", "decision_id", "decisions"),
        to("decision_reviews", "user_id", "users"),
        sa.UniqueConstraint(
            "decision_id", "user_id", name="uq_decision_reviews_decision_id_user_id"
        ),
    )
    op.create_index("ix_decision_reviews_user_id", "decision_reviews", ["user_id"])
    op.create_table(
        "misread_texts",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("read_as", sa.LargeBinary(), nullable=False),
        sa.Column("meant", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_misread_texts"),
        to("misread_texts", "message_id", "inbound_messages"),
        to("misread_texts", "user_id", "users"),
        sa.UniqueConstraint("id", name="uq_misread_texts_id"),
        sa.UniqueConstraint("message_id", name="uq_misread_texts_message_id"),
    )
    op.create_index("ix_outbound_messages_created_at", "outbound_messages", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_outbound_messages_created_at", "outbound_messages")
    for name in ("misread_texts", "decision_reviews", "word_hashes"):
        op.drop_table(name)
