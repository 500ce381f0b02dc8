"""The tables of the book. Every change here needs a revision in `migrations/versions`.

Money is integer fen; rates are decimal text; dates and times are ISO text, so that both databases
hold the same bytes and every byte of the log can be hashed as it lies there. Events and register
rows are leaves of one tree (`leaves`, `tree`); see `book.leaves`.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

VERSION = "0006"  # the revision this program reads and writes

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite STRICT tables know INTEGER, TEXT and BLOB only; PostgreSQL needs 64 bits for fen and leaves.
Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Number, nullable=null)


def _key(name: str, type_: type[sa.Text] = sa.Text) -> sa.Column[str]:
    return sa.Column(name, type_, primary_key=True, nullable=False)


def _position(name: str = "position") -> sa.Column[int]:
    return sa.Column(name, Number, primary_key=True, autoincrement=False, nullable=False)


def _of(name: str, target: str, *, key: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey(target), primary_key=key, nullable=False)


def _table(name: str, *items: SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *items, sqlite_strict=True)


loans = _table(
    "loans",
    _key("id"),
    *(_text(name) for name in ("kind", "contract_name", "contract_no", "contract_date", "lender")),
    _number("principal"),
    *(_text(name) for name in ("disbursed_on", "maturity", "annual_rate", "trustee", "surcharge")),
    _text("misuse_surcharge", null=True),
    _number("misused"),
    _text("day_basis"),
    _number("compound"),
    *(_text(name) for name in ("repayment_way", "allocation_order", "lender_class")),
    _number("subsidised"),
    *(
        _text(name)
        for name in (
            "purpose",
            "account_name",
            "account_bank",
            "account_number",
            "due_date_rule",
            "rate_clause",
            "surcharge_clause",
            "basis_clause",
            "due_clause",
            "compound_clause",
            "acceleration_clause",
            "allocation_clause",
            "service_clause",
            "branch",
            "officer",
            "dispute_way",
            "dispute_body",
            "dispute_clause",
            "notarised_deed",
            "recourse_contract",
            "recourse_clause",
        )
    ),
    _text("recourse_rate", null=True),
    _text("booked_until", null=True),
    _number("log_size"),  # events on the log of this loan
    _text("erased_at", null=True),  # then nothing but the id is left of it
)

parties = _table(
    "parties",
    _key("id"),
    *(_text(name) for name in ("kind", "name", "id_kind", "id_number", "sex")),
    _text("birth_date", null=True),
    *(_text(name) for name in ("phone", "email", "legal_representative", "representative_post")),
    *(_text(name) for name in ("nation", "employer")),
)

addresses = _table(
    "addresses",
    _of("party", "parties.id"),
    _position(),
    *(_text(name) for name in ("text", "source", "postcode")),
    _number("agreed"),
)

signatories = _table(
    "signatories",
    _of("loan", "loans.id"),
    _position(),
    _of("party", "parties.id", key=False),
    _text("role"),
    sa.Index("ix_signatories_party", "party"),
)

guarantees = _table(
    "guarantees",
    _of("loan", "loans.id"),
    _position(),
    _text("id"),
    _of("party", "parties.id", key=False),
    _number("counter"),
    *(_text(name) for name in ("kind", "deed_name", "deed_no", "deed_date", "scope")),
    _number("cap", null=True),
    _number("period_months", null=True),
    _text("period_text"),
    _number("maximum_amount"),
    *(_text(name) for name in ("dispute_way", "dispute_body")),
    sa.UniqueConstraint("loan", "id"),
    sa.Index("ix_guarantees_party", "party"),
)

instalments = _table(
    "instalments",
    _of("loan", "loans.id"),
    _position("number"),
    _text("due"),
    _number("principal"),
    _number("interest"),
)

events = _table(
    "events",
    _position("leaf"),
    _of("loan", "loans.id", key=False),
    _text("id"),
    _number("nth"),  # 1, 2, 3 ... on the log of this loan, in the order of recording
    *(_text(name) for name in ("at", "type", "recorded_at", "actors", "party", "channel")),
    *(_text(name) for name in ("outcome", "text")),
    _number("amount", null=True),
    _text("by", null=True),
    *(_text(name) for name in ("details", "document", "corrects")),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("loan", "id"),
    # On both databases; `postgresql_where` stands in the revision only, for to name it here would load
    # that dialect in every command.
    sa.Index(
        "ix_events_document",
        "document",
        sqlite_where=sa.text("document <> ''"),
    ),
)

event_evidence = _table(
    "event_evidence",
    sa.Column("event", Number, sa.ForeignKey("events.leaf"), primary_key=True, autoincrement=False),
    _position(),
    *(_text(name) for name in ("sha256", "name", "kind")),
)

counters = _table("counters", _key("issuer"), _key("series"), _position("year"), _number("last"))

register = _table(
    "register",
    _key("number"),
    *(_text(name) for name in ("issuer", "series")),
    _number("year"),
    _number("seq"),
    *(_text(name) for name in ("key", "kind")),
    _of("loan", "loans.id", key=False),
    *(_text(name) for name in ("party", "locale", "anchor", "as_of", "issued_on", "deadline")),
    *(_text(name) for name in ("case_digest", "setup_digest", "reserved_at")),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    _text("state"),  # reserved | issued | void
    _number("reserved_leaf"),
    *(_text(name, null=True) for name in ("file", "pdf_sha256", "docx_sha256", "content_hash")),
    _number("pages", null=True),
    _text("clauses", null=True),
    _text("issued_at", null=True),
    _number("issued_leaf", null=True),
    *(_text(name, null=True) for name in ("void_reason", "voided_at")),
    _number("void_leaf", null=True),
    _number("first_page", null=True),  # in a print stream; null: the letter has a file of its own
    sa.CheckConstraint("state in ('reserved', 'issued', 'void')", name="state"),
    sa.CheckConstraint("seq > 0", name="seq"),
    sa.UniqueConstraint("issuer", "series", "year", "seq"),
    # A void number sets its key free; a live one holds it. (On both databases, as above.)
    sa.Index(
        "uq_register_live_key",
        "key",
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
    ),
    sa.Index("ix_register_loan", "loan", "kind"),
)

# Batch runs have a log of their own: whose decision (seal), when begun, what came out (manifest).
run_log = _table(
    "run_log",
    _position("leaf"),
    _text("run"),
    _number("nth"),  # 1, 2, 3 ... on the log of this run
    *(_text(name) for name in ("at", "type", "actors", "text", "details")),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("run", "nth"),
)

run_letters = _table(
    "run_letters",
    _of("number", "register.number"),
    _text("run"),
    _text("notes"),  # rules that warned when the letter was decided, in a row
    sa.Index("ix_run_letters_run", "run"),
)

leaves = _table("leaves", _position("leaf"), sa.Column("hash", sa.LargeBinary, nullable=False))

tree = _table(
    "tree",
    _position("id"),  # one row, id 1: whoever writes to the log or the register locks it first
    _text("origin"),
    _number("size"),
    sa.Column("peaks", sa.LargeBinary, nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)

# A person's wish to erase and its confirmation; see `book.erase`. `erased` = leaves without a row.
erasures = _table(
    "erasures",
    _position("id"),
    _text("party"),  # "" once done
    *(_text(name) for name in ("asked_at", "asked_by", "asked_role", "reason")),
    *(_text(name, null=True) for name in ("done_at", "done_by", "done_role")),
    *(_number(name, null=True) for name in ("people", "leaf")),
)

erased = _table(
    "erased",
    _position("leaf"),
    sa.Column("erasure", Number, sa.ForeignKey("erasures.id"), nullable=False),
)

# A print stream out of which a letter was erased: the SHA-256 it had and the one it has since.
restreamed = _table(
    "restreamed",
    _key("before"),
    _text("after"),
    sa.Column("erasure", Number, sa.ForeignKey("erasures.id"), nullable=False),
)

imports = _table(
    "imports",
    _position("id"),
    _text("at"),
    *(_number(name) for name in ("added", "changed", "unchanged", "refused", "rows")),
)
