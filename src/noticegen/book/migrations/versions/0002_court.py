"""What courts, recourse and later letters need to know of loans, parties and deeds.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {
    "loans": ("dispute_way", "dispute_body", "dispute_clause", "notarised_deed", "recourse_contract", "recourse_clause"),
    "parties": ("nation", "employer"),
    "guarantees": ("dispute_way", "dispute_body"),
}  # fmt: skip


def upgrade() -> None:
    """Add the columns; what is not known is empty."""
    for table, names in ADDED.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("loans", sa.Column("recourse_rate", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("loans", "recourse_rate")
    for table, names in ADDED.items():
        for name in names:
            op.drop_column(table, name)
