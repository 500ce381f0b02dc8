"""Worked figures, each checked through the product's own functions.

`NOTICEGEN_VECTORS` names another file of the same groups. A group that nobody here knows fails, and
so does a key that nothing here checks: figures must not pass unread.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import cases
import pytest
from small_case import BORROWER, SURETY, case, day, event, policy, served, surety

from noticegen import accrual, chinese, clocks, episodes, fees, figures, identifiers, promises
from noticegen.model import Case, EventType, GuaranteeKind, Owed
from noticegen.recourse import claim as claim_on

SHIPPED = Path(__file__).parent / "data" / "vectors.json"
FILE = Path(os.environ.get("NOTICEGEN_VECTORS") or SHIPPED)
Vector: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[Vector], None]
CHECKS: dict[str, tuple[Check, frozenset[str]]] = {}
WORDS = frozenset({"id", "desc", "note", "why", "reading", "source", "comment"})  # nothing to check
CENT = Decimal("0.01")
ANY_DAY = date(2026, 6, 1)
LONG_AFTER = date(2060, 1, 1)


@cache
def groups(path: Path = FILE) -> dict[str, list[Vector]]:
    """The file's groups; one that holds a single figure counts as a list of one."""
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {k: v if isinstance(v, list) else [v] for k, v in read.items() if k != "meta"}


def named(vector: Vector) -> str:
    """A readable name: the id, else the first two short values."""
    short = [str(v) for v in vector.values() if isinstance(v, str | int) and len(str(v)) < 40]
    return str(vector.get("id") or "-".join(short[:2])) or "one"


ALL = [
    pytest.param(g, v, id=f"{g}-{i}-{named(v)}")
    for g, vectors in groups().items()
    for i, v in enumerate(vectors)
]


@pytest.mark.parametrize(("group", "vector"), ALL)
def test_vector(group: str, vector: Vector) -> None:
    """The product says what the worked figure says, key by key."""
    assert group in CHECKS, f"nothing here checks the group {group}"
    check, keys = CHECKS[group]
    unread = {k for k in vector if k not in keys | WORDS and not any_match(keys, k)}
    assert not unread, f"nothing here checks {sorted(unread)}"

    check(vector)


def test_every_shipped_group_is_checked_and_no_other() -> None:
    """The shipped file holds every group that is checked, so no check is dead."""
    assert set(CHECKS) == set(groups(SHIPPED))


def any_match(keys: frozenset[str], key: str) -> bool:
    return any(re.fullmatch(k, key) for k in keys)


def checks(group: str, *keys: str) -> Callable[[Check], Check]:
    """Register a check; `keys` (names or patterns) are those it reads."""

    def register(check: Check) -> Check:
        CHECKS[group] = (check, frozenset(keys))
        return check

    return register


def money(text: object) -> Decimal:
    return Decimal(str(text)).quantize(CENT)


def optional_day(text: str | None) -> date | None:
    return None if text is None else day(text)


def same(found: Mapping[str, object], wanted: Vector) -> None:
    """Every wanted key is known, and equal: numbers as numbers, days as days."""
    assert set(wanted) <= set(found) | WORDS, f"nothing here works out {set(wanted) - set(found)}"
    for key in set(wanted) - WORDS:
        got, want = found[key], wanted[key]
        if isinstance(got, Decimal):
            want = Decimal(want)
        elif isinstance(got, date):
            want = day(want)
        assert got == want, key


# --- Chinese forms --------------------------------------------------------------------------------


@checks("rmb_capital", "amount", "expected", "also_accepted")
def rmb_capital(v: Vector) -> None:
    amount = Decimal(v["amount"])
    if v["expected"] is None:
        with pytest.raises(ValueError, match="capitals"):
            chinese.rmb(amount)
        return
    assert chinese.rmb(amount) == v["expected"]
    for text in [v["expected"], *v.get("also_accepted", [])]:
        assert chinese.rmb_valid(text), text
        assert chinese.rmb_parse(text) == amount, text


@checks("rmb_capital_rejects", "text")
def rmb_capital_rejects(v: Vector) -> None:
    assert not chinese.rmb_valid(v["text"])


