"""The values everything else works on. Frozen; no I/O, no clock.

Conventions for the whole program:

- Money is `Decimal` yuan with at most two places. A rate is a `Decimal` fraction per year
  (0.065 is 6.5 % a year); a surcharge is a fraction of the rate (0.5 raises 6.5 % to 9.75 %).
- A span of days includes its first day (`since`) and excludes its last (`until`).
- The due date is day 0. `on` is the day a question is asked for; payments with value date `on`
  have been received.
- `Event.at` is aware and already in the case's zone, so `Event.day` is the day that counts.
- Text of names and addresses is kept exactly as given.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from noticegen.text import NOTHING, Text

NO_DETAILS: MappingProxyType[str, str] = MappingProxyType({})


def _read_only(content: dict[str, str]) -> MappingProxyType[str, str]:
    return MappingProxyType(content) if content else NO_DETAILS


# Python pickles no read-only mapping; a Case goes to worker processes and must come out read-only.
copyreg.pickle(MappingProxyType, lambda held: (_read_only, (dict(held),)))


class PartyKind(StrEnum):
    """Natural person or body."""

    PERSON = "person"
    COMPANY = "company"


class Role(StrEnum):
    """What a party is to a loan. Only signatories get documents."""

    BORROWER = "borrower"
    CO_BORROWER = "co_borrower"
    SPOUSE_SIGNATORY = "spouse_signatory"
    GUARANTOR = "guarantor"
    COUNTER_GUARANTOR = "counter_guarantor"


class LoanKind(StrEnum):
    """担保贷款 (bank lends, the company guarantees) or 委托贷款 (entrusted loan)."""

    GUARANTEED = "guaranteed"
    ENTRUSTED = "entrusted"


class GuaranteeKind(StrEnum):
    """连带责任保证, 一般保证, or the deed is silent (then general: Civil Code 686)."""

    JOINT = "joint"
    GENERAL = "general"
    SILENT = "silent"


class EventType(StrEnum):
    """The kinds of dated facts on a log. `events.SPECS` says which fields each one needs."""

    # steps towards a party
    VISIT = "visit"
    CALL = "call"
    MESSAGE = "message"
    CG_CONTACT = "cg_contact"
    CREDIT_REPORT_NOTICE = "credit_report_notice"
    # what was learned
    REASON = "reason"
    PROMISE = "promise"
    PROMISE_REFUSED = "promise_refused"
    INABILITY_FINDING = "inability_finding"
    DEATH = "death"
    INSOLVENCY = "insolvency"
    CONTACT_LIMIT = "contact_limit"
    CASH_FLOW = "cash_flow"
    ASSET_LEAD = "asset_lead"
    EXHIBIT = "exhibit"  # a paper that goes to court: contract, voucher, identity
    ADDRESS_CHANGE = "address_change"
    DISPUTE = "dispute"
    DISPUTE_ANSWERED = "dispute_answered"
    COMPLAINT = "complaint"
    # money
    PAYMENT = "payment"
    COST = "cost"
    SUB_PAYMENT = "sub_payment"
    # acts that change what is owed or when (each with an approver)
    WAIVER = "waiver"
    WRITE_OFF = "write_off"
    PLAN = "plan"
    EXTENSION = "extension"
    ACCELERATION = "acceleration"
    HOLD = "hold"
    HOLD_END = "hold_end"
    LIST_REMOVAL = "list_removal"
    COLLECTION_AUTHORITY = "collection_authority"
    GUARANTOR_CONSENT = "guarantor_consent"
    # decisions by named persons
    OVERRIDE = "override"
    SEAL_USE = "seal_use"
    LEGAL_APPROVAL = "legal_approval"
    REFERRAL_APPROVED = "referral_approved"
    APPROVAL = "approval"
    # before courts and arbitral bodies
    FILING = "filing"
    FILING_WITHDRAWN = "filing_withdrawn"
    JUDGMENT = "judgment"
    # the life of a document (written by the program)
    ISSUED = "issued"
    VOIDED = "voided"
    DISPATCHED = "dispatched"
    SERVED = "served"
    RETURNED = "returned"
    REFUSED = "refused"
    # takes back the event it names in `corrects`
    CORRECTION = "correction"


class EvidenceState(StrEnum):
    """What the hash of the kept file said when the case was loaded."""

    OK = "ok"
    MISSING = "missing"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a party can be reached in writing; `source` is where we have it from."""

    text: str
    source: str  # contract | confirmation | id_card | licence | last_known | other
    postcode: str = ""
    agreed: bool = False  # agreed in the contract as address for service


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company, exactly as on its papers."""

    id: str
    kind: PartyKind
    name: str
    id_kind: str = ""  # resident_id | uscc | passport | other
    id_number: str = ""
    sex: str = ""  # male | female | "" (not recorded: never guessed)
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    addresses: tuple[Address, ...] = ()
    legal_representative: str = ""
    representative_post: str = ""
    nation: str = ""  # 民族: wanted in a complaint, printed nowhere else
    employer: str = ""


@dataclass(frozen=True, slots=True)
class LoanParty:
    """A signatory of the loan contract, in the order of the contract."""

    party: str
    role: Role


@dataclass(frozen=True, slots=True)
class Loan:
    """One loan as contracted. Clause fields name the contract clause, e.g. "第五条"; "" = not recorded."""

    id: str
    kind: LoanKind
    contract_name: str
    contract_no: str
    contract_date: date
    lender: str
    principal: Decimal
    disbursed_on: date
    maturity: date
    annual_rate: Decimal
    trustee: str = ""  # the bank through which an entrusted loan is lent
    surcharge: Decimal = Decimal(0)  # 0 = no penalty clause
    misuse_surcharge: Decimal | None = None  # applied instead of, never on top of, `surcharge`
    misused: bool = False
    day_basis: str = "360"  # 360 | 365 | actual
    compound: bool = False
    repayment_way: str = ""
    allocation_order: tuple[str, ...] = ()  # () = statutory: costs, interest, principal
    lender_class: str = "bank"  # bank | local_financial | private
    subsidised: bool = False
    purpose: str = ""
    account_name: str = ""  # the account to be paid into
    account_bank: str = ""
    account_number: str = ""
    due_date_rule: str = "as_is"  # as_is | next_working
    rate_clause: str = ""
    surcharge_clause: str = ""
    basis_clause: str = ""
    due_clause: str = ""
    compound_clause: str = ""
    acceleration_clause: str = ""
    allocation_clause: str = ""
    service_clause: str = ""
    dispute_way: str = ""  # court | arbitration | "" (nothing agreed)
    dispute_body: str = ""  # the court or commission agreed on
    dispute_clause: str = ""
    notarised_deed: str = ""  # number of the notarised deed that makes the loan enforceable
    recourse_contract: str = ""  # number of the contract of entrusted guarantee (委托保证合同)
    recourse_rate: Decimal | None = None  # agreed cost of the money paid for the debtor
    recourse_clause: str = ""
    branch: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One deed by one (counter-)guarantor."""

    id: str
    party: str
    counter: bool  # True: stands behind the company (反担保)
    kind: GuaranteeKind
    deed_name: str
    deed_no: str
    deed_date: date
    scope: str = ""  # "" = statutory (Civil Code 691)
    cap: Decimal | None = None
    period_months: int | None = None  # None = silent or unclear: six months
    period_text: str = ""
    maximum_amount: bool = False
    dispute_way: str = ""  # as `Loan.dispute_way`, for this deed
    dispute_body: str = ""


