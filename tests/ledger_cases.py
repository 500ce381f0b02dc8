"""Cases for the rules, their log written as an officer would: day, time, what, to whom, details.

    03-21 09:00 call B outcome=no_answer

Days without a year are of 2026. A line is complete and well documented unless it says otherwise:
`key=value` sets a field or a detail, `key=` empties it, `evidence=altered` and `evidence=missing`
spoil the file, `recorded=03-25` is the day it was entered, `id=` and `corrects=` name events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import recorded

from noticegen import rules
from noticegen.model import (
    Address,
    Case,
    Event,
    EventType,
    Evidence,
    EvidenceState,
    Finding,
    Guarantee,
    GuaranteeKind,
    House,
    Instalment,
    Loan,
    LoanKind,
    LoanParty,
    Party,
    PartyKind,
    Role,
    Staff,
    Verdict,
)
from noticegen.policy import Policy, load_policy
from noticegen.text import Text

ZONE = ZoneInfo("Asia/Shanghai")
KIND = "overdue-notice"
DUE = date(2026, 3, 20)
TWO = "周示例,吴示例"

STEPS = """
01-05 09:00 collection_authority - grantor=示例银行
03-20 10:00 visit B trading=normal warnings=credit,reputation,next_loan
03-20 10:30 reason B code=R102
03-20 10:40 promise B amount=5000 by=2026-04-30
03-21 09:00 call B outcome=connected_party
03-22 09:00 call B
03-23 09:00 call B
03-24 10:00 visit B operation=照常营业 cash=月底回款
03-24 15:00 cg_contact G1
03-24 16:00 cg_contact G2
"""

_PLAIN: dict[str, dict[str, str]] = {
    "visit": {"outcome": "met_party", "evidence": "photo"},
    "call": {
        "channel": "phone",
        "outcome": "no_answer",
        "number": "13800138000",
        "actors": "周示例",
    },
    "message": {"channel": "message", "outcome": "sent"},
    "cg_contact": {"channel": "phone", "outcome": "connected_party"},
    "reason": {"code": "R102", "certainty": "stated", "source": "visit"},
    "promise": {"amount": "5000", "by": "2026-04-30"},
    "collection_authority": {"evidence": "contract"},
    "sub_payment": {"amount": "50000", "evidence": "voucher", "payee": "示例银行"},
    "payment": {"amount": "1000", "actors": ""},
    "refund": {"amount": "1", "evidence": "voucher", "payee": "示例付款人"},
    "waiver": {"amount": "1", "component": "interest", "approver": "郑示例"},
    "hold": {"approver": "郑示例", "reason": "住院"},
    "acceleration": {"ground": "第十二条", "approver": "郑示例"},
    "dispute": {"text": "对金额有异议"},
    "dispute_answered": {"text": "已核对并答复"},
    "complaint": {"text": "电话过多"},
    "override": {
        "actors": "郑示例",
        "role": "branch_head",
        "kind": KIND,
        "text": "客户当日全天在外地就医，电话由家属代接，改于次日补作说明并经核实",
    },
    "approval": {"actors": "冯示例", "role": "legal"},
    "legal_approval": {
        "actors": "冯示例",
        "role": "legal",
        "kind": KIND,
        "text": "可以发出，写明后果",
    },
    "credit_report_notice": {"channel": "letter"},
    "insolvency": {"case_no": "（2026）示破1号"},
    "correction": {"text": "录错案件"},
}
_OWN = {f.name for f in fields(Event)} - {"details", "evidence"}


def log(lines: str) -> tuple[Event, ...]:
    """The events of a log as written above, sorted by (at, id)."""
    events = [_event(n, line.split()) for n, line in enumerate(lines.strip().splitlines(), 1)]
    return tuple(sorted(events, key=lambda e: (e.at, e.id)))


def _event(number: int, words: list[str]) -> Event:
    day, time, kind, party, *rest = words
    at = _moment(day, time)
    told = {"actors": TWO, **_PLAIN.get(kind, {}), **dict(w.split("=", 1) for w in rest)}
    recorded = told.pop("recorded", "")
    proof = told.pop("evidence", "")
    own: dict[str, Any] = {k: told.pop(k) for k in list(told) if k in _OWN}
    own["actors"] = tuple(filter(None, own["actors"].split(",")))
    if own.get("amount"):
        own["amount"] = Decimal(own["amount"])
    if own.get("by"):
        own["by"] = date.fromisoformat(own["by"])
    return Event(
        **{"id": f"{kind}-{day}-{time}-{party}-{number}", **own},
        at=at,
        type=EventType(kind),
        recorded_at=_moment(recorded, time) if recorded else at + timedelta(hours=1),
        party="" if party == "-" else party,
        details={k: v for k, v in told.items() if v},
        evidence=tuple(_file(p) for p in proof.split(",") if p),
    )


def _moment(day: str, time: str) -> datetime:
    full = day if len(day) == 10 else f"2026-{day}"
    return datetime.fromisoformat(f"{full}T{time}").replace(tzinfo=ZONE)


def _file(kind: str) -> Evidence:
    states = {"altered": EvidenceState.ALTERED, "missing": EvidenceState.MISSING}
    state = states.get(kind, EvidenceState.OK)
    return Evidence("ab" * 32, f"{kind}.jpg", "photo" if kind in states else kind, state)


@cache
def policy() -> Policy:
    """The shipped policy."""
    return load_policy(Path(__file__).parents[1] / "templates" / "policy.toml")


def tuned(section: str, **values: object) -> Policy:
    """The shipped policy with some numbers of one section changed."""
    return policy().model_copy(
        update={section: getattr(policy(), section).model_copy(update=values)}
    )


def person(key: str, name: str, number: str = "", **more: Any) -> Party:
    """A person who lives at an agreed address."""
    home = Address(f"示例省示例市{name}路{len(name)}号", "contract", agreed=True)
    kept = {"addresses": (home,), "phone": "", **more}
    return Party(key, PartyKind.PERSON, name, "resident_id" if number else "", number, **kept)


BORROWER = person("B", "张示例", "990001188808088889", phone="13912345678", sex="female")
PEOPLE = (
    BORROWER,
    person("G1", "孙示例", "990001189901010028", phone="13800138000"),
    person("G2", "李示例", "990001189912311010", phone="13900139000"),
)


def deed(party: str, **changes: Any) -> Guarantee:
    """A joint counter-guarantee of two years."""
    plain = Guarantee(
        f"D-{party}", party, True, GuaranteeKind.JOINT, "反担保合同", f"示反{party}", date(2025, 3, 1),
        period_months=24,
    )  # fmt: skip
    return replace(plain, **changes)


LOAN = Loan(
    "L1", LoanKind.GUARANTEED, "保证借款合同", "示借2025第1号", date(2025, 3, 1), "示例银行",
    Decimal("50000.00"), date(2025, 3, 20), DUE, Decimal("0.065"), surcharge=Decimal("0.5"),
    account_name="示例银行", account_bank="示例银行营业部", account_number="6222000000000009",
    rate_clause="第三条", surcharge_clause="第八条", basis_clause="第四条", due_clause="第二条",
    acceleration_clause="第十二条",
)  # fmt: skip
HOUSE = House(
    "示例融资担保有限公司",
    "Example Guarantee Company Limited",
    phone="010-00000000",
    reports_credit=True,
    staff=(
        Staff("周示例", ("officer",)),
        Staff("郑示例", ("branch_head",)),
        Staff("冯示例", ("legal",)),
    ),
)


def case(lines: str = STEPS, **changes: Any) -> Case:
    """The loan of the worked timeline: 50,000 due on 2026-03-20, two counter-guarantors.

    `loan` and `house` are mappings of changed fields; other names replace parts of the case."""
    loan = replace(LOAN, **changes.pop("loan", {}))
    plain = Case(
        loan=loan,
        house=replace(HOUSE, **changes.pop("house", {})),
        parties={p.id: p for p in PEOPLE},
        signatories=(LoanParty("B", Role.BORROWER),),
        guarantees=(deed("G1"), deed("G2")),
        instalments=(Instalment(1, loan.maturity, loan.principal, Decimal("0.00")),),
        log=log(lines),
        booked_until=date(2027, 1, 1),
    )
    return replace(plain, **changes)


def without(what: str) -> str:
    """The worked log without the lines that hold `what`."""
    return "\n".join(line for line in STEPS.strip().splitlines() if what not in line)


def with_(*lines: str) -> str:
    """The worked log and more lines."""
    return STEPS + "\n".join(lines)


def swap(old: str, new: str) -> str:
    """The worked log with one stretch replaced; fails if it is not there."""
    assert old in STEPS
    return STEPS.replace(old, new)


def day(text: str) -> date:
    """03-27 is 2026-03-27."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def words_of(
    of: Case, rule: str, on: str, *, party: str | None = None, by: Policy | None = None
) -> list[Finding]:
    """What one rule says of a case on a day."""
    found = rules.check(of, KIND, day(on), by or policy(), party)
    return answer(found, of, rule, KIND, day(on), party)