@checks("doc_number", "style", "org", "kind", "year", "seq", "width", "court", "expected")
def doc_number(v: Vector) -> None:
    if v["style"] == "court":
        got = chinese.court_number(v["court"], v["kind"], v["year"], v["seq"])
    else:
        parts = {k: v[k] for k in ("org", "width") if k in v}
        got = chinese.document_number(v["style"], v.get("kind", ""), v["year"], v["seq"], **parts)
    assert got == v["expected"]


@checks("date_style", "date", "arabic", "chinese", "bill_capital")
def date_style(v: Vector) -> None:
    on = day(v["date"])
    found = {
        "date": on,
        "arabic": chinese.date_cn(on),
        "chinese": chinese.date_hanzi(on),
        "bill_capital": chinese.date_bill(on),
    }
    same(found, v)


# --- identifiers ------------------------------------------------------------------------------------


@checks("resident_id", "body17", "check", "id", "date_valid", "sex")
def resident_id(v: Vector) -> None:
    number = v.get("id") or v["body17"] + v["check"]
    body = v.get("body17") or number[:17]
    assert identifiers.resident_check(body) == v.get("check", number[-1])
    if v.get("date_valid") is False:
        with pytest.raises(identifiers.BadNumber, match="birth date"):
            identifiers.resident_id(number)
        return
    found = identifiers.resident_id(number)
    assert found.id == number
    assert found.birth.isoformat().replace("-", "") == number[6:14]
    if "sex" in v:
        assert {"male": "男", "female": "女"}[found.sex] == v["sex"]


@checks("resident_id_bad", "id")
def resident_id_bad(v: Vector) -> None:
    if "accept" in v.get("why", ""):
        assert identifiers.resident_id(v["id"]).id == v["id"].upper()
        return
    with pytest.raises(identifiers.BadNumber) as refused:
        identifiers.resident_id(v["id"])
    assert v["id"] not in str(refused.value)


@checks("id_mask", "id", r"mask_\d+_\d+")
def id_mask(v: Vector) -> None:
    for key in v:
        if found := re.fullmatch(r"mask_(\d+)_(\d+)", key):
            head, tail = int(found[1]), int(found[2])
            assert identifiers.mask_id(v["id"], head, tail) == v[key]


@checks("uscc", "body17", "check", "code", "org_part", "org_check_ok")
def uscc(v: Vector) -> None:
    code = v.get("code") or v["body17"] + v["check"]
    assert identifiers.uscc_check(code[:17]) == v.get("check", code[17])
    part = v.get("org_part", code[8:17])
    assert part == code[8:17]
    fits = identifiers.organisation_check(part[:8]) == part[8]
    assert fits is v.get("org_check_ok", True)
    if fits:
        assert identifiers.uscc(code) == code
    else:
        with pytest.raises(identifiers.BadNumber, match="organisation"):
            identifiers.uscc(code)


@checks("uscc_bad", "code")
def uscc_bad(v: Vector) -> None:
    with pytest.raises(identifiers.BadNumber):
        identifiers.uscc(v["code"])


@checks("bank_card_luhn", "body", "number")
def bank_card_luhn(v: Vector) -> None:
    number = v["number"]
    assert v.get("body", number[:-1]) + identifiers.card_check(number[:-1]) == number
    assert identifiers.card(number) == number
    with pytest.raises(identifiers.BadNumber):
        identifiers.card(number[:-1] + str((int(number[-1]) + 1) % 10))


@checks("bank_card_mask", "number", "mask")
def bank_card_mask(v: Vector) -> None:
    assert identifiers.mask_card(v["number"]) == v["mask"]


@checks("mobile", "in", "ok", "mask", "normal")
def mobile(v: Vector) -> None:
    if not v["ok"]:
        with pytest.raises(identifiers.BadNumber):
            identifiers.mobile(v["in"])
        return
    number = identifiers.mobile(v["in"])
    assert re.fullmatch(r"1\d{10}", number)
    assert number == v.get("normal", number)
    assert identifiers.mask_mobile(v["in"]) == v.get("mask", identifiers.mask_mobile(number))


# --- interest and allocation --------------------------------------------------------------------------