@dataclass(frozen=True, slots=True)
class Instalment:
    """What falls due on one day under the contract schedule. A single-due loan has one."""

    number: int
    due: date
    principal: Decimal
    interest: Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """A kept file, named by its SHA-256 (hex)."""

    sha256: str
    name: str
    kind: str = "other"  # slip | photo | recording | waybill | tracking | contents_line | ... see events.PROOFS
    state: EvidenceState = EvidenceState.OK


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact on the log. Never changed; a later event with `corrects` takes its place."""

    id: str
    at: datetime
    type: EventType
    recorded_at: datetime
    actors: tuple[str, ...] = ()
    party: str = ""  # id of the party it was done to or by
    channel: str = ""
    outcome: str = ""
    text: str = ""
    amount: Decimal | None = None
    by: date | None = None  # promise: last day; hold: planned end; extension: new due date
    details: Mapping[str, str] = field(
        default_factory=lambda: NO_DETAILS
    )  # keys: events.SPECS[type].fields
    evidence: tuple[Evidence, ...] = ()
    document: str = ""  # number of the document it is about
    corrects: str = ""

    @property
    def day(self) -> date:
        """The local calendar day of the event."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of the house and the roles the house gave her in `noticegen.toml`."""

    name: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts for the house in court: a lawyer, or one of its own staff (Civil Procedure Law 61)."""

    name: str
    kind: str = "staff"  # staff | lawyer
    employer: str = ""
    post: str = ""
    phone: str = ""
    licence: str = ""  # number of a lawyer's licence


# What an agent may do only if the paper says so (Civil Procedure Law 62).
SPECIAL_POWERS = ("admit", "waive", "change", "settle", "counterclaim", "appeal")


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the house tells every court of itself. `address` and the like are for service; "" = the
    house's own. `powers` are those of SPECIAL_POWERS it gives to its agents."""

    agents: tuple[Agent, ...] = ()
    powers: tuple[str, ...] = SPECIAL_POWERS
    recipient: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    electronic: bool = False  # agrees to be served electronically
    body_type: str = ""  # as on its licence, e.g. 有限责任公司
    ownership: str = ""
    security: str = ""  # what it offers with a request for preservation
    mediation: str = ""  # willing | unwilling | "" (not said)


