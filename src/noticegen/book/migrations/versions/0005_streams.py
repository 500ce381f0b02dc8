"""Letters in print streams: on which page of its file a letter begins.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the page; letters issued so far have files of their own."""
    op.add_column("register", sa.Column("first_page", NUMBER, nullable=True))


def downgrade() -> None:
    """Take the page away."""
    op.drop_column("register", "first_page")