@checks("interest", "input", "expected")
def interest(v: Vector) -> None:
    given = v["input"]
    if "misuse_surcharge" in given:
        found = misuse(given)
    elif any(k.startswith("interest_period_") for k in given):
        found = compound(given)
    else:
        found = penalty(given)
    never = v["expected"].get("never")
    assert never is None or Decimal(never) != found["penalty_annual_rate"]
    same(found, {k: w for k, w in v["expected"].items() if k != "never"})


def read_all(given: Vector, *keys: str) -> None:
    """An input that is not read would make the figure another one."""
    unread = {k for k in given if not any(re.fullmatch(p, k) for p in keys)} - WORDS
    assert not unread, f"nothing here reads {sorted(unread)}"


def misuse(given: Vector) -> dict[str, object]:
    """Overdue and misuse surcharge: the heavier alone."""
    read_all(given, "contract_rate", "annual_rate", "overdue_surcharge", "misuse_surcharge")
    rate = Decimal(given.get("contract_rate") or given["annual_rate"])
    over, wrong = Decimal(given.get("overdue_surcharge", "0")), Decimal(given["misuse_surcharge"])
    return {
        "penalty_annual_rate": accrual.penalty_rate(rate, over, wrong),
        "applied": "misuse only" if wrong >= over else "overdue only",
    }


def penalty(given: Vector) -> dict[str, object]:
    """Penalty on one overdue principal, by dates or by days; where dates are given, `owed` must
    come to the same."""
    read_all(
        given,
        "principal",
        r"(annual|monthly|daily)_rate",
        "surcharge",
        "due",
        "as_of",
        "days",
        "basis",
    )
    unit = next(u for u in ("annual", "monthly", "daily") if f"{u}_rate" in given)
    per = {"annual": "year", "monthly": "month", "daily": "day"}[unit]
    quoted, base = Decimal(given[f"{unit}_rate"]), Decimal(given["principal"])
    surcharge = Decimal(given.get("surcharge", "0"))
    yearly = accrual.yearly(quoted, per)
    raised = accrual.penalty_rate(yearly, surcharge)
    days = given["days"] if "days" in given else span(given)
    basis = str(given.get("basis", policy().interest.basis))
    by_basis = {b: figures.interest(base, raised, days, b) for b in ("360", "365")}
    amount = by_basis[basis] if basis in by_basis else Decimal(-1)
    if "due" in given:
        account = owed_simply(given, yearly, surcharge, basis)
        assert basis not in by_basis or account.penalty == amount
        amount = account.penalty
        assert account.principal == base
    return {
        "overdue_days": days,
        "annual_rate": yearly,
        "penalty_annual_rate": raised,
        "daily_contract": accrual.daily(quoted, per),
        "daily_penalty": accrual.daily(accrual.penalty_rate(quoted, surcharge), per),
        "penalty_interest": amount,
        "b360": by_basis["360"],
        "b365": by_basis["365"],
        "difference": abs(by_basis["360"] - by_basis["365"]),
    }


def span(given: Vector) -> int:
    return clocks.overdue_day(day(given["due"]), day(given["as_of"]))


def owed_simply(given: Vector, rate: Decimal, surcharge: Decimal, basis: str) -> Owed:
    loan = {
        "principal": Decimal(given["principal"]),
        "annual_rate": rate,
        "surcharge": surcharge,
        "maturity": day(given["due"]),
        "day_basis": basis,
        "disbursed_on": day(given["due"]) - timedelta(days=365),
    }
    return figures.owed(case(loan_changes=loan), day(given["as_of"]), policy())


