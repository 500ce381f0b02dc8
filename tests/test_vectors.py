"""Worked figures, each checked through the product's own functions.

`NOTICEGEN_VECTORS` names another file of the same groups. A group that nobody here knows fails, and
so does a key that nothing here checks: figures must not pass unread. Numbers may be strings or
numbers, with thousands commas or without; what is not given, or null, is the house's default.

Where the rules leave two readings of a figure open, both are worked out by the product and either
may stand (`Readings`): a sum of printed lines, or its lines in one and rounded once; the credit
after a payment, or what that payment alone left over.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
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
from noticegen.model import Accrual, Case, EventType, GuaranteeKind, LedgerRow, Owed
from noticegen.recourse import claim as claim_on

DATA = Path(__file__).parent / "data"
SHIPPED, MORE = DATA / "vectors.json", DATA / "vectors-more.json"
NAMED = os.environ.get("NOTICEGEN_VECTORS")
FILES = [Path(NAMED)] if NAMED else [SHIPPED, MORE]
Vector: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[Vector], None]
CHECKS: dict[str, tuple[Check, frozenset[str]]] = {}
WORDS = frozenset({"id", "desc", "note", "why", "reading", "source", "comment"})  # nothing to check
CENT = Decimal("0.01")
ANY_DAY = date(2026, 6, 1)
LONG_AFTER = date(2060, 1, 1)


class Readings(tuple[Any, ...]):
    """Figures that can each be defended; any of them may be wanted."""


@cache
def groups(path: Path) -> dict[str, list[Vector]]:
    """The file's groups; one that holds a single figure counts as a list of one, null as none."""
    read: dict[str, Any] = json.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    held = {k: [] if v is None else v for k, v in read.items() if k != "meta"}
    return {k: v if isinstance(v, list) else [v] for k, v in held.items()}


def named(vector: object) -> str:
    """A readable name: the id, else the first two short values."""
    if not isinstance(vector, dict):
        return str(vector)[:40]
    short = [str(v) for v in vector.values() if isinstance(v, str | int) and len(str(v)) < 40]
    return str(vector.get("id") or "-".join(short[:2])) or "one"


