"""The book as it first was.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "counters",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", NUMBER, autoincrement=False, nullable=False),
        sa.Column("last", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "series", "year", name=op.f("pk_counters")),
        sqlite_strict=True,
    )
    op.create_table(
        "imports",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("added", NUMBER, nullable=False),
        sa.Column("changed", NUMBER, nullable=False),
        sa.Column("unchanged", NUMBER, nullable=False),
        sa.Column("refused", NUMBER, nullable=False),
        sa.Column("rows", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sqlite_strict=True,
    )
    op.create_table(
        "leaves",
        sa.Column("leaf", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_leaves")),
        sqlite_strict=True,
    )
    op.create_table(
        "loans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contract_name", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("contract_date", sa.Text(), nullable=False),
        sa.Column("lender", sa.Text(), nullable=False),
        sa.Column("principal", NUMBER, nullable=False),
        sa.Column("disbursed_on", sa.Text(), nullable=False),
        sa.Column("maturity", sa.Text(), nullable=False),
        sa.Column("annual_rate", sa.Text(), nullable=False),
        sa.Column("trustee", sa.Text(), nullable=False),
        sa.Column("surcharge", sa.Text(), nullable=False),
        sa.Column("misuse_surcharge", sa.Text(), nullable=True),
        sa.Column("misused", NUMBER, nullable=False),
        sa.Column("day_basis", sa.Text(), nullable=False),
        sa.Column("compound", NUMBER, nullable=False),
        sa.Column("repayment_way", sa.Text(), nullable=False),
        sa.Column("allocation_order", sa.Text(), nullable=False),
        sa.Column("lender_class", sa.Text(), nullable=False),
        sa.Column("subsidised", NUMBER, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("account_bank", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("due_date_rule", sa.Text(), nullable=False),
        sa.Column("rate_clause", sa.Text(), nullable=False),
        sa.Column("surcharge_clause", sa.Text(), nullable=False),
        sa.Column("basis_clause", sa.Text(), nullable=False),
        sa.Column("due_clause", sa.Text(), nullable=False),
        sa.Column("compound_clause", sa.Text(), nullable=False),
        sa.Column("acceleration_clause", sa.Text(), nullable=False),
        sa.Column("allocation_clause", sa.Text(), nullable=False),
        sa.Column("service_clause", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("booked_until", sa.Text(), nullable=True),
        sa.Column("log_size", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loans")),
        sqlite_strict=True,
    )
    op.create_table(
        "parties",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_kind", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("legal_representative", sa.Text(), nullable=False),
        sa.Column("representative_post", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sqlite_strict=True,
    )
    op.create_table(
        "tree",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_tree_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree")),
        sqlite_strict=True,
    )
    op.create_table(
        "addresses",
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("agreed", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["party"], ["parties.id"], name=op.f("fk_addresses_party")),
        sa.PrimaryKeyConstraint("party", "position", name=op.f("pk_addresses")),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
        sa.Column("leaf", NUMBER, autoincrement=False, nullable=False),
        sa.Column("loan", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("nth", NUMBER, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["loan"], ["loans.id"], name=op.f("fk_events_loan")),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_events")),
        sa.UniqueConstraint("loan", "id", name=op.f("uq_events_loan_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_events_document",
        "events",
        ["document"],
        unique=False,
        sqlite_where=sa.text("document <> ''"),
        postgresql_where=sa.text("document <> ''"),
    )
    op.create_table(
        "guarantees",
        sa.Column("loan", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("deed_name", sa.Text(), nullable=False),
        sa.Column("deed_no", sa.Text(), nullable=False),
        sa.Column("deed_date", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("cap", NUMBER, nullable=True),
        sa.Column("period_months", NUMBER, nullable=True),
        sa.Column("period_text", sa.Text(), nullable=False),
        sa.Column("maximum_amount", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["loan"], ["loans.id"], name=op.f("fk_guarantees_loan")),
        sa.ForeignKeyConstraint(["party"], ["parties.id"], name=op.f("fk_guarantees_party")),
        sa.PrimaryKeyConstraint("loan", "position", name=op.f("pk_guarantees")),
        sa.UniqueConstraint("loan", "id", name=op.f("uq_guarantees_loan_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "instalments",
        sa.Column("loan", sa.Text(), nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("principal", NUMBER, nullable=False),
        sa.Column("interest", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["loan"], ["loans.id"], name=op.f("fk_instalments_loan")),
        sa.PrimaryKeyConstraint("loan", "number", name=op.f("pk_instalments")),
        sqlite_strict=True,
    )
    op.create_table(
        "register",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("loan", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.Column("case_digest", sa.Text(), nullable=False),
        sa.Column("setup_digest", sa.Text(), nullable=False),
        sa.Column("reserved_at", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reserved_leaf", NUMBER, nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column("docx_sha256", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("pages", NUMBER, nullable=True),
        sa.Column("clauses", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.Text(), nullable=True),
        sa.Column("issued_leaf", NUMBER, nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("voided_at", sa.Text(), nullable=True),
        sa.Column("void_leaf", NUMBER, nullable=True),
        sa.CheckConstraint(
            "state in ('reserved', 'issued', 'void')", name=op.f("ck_register_state")
        ),
        sa.CheckConstraint("seq > 0", name=op.f("ck_register_seq")),
        sa.ForeignKeyConstraint(["loan"], ["loans.id"], name=op.f("fk_register_loan")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_register")),
        sa.UniqueConstraint(
            "issuer", "series", "year", "seq", name=op.f("uq_register_issuer_series_year_seq")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_register_loan", "register", ["loan", "kind"], unique=False)
    op.create_index(
        "uq_register_live_key",
        "register",
        ["key"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "signatories",
        sa.Column("loan", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["loan"], ["loans.id"], name=op.f("fk_signatories_loan")),
        sa.ForeignKeyConstraint(["party"], ["parties.id"], name=op.f("fk_signatories_party")),
        sa.PrimaryKeyConstraint("loan", "position", name=op.f("pk_signatories")),
        sqlite_strict=True,
    )
    op.create_table(
        "event_evidence",
        sa.Column("event", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.leaf"], name=op.f("fk_event_evidence_event")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_evidence")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """There is nothing before the first revision."""
    raise RuntimeError("a book has no version before the first")