def compound(given: Vector) -> dict[str, object]:
    """In-term interest left unpaid, on a loan with a compound clause. What was paid of the interest
    came on the first interest day."""
    read_all(
        given, "principal", "annual_rate", "surcharge", r"interest_period_\d+", "maturity", "as_of",
        "basis", "interest_paid",
    )  # fmt: skip
    base, rate = Decimal(given["principal"]), Decimal(given["annual_rate"])
    basis, maturity = str(given.get("basis", policy().interest.basis)), day(given["maturity"])
    keys = sorted((k for k in given if k.startswith("interest_period_")), key=lambda k: int(k[16:]))
    periods = {int(k[16:]): (day(given[k][0]), day(given[k][1])) for k in keys}
    earned = {n: figures.interest_between(base, rate, a, b, basis) for n, (a, b) in periods.items()}
    dues = [(b, base if b == maturity else money(0), earned[n]) for n, (_, b) in periods.items()]
    if maturity not in [b for _, b in periods.values()]:
        dues.append((maturity, base, money(0)))
    paid = Decimal(given.get("interest_paid") or 0)
    first = min(b for _, b in periods.values())
    log = [event(EventType.PAYMENT, first, amount=paid)] if paid else []
    loan = {
        "principal": base,
        "annual_rate": rate,
        "surcharge": Decimal(given.get("surcharge", "0")),
        "maturity": maturity,
        "day_basis": basis,
        "compound": True,
        "disbursed_on": min(a for a, _ in periods.values()),
    }
    account = figures.owed(
        case(dues=dues, log=log, loan_changes=loan), day(given["as_of"]), policy()
    )
    lines = [a for row in account.ledger for a in row.accruals]
    found: dict[str, object] = {
        "penalty_on_principal": account.penalty,
        "compound_total": account.compound,
        "interest_left": account.interest,
        "total_due": account.total,
    }
    for place, n in enumerate(periods, 1):
        mine = [a for a in lines if a.instalment == place and a.component == "compound"]
        found[f"interest_{n}"] = earned[n]
        found[f"compound_{n}_in_term"] = total(a.amount for a in mine if a.until <= maturity)
        found[f"compound_{n}_after"] = total(a.amount for a in mine if a.since >= maturity)
    return found


def total(amounts: Iterator[Decimal]) -> Decimal:
    return sum(amounts, money(0))


ROW_KEYS = ("days", "base", "penalty_accrued", "event", "amount", "to_costs", "to_interest",
            "to_principal", "unapplied", "costs_left", "interest_left", "principal_left")  # fmt: skip


@checks("allocation", "input", "expected")
def allocation(v: Vector) -> None:
    given = full_input(v)
    account, wanted = played(given), v["expected"]
    assert set(wanted) <= {"rows", "totals", "equal_to"} | WORDS
    found = {
        "costs": account.costs,
        "interest": account.interest + account.penalty + account.compound,
        "principal": account.principal,
        "total": account.total,
        "unapplied": account.unapplied,
    }
    same(found, wanted.get("totals", {}))
    rows = [r for r in account.ledger if r.event != "due"]
    if "rows" in wanted:
        assert [(r.on.isoformat(), r.event) for r in rows] == [
            (w["date"], w["event"]) for w in wanted["rows"]
        ]
        for row, want in zip(rows, wanted["rows"], strict=True):
            same({k: getattr(row, k) for k in ROW_KEYS} | {"date": row.on}, want)
    if "equal_to" in wanted:
        other = played(full_input(known_case(wanted["equal_to"])))
        assert [replace(r, event_id="") for r in account.ledger] == [
            replace(r, event_id="") for r in other.ledger
        ]


def known_case(name: str) -> Vector:
    """The allocation case of this id: of the file, else of the shipped one."""
    pool = [*groups().get("allocation", []), *groups(SHIPPED)["allocation"]]
    return next(v for v in pool if v["id"] == name)


def full_input(v: Vector) -> Vector:
    given: Vector = dict(v["input"])
    other = given.pop("same_as", None)
    return given if other is None else full_input(known_case(other)) | given


def played(given: Vector) -> Owed:
    """The account with these costs and payments; `entry_order` is the order of recording them, by
    value date."""
    read_all(
        given, "principal", "annual_rate", "surcharge", "due", "as_of", "costs", "payments", "order",
        "entry_order", "basis",
    )  # fmt: skip
    payments = given.get("payments", [])
    entered = given.get("entry_order") or [p[0] for p in payments]
    numbered = sorted(range(len(payments)), key=lambda i: (entered.index(payments[i][0]), i))
    log = [
        event(EventType.COST, c[0], id=f"c{i:03d}", amount=c[1], what="诉讼费", hour=8)
        for i, c in enumerate(given.get("costs", []))
    ] + [
        event(EventType.PAYMENT, payments[i][0], id=f"p{n:03d}", amount=payments[i][1])
        for n, i in enumerate(numbered)
    ]
    loan = {
        "principal": Decimal(given["principal"]),
        "annual_rate": Decimal(given["annual_rate"]),
        "surcharge": Decimal(given.get("surcharge", "0")),
        "maturity": day(given["due"]),
        "disbursed_on": day(given["due"]) - timedelta(days=365),
        "day_basis": str(given.get("basis", policy().interest.basis)),
        "allocation_order": tuple(given.get("order", ())),
    }
    return figures.owed(case(log=log, loan_changes=loan), day(given["as_of"]), policy())


