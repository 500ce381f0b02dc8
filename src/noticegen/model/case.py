"""One loan as the book holds it: parties, deeds, schedule and the sorted log."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from noticegen.model.house import House
from noticegen.model.kinds import EventType, EvidenceState, GuaranteeKind, LoanKind, PartyKind, Role

NO_DETAILS: MappingProxyType[str, str] = MappingProxyType({})
_IN_TIME = attrgetter("at", "id")


def _read_only(content: dict[str, str]) -> MappingProxyType[str, str]:
    return MappingProxyType(content) if content else NO_DETAILS


# Python pickles no read-only mapping; a Case goes to worker processes and must come out read-only.
copyreg.pickle(MappingProxyType, lambda held: (_read_only, (dict(held),)))


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
    recourse_rate: Decimal | None = None  # agreed cost of funds paid for the debtor
    recourse_clause: str = ""
    branch: str = ""
    officer: str = ""

    @property
    def surcharge_in_force(self) -> Decimal:
        """The surcharge on late days, as a part of the rate: for misuse its own takes the place of the one
        for lateness; where the contract sets it lower, the heavier one stays (择其重)."""
        misuse = self.misuse_surcharge if self.misused else None
        return self.surcharge if misuse is None else max(self.surcharge, misuse)


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
    # The local calendar day of `at`: worked out once, for a check asks for it hundreds of times.
    day: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", self.at.date())


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
        if len(types) == 1:
            if party is None:
                return self._by_type.get(types[0], ())
            return self._by_party.get((types[0], party), ())
        asked = (party, *types)
        known = self._found.get(asked)
        if known is None:
            known = self._found[asked] = self._sought(frozenset(types), party)
        return known

    def _sought(self, types: frozenset[EventType], party: str | None) -> tuple[Event, ...]:
        if party is None:
            return tuple(e for e in self.events if e.type in types)
        there = [self._by_party[t, party] for t in types if (t, party) in self._by_party]
        if len(there) > 1:  # the order of the log is that of time and id
            return tuple(sorted((e for events in there for e in events), key=_IN_TIME))
        return there[0] if there else ()

    @cached_property
    def _by_type(self) -> Mapping[EventType, tuple[Event, ...]]:
        """Effective events by type, each in order of time."""
        found: dict[EventType, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.type, []).append(event)
        return {kind: tuple(events) for kind, events in found.items()}

    @cached_property
    def _by_party(self) -> Mapping[tuple[EventType, str], tuple[Event, ...]]:
        """Effective events by type and the party they name ("" = none), each in order of time."""
        found: dict[tuple[EventType, str], list[Event]] = {}
        for event in self.events:
            found.setdefault((event.type, event.party), []).append(event)
        return {key: tuple(events) for key, events in found.items()}

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
