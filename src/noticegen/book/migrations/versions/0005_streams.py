"""Letters in print streams: on which page of its file a letter begins; streams a letter was erased from.

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
    """Add the page (letters issued so far have files of their own) and the table."""
    op.add_column("register", sa.Column("first_page", NUMBER, nullable=True))
    op.create_table(
        "restreamed",
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("erasure", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["erasure"], ["erasures.id"], name=op.f("fk_restreamed_erasure")),
        sa.PrimaryKeyConstraint("before", name=op.f("pk_restreamed")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_table("restreamed")
    op.drop_column("register", "first_page")