# --- rates, ceilings, fees ------------------------------------------------------------------------------


@checks("lpr_1y_changes", "from", "pct")
def lpr_1y_changes(v: Vector) -> None:
    since, rate = day(v["from"]), Decimal(v["pct"])
    assert fees.lpr_on(since, policy()) == rate
    assert fees.lpr_on(since - timedelta(days=1), policy()) != rate
    assert fees.lpr_known(since, policy())


@checks("lpr_cap", "contract_date", "lpr_pct", "cap_4x_pct")
def lpr_cap(v: Vector) -> None:
    on = day(v["contract_date"])
    for key, got in (
        ("lpr_pct", fees.lpr_on(on, policy())),
        ("cap_4x_pct", fees.lpr_cap(on, policy())),
    ):
        if key in v:
            assert got == (None if v[key] is None else Decimal(v[key])), key


@checks(
    "cap_tests", "kind", "contract_date", "agreed_rate_pct", "overdue_rate_pct", "cap_pct",
    "recoverable_pct", "sum_of_interest_penalty_fees_pct", "guidance_pct", "result", "rule",
)  # fmt: skip
def cap_tests(v: Vector) -> None:
    lender = {"private_lending": "private", "financial": "bank"}.get(v["kind"], "local_financial")
    assert lender != "local_financial" or v["kind"].startswith("local_financial")
    agreed = Decimal(v.get("agreed_rate_pct") or v.get("sum_of_interest_penalty_fees_pct") or "30")
    overdue = Decimal(v["overdue_rate_pct"]) if "overdue_rate_pct" in v else None
    made = day(v.get("contract_date", "2026-01-05"))
    found = fees.burden(lender, made, agreed, policy(), overdue=overdue)
    same({"cap_pct": found.limit, "recoverable_pct": found.recoverable, "guidance_pct": found.limit},
         {k: v[k] for k in ("cap_pct", "recoverable_pct", "guidance_pct") if k in v})  # fmt: skip
    assert (found.effect == "cap") is (lender == "private")
    if "result" in v:
        word, _, says = v["result"].partition(": ")
        assert (word == "warn") is found.exceeds
        assert not found.exceeds or says == found.note.en
    if "rule" in v:
        assert v["rule"] in found.note.en


@checks("double_delay_interest", "base", "from", "to", "days", "rate_per_day", "expected")
def double_delay_interest(v: Vector) -> None:
    since, until, base = day(v["from"]), day(v["to"]), Decimal(v["base"])
    wanted = Decimal(v["expected"])
    assert (until - since).days == v.get("days", (until - since).days)
    ours = policy().delay_interest[-1].rate_per_day
    rate = Decimal(v.get("rate_per_day", ours))
    assert fees.delay_amount(base, rate, (until - since).days) == wanted
    if rate == ours:
        assert fees.double_delay_interest(base, since, until, policy()) == wanted


@checks(
    "recourse", "paid", "paid_on", "payments", "as_of", "rate_annual", "basis", "days", "total",
    r"interest(_\d+)?", r"interest_total",
)  # fmt: skip
def recourse(v: Vector) -> None:
    payments = [(day(d), Decimal(a)) for d, a in v.get("payments", [])]
    if "paid" in v:
        payments.append((day(v["paid_on"]), Decimal(v["paid"])))
    as_of, rate = day(v["as_of"]), Decimal(v["rate_annual"])
    log = [
        cases.event(EventType.SUB_PAYMENT, on, f"s{n:04}", amount=amount)
        for n, (on, amount) in enumerate(payments)
    ]
    basis = str(v.get("basis", policy().recourse.basis))
    terms = policy().model_copy(
        update={"recourse": policy().recourse.model_copy(update={"basis": basis})}
    )
    claim = claim_on(cases.case(contract=cases.loan(recourse_rate=rate), log=log), as_of, terms)
    assert claim is not None
    lines = [p.interest for p in claim.paid]
    assert claim.total == sum(lines, money(0)) + claim.paid_out
    interest = sum(lines, money(0))
    found = {
        **{f"interest_{n}": line for n, line in enumerate(lines, 1)},
        "interest": interest,
        "interest_total": interest,
        "days": (as_of - payments[0][0]).days,
        "total": interest + sum((a for _, a in payments), money(0)),
    }
    given = ("paid", "paid_on", "payments", "as_of", "rate_annual", "basis")
    same(found, {k: w for k, w in v.items() if k not in given})