def answer(
    found: Iterable[Finding], of: Case, rule: str, kind: str, on: date, party: str | None
) -> list[Finding]:
    """What one rule says among these findings: each whole, and all as recorded for the test."""
    return [whole(f, of, on) for f in recorded.same(found, rule, kind, on, party)]


# What can be mended, but from which day nobody can say: it waits for others, or for payment.
WAITING = frozenset({"S-13", "S-15", "S-16", "S-20", "S-26"})


def whole(finding: Finding, of: Case, on: date) -> Finding:
    """The finding, if it is whole: each thing is said in both languages or not at all, what was needed
    always; a failure says what was found and what to do, one that blocks also from which day on it can be
    mended, today or later, none if it cannot; what holds asks for nothing; it is of a party of the case
    or of nobody."""
    for text in (finding.needed, finding.found, finding.hint):
        assert isinstance(text, Text) and bool(text.zh) == bool(text.en), finding
    assert finding.needed.en and finding.basis, finding
    assert finding.party in {"", *of.parties}, finding
    assert finding.earliest is None or finding.earliest >= on, finding
    if finding.verdict is Verdict.FAIL:
        assert finding.found.en and finding.hint.en, finding
    elif finding.verdict is not Verdict.OVERRIDDEN:
        assert finding.earliest is None and not finding.hint.en, finding
    if finding.blocks and finding.rule not in WAITING:
        assert finding.curable == (finding.earliest is not None), finding
    return finding


def outcome(
    of: Case, rule: str, on: str, *, party: str | None = None, by: Policy | None = None
) -> str:
    """The worst word of one rule: pass, na, overridden, info, warn or block."""
    return worst(words_of(of, rule, on, party=party, by=by))


def worst(findings: Iterable[Finding]) -> str:
    """pass, na, overridden, info, warn or block: the worst of these findings."""
    order = ["na", "pass", "overridden", "info", "warn", "block"]
    return max((_word(f) for f in findings), key=order.index)


def _word(finding: Finding) -> str:
    if finding.verdict is Verdict.FAIL:
        return finding.severity.value
    return finding.verdict.value


def blocking(of: Case, on: str, *, by: Policy | None = None) -> list[str]:
    """The rules that stop the notice on a day, each as RULE or RULE:party."""
    found = rules.check(of, KIND, day(on), by or policy())
    return [f"{f.rule}:{f.party}" if f.party else f.rule for f in found if f.blocks]