@dataclass(frozen=True, slots=True)
class House:
    """The issuer: what letterhead, signature block and rules need to know of it."""

    name: str
    name_en: str = ""
    uscc: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    complaint_phone: str = ""
    contact: str = ""
    hours: str = ""
    number_style: str = "enterprise"  # enterprise | gbt9704
    number_code: str = ""  # issuer code, e.g. 某担催, for gbt9704
    reports_credit: bool = False  # the house or the lender really reports to a credit agency
    keeps_list: bool = False  # an internal no-entry list with its own rule exists
    list_rule: str = ""
    list_scope: str = ""  # which entities of the group the list binds; "" = this house alone
    list_reviewer: str = ""  # office that decides objections: not the case officer's
    licensed: bool = False
    account_bank: str = ""  # the house's own account, in its own name: for recourse
    account_number: str = ""
    legal_representative: str = ""
    representative_post: str = ""
    seal: str = ""  # path of the seal image; "" = none
    zone: str = "Asia/Shanghai"
    staff: tuple[Staff, ...] = ()
    court: Appearance = Appearance()


@dataclass(frozen=True)
class Case:
    """All that is known of one loan, loaded once. `log` is sorted by (at, id) and holds everything,
    `events` only what no later event took back."""

    loan: Loan
    house: House
    parties: Mapping[str, Party]
    signatories: tuple[LoanParty, ...]
    guarantees: tuple[Guarantee, ...]
    instalments: tuple[Instalment, ...]
    log: tuple[Event, ...] = ()
    booked_until: date | None = None  # payments are known up to and including this day
    chain_intact: bool = True  # the log agrees with the register's tree (rule X-14)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The log without corrections and without what they took back.

        A correction that was itself taken back takes nothing; an event that took the place of another
        keeps it out whatever becomes of it, or a sum corrected twice would be there twice."""
        takers: dict[str, list[Event]] = {}
        for e in self.log:
            if e.corrects:
                takers.setdefault(e.corrects, []).append(e)

        def gone(id: str, asked: frozenset[str] = frozenset()) -> bool:
            return any(
                e.type is not EventType.CORRECTION
                or e.id in asked
                or not gone(e.id, asked | {e.id})
                for e in takers.get(id, ())
            )

        return tuple(
            e
            for e in self.log
            if e.type is not EventType.CORRECTION and not (e.id in takers and gone(e.id))
        )

    def of(self, *types: EventType, party: str | None = None) -> tuple[Event, ...]:
        """Effective events of these types (to this party), in order of time."""
        asked = (party, *types)
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._sought(frozenset(types), party)
        return found

    def _sought(self, types: frozenset[EventType], party: str | None) -> tuple[Event, ...]:
        placed = [placed for kind in types for placed in self._by_type.get(kind, ())]
        if len(types) > 1:
            placed.sort(key=itemgetter(0))
        return tuple(e for _, e in placed if party is None or e.party == party)

    @cached_property
    def _by_type(self) -> Mapping[EventType, list[tuple[int, Event]]]:
        """Effective events by type, each with its place on the log."""
        found: dict[EventType, list[tuple[int, Event]]] = {}
        for place, event in enumerate(self.events):
            found.setdefault(event.type, []).append((place, event))
        return found

    @cached_property
    def _found(self) -> dict[tuple[str | EventType | None, ...], tuple[Event, ...]]:
        """What `of` was asked for before: a check asks for the same events many times."""
        return {}

    @cached_property
    def memory(self) -> dict[Any, dict[Any, Any]]:
        """Answers about this case; see `memory`."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone: what was worked out from them is worked out again."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @cached_property
    def roles(self) -> tuple[tuple[str, Role], ...]:
        """Who is what to the loan: signatories in the order of the contract, then guarantors in the
        order of the deeds."""
        return tuple(
            [(s.party, s.role) for s in self.signatories]
            + [
                (g.party, Role.COUNTER_GUARANTOR if g.counter else Role.GUARANTOR)
                for g in self.guarantees
            ]
        )

    @property
    def borrowers(self) -> tuple[Party, ...]:
        """Borrower and co-borrowers, in the order of the contract."""
        debtors = (Role.BORROWER, Role.CO_BORROWER)
        return tuple(self.parties[s.party] for s in self.signatories if s.role in debtors)