@checks("court_fee", "claim", "acceptance_fee", "simplified_half", "payment_order_third")
def court_fee(v: Vector) -> None:
    claim = Decimal(v["claim"])
    found = {
        "claim": claim,
        "acceptance_fee": fees.court_fee(claim, policy(), ANY_DAY),
        "simplified_half": fees.court_fee(claim, policy(), ANY_DAY, "simplified"),
        "payment_order_third": fees.court_fee(claim, policy(), ANY_DAY, "payment_order"),
    }
    same(found, v)


@checks("preservation_fee", "amount", "fee")
def preservation_fee(v: Vector) -> None:
    assert fees.preservation_fee(Decimal(v["amount"]), policy(), ANY_DAY) == Decimal(v["fee"])


@checks("enforcement_fee", "amount", "fee")
def enforcement_fee(v: Vector) -> None:
    assert fees.enforcement_fee(Decimal(v["amount"]), policy(), ANY_DAY) == Decimal(v["fee"])


# --- clocks -----------------------------------------------------------------------------------------------


def one_due(due: date, **more: Any) -> Case:
    """A loan due on one day, disbursed a year before."""
    loan = {"maturity": due, "disbursed_on": due - timedelta(days=365)}
    return case(loan_changes=loan, **more)


def guarantee_end(due: date, months: int | None, *, counter: bool) -> date:
    """The last day of a guarantee; a counter-guarantee's is counted from our payment on `due`."""
    deed = surety(period_months=months, counter=counter, kind=GuaranteeKind.SILENT)
    log = [event(EventType.SUB_PAYMENT, due, amount="100.00")] if counter else []
    earlier = due - timedelta(days=40) if counter else due
    clock = clocks.guarantee_clock(
        one_due(earlier, log=log, guarantees=[deed]), deed, policy(), LONG_AFTER
    )
    assert clock is not None
    return clock.last_day


@checks("guarantee_period", "start", "months", "expires", "weekday")
def guarantee_period(v: Vector) -> None:
    start, months, expires = day(v["start"]), int(v["months"]), day(v["expires"])
    assert guarantee_end(start, months, counter=False) == expires
    assert guarantee_end(start, months, counter=True) == expires
    if months == policy().guarantee.months_if_silent:
        assert guarantee_end(start, None, counter=False) == expires
    assert clocks.weekday(expires).zh == v.get("weekday", clocks.weekday(expires).zh)


@checks("guarantee_period_trap", "start", "months", "expected", "wrong_value_seen")
def guarantee_period_trap(v: Vector) -> None:
    found = guarantee_end(day(v["start"]), int(v["months"]), counter=False)
    assert found == day(v["expected"])
    assert found != optional_day(v.get("wrong_value_seen"))


@checks(
    "limitation", "due", "instalments", "interruptions", "expires", "expired_on", "weekday",
    "demand_on_guarantor", "months", "result",
)  # fmt: skip
def limitation(v: Vector) -> None:
    if "demand_on_guarantor" in v:
        last = guarantor_limitation_end(v)
    else:
        clock, late = borrower_limitation(v)
        last = None if late else clock.last_day
        assert clock.last_day == day(v.get("expired_on", clock.last_day.isoformat()))
        assert ("expired_on" in v) <= late
    assert last == optional_day(v["expires"])
    if "weekday" in v and last is not None:
        assert clocks.weekday(last).zh == v["weekday"]


