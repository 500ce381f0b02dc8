"""Which loans name a party is found by an index, for changes of a party are noted on each of them.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("signatories", "guarantees")


def upgrade() -> None:
    """Add the indexes."""
    for table in TABLES:
        op.create_index(f"ix_{table}_party", table, ["party"])


def downgrade() -> None:
    """Drop them again."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_party", table_name=table)