ALL = [
    pytest.param(g, v, id=f"{g}-{i}-{named(v)}")
    for path in FILES
    for g, vectors in groups(path).items()
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


def test_every_group_of_the_files_is_known() -> None:
    """A group that holds nothing must be known too."""
    assert {g for path in FILES for g in groups(path)} <= set(CHECKS)


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


def number(text: object) -> Decimal:
    """5000, "5000.00" or "5,000.00"."""
    return Decimal(str(text).replace(",", ""))


def money(text: object) -> Decimal:
    return number(text).quantize(CENT)


def optional_day(text: str | None) -> date | None:
    return None if text is None else day(text)


def same(found: Mapping[str, object], wanted: Vector) -> None:
    """Every wanted key is known, and equal: numbers as numbers, days as days."""
    assert set(wanted) <= set(found) | WORDS, f"nothing here works out {set(wanted) - set(found)}"
    for key in set(wanted) - WORDS:
        readings = found[key]
        if not isinstance(readings, Readings):
            readings = Readings([readings])
        assert any(fits(got, wanted[key]) for got in readings), (
            f"{key}: wanted {wanted[key]}, found {' or '.join(map(str, readings))}"
        )


def fits(got: object, want: object) -> bool:
    """Equal, a number as a number. A quotient that never ends is compared as far as it is given."""
    if isinstance(got, date):
        return got == day(str(want))
    if not isinstance(got, Decimal | int) or want is None:
        return got == want
    given, got = number(want), Decimal(got)
    endless, places = len(got.as_tuple().digits) > 28, -int(given.as_tuple().exponent)
    with accrual.exact():
        return given == (got.quantize(given) if endless and places >= 8 else got)


def basis_of(given: Vector, silent: str) -> str:
    """The product's word for a day basis."""
    word = str(given.get("basis") or silent).lower()
    return {"actual_actual": "actual", "actual/actual": "actual"}.get(
        word, word.removeprefix("actual/")
    )


def in_one(lines: Iterable[Accrual]) -> Decimal:
    """The lines' sum rounded once, without what each won or lost."""
    with accrual.exact():
        return accrual.to_cent(
            sum((x.base * x.rate * x.days / int(x.basis) for x in lines), money(0))
        )


# --- Chinese forms --------------------------------------------------------------------------------


@checks("rmb_capital", "amount", "expected", "also_accepted")
def rmb_capital(v: Vector) -> None:
    """Every form is one of the rules' for this sum, and ours differs from it at most in a 零 or 整
    that may stand or not."""
    amount = number(v["amount"])
    if v["expected"] is None:
        with pytest.raises(ValueError, match="capitals"):
            chinese.rmb(amount)
        return
    ours = chinese.rmb(amount)
    assert spare(ours) == spare(v["expected"])
    for text in [ours, v["expected"], *(v.get("also_accepted") or [])]:
        assert chinese.rmb_valid(text), text
        assert chinese.rmb_parse(text) == amount, text


def spare(capitals: str) -> str:
    return capitals.replace("零", "").removesuffix("整")


@checks("rmb_capital_rejects", "text")
def rmb_capital_rejects(v: Vector) -> None:
    assert not chinese.rmb_valid(v["text"])


@checks("doc_number", "style", "org", "kind", "year", "seq", "width", "court", "expected")
def doc_number(v: Vector) -> None:
    kind, year, seq = v.get("kind") or "", int(v["year"]), int(v["seq"])
    if v["style"] == "court":
        got = chinese.court_number(v["court"], kind, year, seq)
    else:
        width: Vector = {"width": int(v["width"])} if v.get("width") is not None else {}
        got = chinese.document_number(v["style"], kind, year, seq, v.get("org") or "", **width)
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


@checks("resident_id", "body17", "check", "id", "date_valid", "sex", "birth")
def resident_id(v: Vector) -> None:
    number = v.get("id") or v["body17"] + v["check"]
    body = v.get("body17") or number[:17]
    assert identifiers.resident_check(body) == number[17:] == v.get("check", number[17:])
    assert body == number[:17]
    if v.get("date_valid") is False:
        with pytest.raises(identifiers.BadNumber, match="birth date"):
            identifiers.resident_id(number)
        return
    found = identifiers.resident_id(number)
    assert found.id == number
    assert found.birth.isoformat().replace("-", "") == number[6:14]
    assert v.get("birth") in {None, found.birth.isoformat()}
    assert v.get("sex") in {None, found.sex, {"male": "男", "female": "女"}[found.sex]}


@checks("resident_id_bad", "id")
def resident_id_bad(v: Vector) -> None:
    if "accept" in v.get("why", ""):
        assert identifiers.resident_id(v["id"]).id == v["id"].upper()
        return
    with pytest.raises(identifiers.BadNumber) as refused:
        identifiers.resident_id(v["id"])
    assert not v["id"] or v["id"] not in str(refused.value)


@checks("id_mask", "id", r"mask_\d+_\d+")
def id_mask(v: Vector) -> None:
    for key in v:
        if found := re.fullmatch(r"mask_(\d+)_(\d+)", key):
            head, tail = int(found[1]), int(found[2])
            assert identifiers.mask_id(v["id"], head, tail) == v[key]


@checks("uscc", "body17", "check", "code", "org_part", "org_check_ok")
def uscc(v: Vector) -> None:
    code = v.get("code") or v["body17"] + v["check"]
    assert code[:17] == v.get("body17", code[:17])
    assert identifiers.uscc_check(code[:17]) == code[17] == v.get("check", code[17])
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
    if "accept" in v.get("why", ""):
        assert identifiers.uscc(v["code"]) == v["code"].upper()
        return
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
    assert never is None or number(never) != found["penalty_annual_rate"]
    same(found, {k: w for k, w in v["expected"].items() if k != "never"})


def read_all(given: Vector, *keys: str) -> None:
    """An input that is not read would make the figure another one."""
    unread = {k for k in given if not any(re.fullmatch(p, k) for p in keys)} - WORDS
    assert not unread, f"nothing here reads {sorted(unread)}"


def misuse(given: Vector) -> dict[str, object]:
    """Overdue and misuse surcharge: the heavier alone."""
    read_all(given, "contract_rate", "annual_rate", "overdue_surcharge", "misuse_surcharge")
    rate = number(given.get("contract_rate") or given["annual_rate"])
    over, wrong = number(given.get("overdue_surcharge") or 0), number(given["misuse_surcharge"])
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
    quoted, base = number(given[f"{unit}_rate"]), number(given["principal"])
    surcharge = number(given.get("surcharge") or 0)
    yearly = accrual.yearly(quoted, per)
    raised = accrual.penalty_rate(yearly, surcharge)
    days = span(given) if given.get("days") is None else int(given["days"])
    basis = basis_of(given, policy().interest.basis)
    by_basis = {b: figures.interest(base, raised, days, b) for b in ("360", "365")}
    amount: object = by_basis.get(basis)
    if given.get("due") is not None:
        account = owed_simply(given, yearly, surcharge, basis)
        assert amount in {None, account.penalty}
        amount = Readings([account.penalty, in_one(accruals(account))])
        assert account.principal == base
    return {
        "overdue_days": days,
        "days": days,
        "annual_rate": yearly,
        "penalty_annual_rate": raised,
        "daily_contract": accrual.daily(quoted, per),
        "daily_penalty": accrual.daily(accrual.penalty_rate(quoted, surcharge), per),
        "penalty_interest": amount,
        "b360": by_basis["360"],
        "b365": by_basis["365"],
        "difference": abs(by_basis["360"] - by_basis["365"]),
    }


def accruals(account: Owed) -> list[Accrual]:
    return [a for row in account.ledger for a in row.accruals]


def span(given: Vector) -> int:
    return clocks.overdue_day(day(given["due"]), day(given["as_of"]))


def owed_simply(given: Vector, rate: Decimal, surcharge: Decimal, basis: str) -> Owed:
    loan = {
        "principal": number(given["principal"]),
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
    base, rate = number(given["principal"]), number(given["annual_rate"])
    basis, maturity = basis_of(given, policy().interest.basis), day(given["maturity"])
    keys = sorted((k for k in given if k.startswith("interest_period_")), key=lambda k: int(k[16:]))
    periods = {int(k[16:]): (day(given[k][0]), day(given[k][1])) for k in keys}
    earned = {n: figures.interest_between(base, rate, a, b, basis) for n, (a, b) in periods.items()}
    dues = [(b, base if b == maturity else money(0), earned[n]) for n, (_, b) in periods.items()]
    if maturity not in [b for _, b in periods.values()]:
        dues.append((maturity, base, money(0)))
    paid = number(given.get("interest_paid") or 0)
    first = min(b for _, b in periods.values())
    log = [event(EventType.PAYMENT, first, amount=paid)] if paid else []
    loan = {
        "principal": base,
        "annual_rate": rate,
        "surcharge": number(given.get("surcharge") or 0),
        "maturity": maturity,
        "day_basis": basis,
        "compound": True,
        "disbursed_on": min(a for a, _ in periods.values()),
    }
    account = figures.owed(
        case(dues=dues, log=log, loan_changes=loan), day(given["as_of"]), policy()
    )
    lines = accruals(account)
    penalty_in_one = in_one(a for a in lines if a.component == "penalty")
    compound_in_one = money(0)
    found: dict[str, object] = {
        "penalty_on_principal": Readings([account.penalty, penalty_in_one]),
        "interest_left": account.interest,
    }
    for place, n in enumerate(periods, 1):
        mine = [a for a in lines if a.instalment == place and a.component == "compound"]
        in_term = [a for a in mine if a.until <= maturity]
        after = [a for a in mine if a.since >= maturity]
        found[f"interest_{n}"] = earned[n]
        for key, part in ((f"compound_{n}_in_term", in_term), (f"compound_{n}_after", after)):
            found[key] = Readings([sum((a.amount for a in part), money(0)), in_one(part)])
            compound_in_one += in_one(part)
    found["compound_total"] = Readings([account.compound, compound_in_one])
    lines_in_one = account.principal + account.interest + compound_in_one + penalty_in_one
    found["total_due"] = Readings([account.total, lines_in_one])
    return found


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
    same(found, wanted.get("totals") or {})
    rows = [r for r in account.ledger if r.event != "due"]
    if wanted.get("rows") is not None:
        assert [(r.on.isoformat(), r.event) for r in rows] == [
            (w["date"], w["event"]) for w in wanted["rows"]
        ]
        for row, want in zip(rows, wanted["rows"], strict=True):
            same({k: getattr(row, k) for k in ROW_KEYS} | of_day(row), want)
    if wanted.get("equal_to") is not None:
        other = played(full_input(known_case(wanted["equal_to"])))
        assert [replace(r, event_id="") for r in account.ledger] == [
            replace(r, event_id="") for r in other.ledger
        ]


def of_day(row: LedgerRow) -> dict[str, object]:
    """The day, and both readings of what is not applied: what this payment left over, or all."""
    alone = row.amount - row.to_costs - row.to_interest - row.to_principal
    left_over = alone if row.event == "payment" else money(0)
    return {"date": row.on, "unapplied": Readings([row.unapplied, left_over])}


def known_case(name: str) -> Vector:
    """The allocation case of this id: of the file, else of the shipped one."""
    pool = [v for path in (*FILES, SHIPPED) for v in groups(path).get("allocation", [])]
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
    payments = given.get("payments") or []
    entered = given.get("entry_order") or [p[0] for p in payments]
    numbered = sorted(range(len(payments)), key=lambda i: (entered.index(payments[i][0]), i))
    log = [
        event(EventType.COST, c[0], id=f"c{i:03d}", amount=number(c[1]), what="诉讼费", hour=8)
        for i, c in enumerate(given.get("costs") or [])
    ] + [
        event(EventType.PAYMENT, payments[i][0], id=f"p{n:03d}", amount=number(payments[i][1]))
        for n, i in enumerate(numbered)
    ]
    loan = {
        "principal": number(given["principal"]),
        "annual_rate": number(given["annual_rate"]),
        "surcharge": number(given.get("surcharge") or 0),
        "maturity": day(given["due"]),
        "disbursed_on": day(given["due"]) - timedelta(days=365),
        "day_basis": basis_of(given, policy().interest.basis),
        "allocation_order": tuple(given.get("order") or ()),
    }
    return figures.owed(case(log=log, loan_changes=loan), day(given["as_of"]), policy())


# --- rates, ceilings, fees ------------------------------------------------------------------------------


@checks("lpr_1y_changes", "from", "pct")
def lpr_1y_changes(v: Vector) -> None:
    since, rate = day(v["from"]), number(v["pct"])
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
            assert fits(got, v[key]), key


RESULTS = {
    "within": {"ok", "pass", "none", "within"},
    "guidance": {"warn"},
    "cap": {"cap", "capped", "cut", "reduce", "reduced"},
    "unknown": {"refuse", "refused", "unknown", "manual"},
}


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


@checks(
    "cap_tests", "kind", "contract_date", "agreed_rate_pct", "overdue_rate_pct", "cap_pct",
    "recoverable_pct", "sum_of_interest_penalty_fees_pct", "guidance_pct", "result", "rule",
)  # fmt: skip
def cap_tests(v: Vector) -> None:
    """`result` says in one word how it ends: within, warned of, cut, or not worked out at all."""
    lender = {"private_lending": "private", "financial": "bank"}.get(v["kind"], "local_financial")
    assert lender != "local_financial" or v["kind"].startswith("local_financial")
    agreed = number(v.get("agreed_rate_pct") or v.get("sum_of_interest_penalty_fees_pct") or "30")
    overdue = number(v["overdue_rate_pct"]) if v.get("overdue_rate_pct") is not None else None
    made = day(v.get("contract_date") or "2026-01-05")
    found = fees.burden(lender, made, agreed, policy(), overdue=overdue)
    unknown = found.effect == "unknown"
    recoverable = None if unknown else found.recoverable
    same({"cap_pct": found.limit, "recoverable_pct": recoverable, "guidance_pct": found.limit},
         {k: v[k] for k in ("cap_pct", "recoverable_pct", "guidance_pct") if k in v})  # fmt: skip
    assert (found.effect in {"cap", "unknown"}) is (lender == "private")
    if v.get("result") is not None:
        word, _, says = v["result"].partition(": ")
        ends = "unknown" if unknown else found.effect if found.exceeds else "within"
        assert word.lower() in RESULTS[ends], ends
        assert ends in {"within", "unknown"} or numbers(says) <= numbers(found.note.en)
    if v.get("rule") is not None:
        assert v["rule"] in found.note.en


@checks("double_delay_interest", "base", "from", "to", "days", "rate_per_day", "expected")
def double_delay_interest(v: Vector) -> None:
    since, until, base = day(v["from"]), day(v["to"]), number(v["base"])
    wanted = number(v["expected"])
    assert v.get("days") in {None, (until - since).days}
    ours = policy().delay_interest[-1].rate_per_day
    rate = number(v.get("rate_per_day") or ours)
    assert fees.delay_amount(base, rate, (until - since).days) == wanted
    if rate == ours:
        assert fees.double_delay_interest(base, since, until, policy()) == wanted


@checks(
    "recourse", "paid", "paid_on", "payments", "as_of", "rate_annual", "basis", "days", "total",
    r"interest(_\d+)?", r"interest_total",
)  # fmt: skip
def recourse(v: Vector) -> None:
    payments = [(day(d), number(a)) for d, a in v.get("payments") or []]
    if v.get("paid") is not None:
        payments.append((day(v["paid_on"]), number(v["paid"])))
    as_of, rate = day(v["as_of"]), number(v["rate_annual"])
    log = [
        cases.event(EventType.SUB_PAYMENT, on, f"s{n:04}", amount=amount)
        for n, (on, amount) in enumerate(payments)
    ]
    basis = basis_of(v, policy().recourse.basis)
    terms = policy().model_copy(
        update={"recourse": policy().recourse.model_copy(update={"basis": basis})}
    )
    claim = claim_on(cases.case(contract=cases.loan(recourse_rate=rate), log=log), as_of, terms)
    assert claim is not None
    interest = sum((p.interest for p in claim.paid), money(0))
    assert claim.total == interest + claim.paid_out
    in_time = sorted(range(len(payments)), key=lambda n: payments[n][0])  # stable: as the log is
    lines = dict(zip(in_time, (p.interest for p in claim.paid), strict=True))
    found = {
        **{f"interest_{n + 1}": line for n, line in lines.items()},
        "interest": interest,
        "interest_total": interest,
        "days": (as_of - min(on for on, _ in payments)).days,
        "total": interest + sum((a for _, a in payments), money(0)),
    }
    given = ("paid", "paid_on", "payments", "as_of", "rate_annual", "basis")
    same(found, {k: w for k, w in v.items() if k not in given})


@checks("court_fee", "claim", "acceptance_fee", "simplified_half", "payment_order_third")
def court_fee(v: Vector) -> None:
    claim = number(v["claim"])
    found = {
        "claim": claim,
        "acceptance_fee": fees.court_fee(claim, policy(), ANY_DAY),
        "simplified_half": fees.court_fee(claim, policy(), ANY_DAY, "simplified"),
        "payment_order_third": fees.court_fee(claim, policy(), ANY_DAY, "payment_order"),
    }
    same(found, v)


@checks("preservation_fee", "amount", "fee")
def preservation_fee(v: Vector) -> None:
    assert fees.preservation_fee(number(v["amount"]), policy(), ANY_DAY) == number(v["fee"])


@checks("enforcement_fee", "amount", "fee")
def enforcement_fee(v: Vector) -> None:
    assert fees.enforcement_fee(number(v["amount"]), policy(), ANY_DAY) == number(v["fee"])


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
    """`months` null, 0 or less: not agreed, or an end that is not after the debt's due date."""
    start, expires = day(v["start"]), day(v["expires"])
    months = int(v["months"]) if v.get("months") is not None else None
    assert guarantee_end(start, months, counter=False) == expires
    assert guarantee_end(start, months, counter=True) == expires
    if months == policy().guarantee.months_if_silent:
        assert guarantee_end(start, None, counter=False) == expires
    assert v.get("weekday") in {None, clocks.weekday(expires).zh}


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
    if v.get("demand_on_guarantor") is not None:
        last = guarantor_limitation_end(v)
    else:
        clock, late = borrower_limitation(v)
        last = None if late else clock.last_day
        expired = optional_day(v.get("expired_on"))
        assert expired in ({clock.last_day, None} if late else {None})
    assert last == optional_day(v["expires"])
    if v.get("weekday") and last is not None:
        assert clocks.weekday(last).zh == v["weekday"]


def borrower_limitation(v: Vector) -> tuple[clocks.Clock, bool]:
    """The clock, and whether an interruption came after it had run out."""
    dues = [day(d) for d in v.get("instalments") or [v["due"]]]
    stops = [day(d) for d in v.get("interruptions") or []]
    terms = policy().limitation
    plain = clocks.limit(max(dues), stops, terms.years, terms.longest_years)
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
    """Limitation against a joint guarantor, by arithmetic and by the log; None = guarantee gone,
    or asked for before anything was due."""
    due, demand = day(v["due"]), day(v["demand_on_guarantor"])
    months = int(v.get("months") or policy().guarantee.months_if_silent)
    run = clocks.guarantor_limit(due, months, [demand], policy().limitation.years)
    log = served("guarantor-demand", demand, SURETY)
    mine = one_due(due, log=log, guarantees=[surety(period_months=months)])
    found = [c for c in clocks.of(mine, LONG_AFTER, policy()) if c.party == SURETY]
    assert [c.kind for c in found] == ["guarantor_limitation" if run else "guarantee"]
    if run is None:
        assert demand < due or found[0].over(demand)
        assert found[0].last_day.isoformat() in (v.get("result") or found[0].last_day.isoformat())
        return None
    assert found[0].last_day == run.last_day
    return run.last_day


@checks("enforcement_application_period", "judgment_performance_deadline", "years", "last_day")
def enforcement_application_period(v: Vector) -> None:
    years = int(v.get("years") or policy().limitation.enforcement_years)
    terms = policy().limitation.model_copy(update={"enforcement_years": years})
    rules = policy().model_copy(update={"limitation": terms})
    deadline = day(v["judgment_performance_deadline"])
    assert clocks.enforcement_last_day(deadline, rules) == day(v["last_day"])


# --- the manual's days, and promises --------------------------------------------------------------------------


@checks("overdue_day", "due", "date", "day")
def overdue_day(v: Vector) -> None:
    due, on = day(v["due"]), day(v["date"])
    number_of_day = int(v["day"])
    assert clocks.overdue_day(due, on) == number_of_day
    if on >= due:
        assert episodes.step_day(one_due(due), on, policy()) == number_of_day


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
    """The promise was made the day before anything else that is known of it."""
    by, payments = day(v["by"]), [(day(d), number(a)) for d, a in v.get("payments") or []]
    made = min([by, day(v["checked_on"]), *(d for d, _ in payments)]) - timedelta(days=1)
    log = [event(EventType.PROMISE, made, amount=number(v["promised"]), by=by, party=BORROWER)] + [
        event(EventType.PAYMENT, d, id=f"p{i}", amount=a) for i, (d, a) in enumerate(payments)
    ]
    states = promises.promises(one_due(by - timedelta(days=60), log=log), day(v["checked_on"]))
    assert len(states) == 1
    keys = ("status", "shortfall", "late_payment", "paid")
    same({k: getattr(states[0], k) for k in keys}, {k: v[k] for k in keys if k in v})
