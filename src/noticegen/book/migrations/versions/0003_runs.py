"""Batch runs: their log and which numbers are theirs.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "run_log",
        sa.Column("leaf", NUMBER, autoincrement=False, nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("nth", NUMBER, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_run_log")),
        sa.UniqueConstraint("run", "nth", name=op.f("uq_run_log_run_nth")),
        sqlite_strict=True,
    )
    op.create_table(
        "run_letters",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["register.number"], name=op.f("fk_run_letters_number_register")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_run_letters")),
        sqlite_strict=True,
    )
    op.create_index("ix_run_letters_run", "run_letters", ["run"])


def downgrade() -> None:
    """Take the runs away again; the letters stay."""
    op.drop_table("run_letters")
    op.drop_table("run_log")
