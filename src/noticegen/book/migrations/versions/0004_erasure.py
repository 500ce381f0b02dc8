"""Erasing a person: what was erased, by whose decision, and which leaves stand for it.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the two tables, and to a loan the time of its erasure."""
    op.create_table(
        "erasures",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("done_role", sa.Text(), nullable=True),
        sa.Column("people", NUMBER, nullable=True),
        sa.Column("leaf", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sqlite_strict=True,
    )
    op.create_table(
        "erased",
        sa.Column("leaf", NUMBER, autoincrement=False, nullable=False),
        sa.Column("erasure", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["erasure"], ["erasures.id"], name=op.f("fk_erased_erasure")),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_erased")),
        sqlite_strict=True,
    )
    op.add_column("loans", sa.Column("erased_at", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("loans", "erased_at")
    op.drop_table("erased")
    op.drop_table("erasures")