# --- what is owed -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accrual:
    """One printed line of interest: `amount` = round(base * rate * days / basis) to the cent.

    `instalment` is the number of the instalment; `component` is penalty, compound or interest.
    [since, until), `days` = until - since; `rate` is the yearly rate applied."""

    instalment: int
    component: str
    since: date
    until: date
    days: int
    base: Decimal
    rate: Decimal
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One event of the account and what was left after it (all sums of the whole case).

    `penalty_accrued` is what accrued since the previous row (all components), `days` since then,
    `base` the overdue principal during that span."""

    on: date
    event: str  # due | cost | payment | waiver | extension | acceleration | as_of ...
    days: int
    base: Decimal
    penalty_accrued: Decimal
    amount: Decimal
    to_costs: Decimal
    to_interest: Decimal
    to_principal: Decimal
    unapplied: Decimal  # credit not (yet) used
    costs_left: Decimal
    interest_left: Decimal  # in-term interest + compound + penalty
    principal_left: Decimal
    accruals: tuple[Accrual, ...] = ()
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is open of one instalment. `received` = what payments have covered of it since its due date."""

    number: int
    due: date
    days_overdue: int
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    received: Decimal
    accelerated: bool = False

    @property
    def total(self) -> Decimal:
        """Open principal, interest, penalty and compound interest together."""
        return self.principal + self.interest + self.penalty + self.compound


@dataclass(frozen=True, slots=True)
class Owed:
    """What is due and unpaid at the end of day `on`, and how it came about."""

    on: date
    lines: tuple[Line, ...]  # instalments due or accelerated with anything open, oldest first
    costs: Decimal
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    received: Decimal  # payments allocated since the anchor of the present episode
    unapplied: Decimal
    not_yet_due: Decimal  # principal not yet due
    daily_increase: Decimal  # what one more day adds if nothing is paid, rounded once to the cent
    total: Decimal
    ledger: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One default. `anchor` is day 0: the due date of the first instalment that went unpaid.

    `ended` is the day on which nothing due was left unpaid (or a write-off ended it); None = open."""

    anchor: date
    ended: date | None = None


# --- what the rules say -----------------------------------------------------------------------


class Severity(StrEnum):
    """What a failed rule does."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Verdict(StrEnum):
    """How a rule came out."""

    PASS = "pass"
    FAIL = "fail"
    NA = "na"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True, init=False)
