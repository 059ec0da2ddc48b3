"""What the console keeps for itself"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None

NAMES = (
    "phone_checks",
    "patient_changes",
    "case_notes",
    "sign_in_steps",
    "identities",
    "second_factors",
)
MOMENT = sa.DateTime(timezone=True)


def key(table: str) -> sa.PrimaryKeyConstraint:
    column = {
        "second_factors": "user_id",
        "identities": "id",
        "sign_in_steps": "token_hash",
        "phone_checks": "clinician_id",
    }.get(table, "seq")
    return sa.PrimaryKeyConstraint(column, name=f"pk_{table}")


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        key("second_factors"),
        to("second_factors", "user_id", "users"),
    )
    op.create_table(
        "identities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        key("identities"),
        to("identities", "user_id", "users"),
        sa.UniqueConstraint("user_id", name="uq_identities_user_id"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identities_issuer_subject"),
    )
    op.create_table(
        "sign_in_steps",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        key("sign_in_steps"),
        to("sign_in_steps", "user_id", "users"),
    )
    op.create_index("ix_sign_in_steps_expires_at", "sign_in_steps", ["expires_at"])
    op.create_table(
        "case_notes",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key("case_notes"),
        to("case_notes", "case_id", "cases"),
        to("case_notes", "user_id", "users"),
    )
    op.create_index("ix_case_notes_case_id", "case_notes", ["case_id"])
    op.create_table(
        "patient_changes",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key("patient_changes"),
        to("patient_changes", "patient_id", "patients"),
        to("patient_changes", "user_id", "users"),
    )
    op.create_index("ix_patient_changes_patient_id", "patient_changes", ["patient_id"])
    op.create_table(
        "phone_checks",
        sa.Column("clinician_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        key("phone_checks"),
        to("phone_checks", "clinician_id", "clinicians"),
    )


def downgrade() -> None:
    for name in NAMES:
        op.drop_table(name)