def borrower_limitation(v: Vector) -> tuple[clocks.Clock, bool]:
    """The clock, and whether an interruption came after it had run out."""
    dues = [day(d) for d in v.get("instalments") or [v["due"]]]
    stops = [day(d) for d in v.get("interruptions", [])]
    plain = clocks.limit(max(dues), stops, policy().limitation.years)
    rows = [(d, Decimal("1000.00"), money(0)) for d in sorted(dues)]
    log = [e for d in stops for e in served("overdue-notice", d)]
    loan = {"maturity": max(dues), "disbursed_on": min(dues) - timedelta(days=365)}
    clock = clocks.limitation_clock(
        case(dues=rows, log=log, loan_changes=loan), policy(), LONG_AFTER
    )
    assert clock.last_day == plain.last_day
    assert bool(plain.late) == ("revive" in clock.note.en)
    assert clock.party == BORROWER
    return clock, bool(plain.late)


def guarantor_limitation_end(v: Vector) -> date | None:
    """Limitation against a joint guarantor, by arithmetic and by the log; None = guarantee gone."""
    due, demand = day(v["due"]), day(v["demand_on_guarantor"])
    months = int(v.get("months", policy().guarantee.months_if_silent))
    run = clocks.guarantor_limit(due, months, [demand], policy().limitation.years)
    log = served("guarantor-demand", demand, SURETY)
    mine = one_due(due, log=log, guarantees=[surety(period_months=months)])
    found = [c for c in clocks.of(mine, LONG_AFTER, policy()) if c.party == SURETY]
    assert [c.kind for c in found] == ["guarantor_limitation" if run else "guarantee"]
    if run is None:
        assert found[0].over(demand)
        assert found[0].last_day.isoformat() in v.get("result", found[0].last_day.isoformat())
        return None
    assert found[0].last_day == run.last_day
    return run.last_day


@checks("enforcement_application_period", "judgment_performance_deadline", "years", "last_day")
def enforcement_application_period(v: Vector) -> None:
    years = int(v.get("years", policy().limitation.enforcement_years))
    terms = policy().limitation.model_copy(update={"enforcement_years": years})
    rules = policy().model_copy(update={"limitation": terms})
    deadline = day(v["judgment_performance_deadline"])
    assert clocks.enforcement_last_day(deadline, rules) == day(v["last_day"])


# --- the manual's days, and promises --------------------------------------------------------------------------


@checks("overdue_day", "due", "date", "day")
def overdue_day(v: Vector) -> None:
    due, on = day(v["due"]), day(v["date"])
    assert clocks.overdue_day(due, on) == v["day"]
    if on >= due:
        assert episodes.step_day(one_due(due), on, policy()) == v["day"]


@checks(
    "overdue_windows", "due", "immediate_visit", "daily_calls", "visit_and_counter_guarantor_from",
    "notice_from",
)  # fmt: skip
def overdue_windows(v: Vector) -> None:
    found = clocks.windows(day(v["due"]), policy().steps)
    assert found.second_visit_from == found.cg_contact_from
    wanted = {
        "immediate_visit": [d.isoformat() for d in found.visit],
        "daily_calls": [d.isoformat() for d in found.calls],
        "visit_and_counter_guarantor_from": found.second_visit_from,
        "notice_from": found.notice_from,
    }
    same(wanted, {k: w for k, w in v.items() if k != "due"})


@checks("promise_to_pay", "promised", "by", "payments", "checked_on", "status", "shortfall", "late_payment", "paid")  # fmt: skip
def promise_to_pay(v: Vector) -> None:
    by = day(v["by"])
    made = min([by, *(day(d) for d, _ in v.get("payments", []))]) - timedelta(days=1)
    log = [event(EventType.PROMISE, made, amount=v["promised"], by=by, party=BORROWER)] + [
        event(EventType.PAYMENT, d, id=f"p{i}", amount=a)
        for i, (d, a) in enumerate(v.get("payments", []))
    ]
    states = promises.promises(one_due(by - timedelta(days=60), log=log), day(v["checked_on"]))
    assert len(states) == 1
    keys = ("status", "shortfall", "late_payment", "paid")
    same({k: getattr(states[0], k) for k in keys}, {k: v[k] for k in keys if k in v})