class Finding:
    """One rule's word on one party. A failed finding of severity BLOCK stops the document.

    `earliest` is the first day on which this rule could pass provided its curable steps are
    recorded by then; None = it passes, or only an override helps (`curable` tells which)."""

    rule: str
    severity: Severity
    verdict: Verdict
    party: str = ""
    needed: Text = NOTHING
    found: Text = NOTHING
    earliest: date | None = None
    hint: Text = NOTHING
    basis: str = ""
    curable: bool = True

    # Written out: a check makes a hundred of these, and what `frozen` generates takes twice as long.
    def __init__(  # noqa: PLR0917 (the fields, in their order)
        self,
        rule: str,
        severity: Severity,
        verdict: Verdict,
        party: str = "",
        needed: Text = NOTHING,
        found: Text = NOTHING,
        earliest: date | None = None,
        hint: Text = NOTHING,
        basis: str = "",
        curable: bool = True,
    ) -> None:
        put = _PUT
        put[0](self, rule)
        put[1](self, severity)
        put[2](self, verdict)
        put[3](self, party)
        put[4](self, needed)
        put[5](self, found)
        put[6](self, earliest)
        put[7](self, hint)
        put[8](self, basis)
        put[9](self, curable)

    @property
    def blocks(self) -> bool:
        """Whether this finding alone stops the document."""
        return self.verdict is Verdict.FAIL and self.severity is Severity.BLOCK


_PUT = tuple(getattr(Finding, f.name).__set__ for f in fields(Finding))


# --- documents: finished strings, no data left to fill ------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`style`: body (indented two characters), plain, addressee, number, heading, small, right, check,
    part (the title of a part, at the head of a new page)."""

    runs: tuple[Run, ...]
    style: str = "body"

    @property
    def text(self) -> str:
        """The words without style."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are relative; `aligns` one of l c r per column; `foot` rows are totals.

    A cell of None is covered by the cell to its left (column span). `links` is () or has, for each of
    `rows`, the id of the part of the packet that the row leads to; "" = none. A link is not seen."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    widths: tuple[float, ...]
    aligns: str
    foot: tuple[tuple[str | None, ...], ...] = ()
    caption: str = ""
    style: str = "grid"  # grid | form (label/value pairs: the slip)
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Issuer over date, right; the seal is centred over both."""

    issuer: str
    date: str
    note: str = ""  # e.g. （盖章）


@dataclass(frozen=True, slots=True)
class CutLine:
    """Where the slip is cut off; `text` stands on the line. The slip starts a new page if it
    does not fit whole."""

    text: str


Block: TypeAlias = Paragraph | Table | Signature | CutLine


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be drawn. Everything in it is a finished string. Printed in this order:
    letterhead ("" = none), number, title, blocks, slip (whose first block is the CutLine).

    `number` "" = a draft: `watermark` is drawn across each page."""

    kind: str
    locale: str  # zh | en
    title: str
    letterhead: str
    number: str
    blocks: tuple[Block, ...]
    slip: tuple[Block, ...] = ()  # return receipt, below a CutLine
    watermark: str = ""
    subject: str = ""  # metadata: no personal data
    issued_on: date | None = None
    audience: str = "borrower"
    seal: bytes = field(default=b"", repr=False)  # PNG placed over the signature; b"" = none
    clauses: tuple[str, ...] = ()  # ids of the statements made, for the register
    total: str = ""  # the sum it asks for, or tells of, as 50094.79; "" = it prints none
    # Words that lead to another part of the packet wherever they stand: (word, id of the part), the
    # longer word first, so that 证据1-10 is not taken for 证据1-1.
    links: tuple[tuple[str, str], ...] = ()
