"""The account as a statement prints it: what is claimed, how it came about, how it was computed."""

from __future__ import annotations

from decimal import Decimal

from noticegen import recourse, surplus
from noticegen.accrual import ZERO
from noticegen.chinese import rmb
from noticegen.claims import claim_of
from noticegen.events import CLAIMS
from noticegen.facts.loan import year
from noticegen.facts.paper import Paper, said
from noticegen.facts.sums import PARTS
from noticegen.model import Accrual, Case
from noticegen.money import day_in_table, digits, listed, money, percent
from noticegen.policy import Policy
from noticegen.text import Text

_LEDGER = {
    "due": Text("到期", "fell due"), "payment": Text("还款", "payment"),
    "sub_payment": Text("代偿", "paid under our guarantee"), "cost": Text("费用", "cost"),
    "waiver": Text("减免", "waiver"), "write_off": Text("核销", "write-off"), "extension": Text("展期", "extension"),
    "acceleration": Text("提前到期", "called early"), "refund": Text("退还多付款", "surplus paid back"), "credit": Text("抵用余款", "credit used"), "as_of": Text("截至", "as of"),
}  # fmt: skip
_COMPONENTS = {
    "penalty": Text("罚息", "penalty interest"), "compound": Text("复利", "compound interest"),
    "interest": Text("利息", "interest"), "recourse": Text("资金占用费", "cost of funds"),
}  # fmt: skip


def claim(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """The sum that is claimed: recourse once the house has paid, else the loan."""
    locale, on = paper.locale, paper.as_of
    back, owed = recourse.asked_back(case, on, policy), recourse.bank_owed(case, on, policy)
    total = back.total if back else owed.total
    more = back.daily_increase if back else owed.daily_increase
    return {
        "has_recourse": back is not None,
        "total": money(total, locale),
        "total_digits": digits(total),
        "total_capitals": rmb(total),
        "daily_increase": money(more, locale),
        "loan_principal": digits(owed.principal),
        "loan_interest": digits(owed.interest),
        "loan_penalty": digits(owed.penalty + owed.compound),
        "costs": digits(back.costs if back else owed.costs),
        "loan_total": digits(owed.total),
        "paid_out": digits(back.paid_out if back else ZERO),
        "recourse_interest": digits(back.interest if back else ZERO),
        "recourse_received": digits(back.received if back else ZERO),
        "recourse_total": digits(back.total if back else ZERO),
        "recourse_rate": listed([percent(r) for r in _rates(back)], locale),
        "recourse_year": said(year(back.basis if back else policy.recourse.basis), locale),
        "payments": tuple(
            {
                "date": day_in_table(p.on, locale),
                "amount": digits(p.amount),
                "payee": p.event.details.get("payee", ""),
                "voucher": p.event.details.get("voucher", ""),
                "interest": digits(sum((x.amount for x in p.lines), ZERO)),
            }
            for p in (back.paid if back else ())
        ),
    }


def _rates(back: recourse.Claim | None) -> tuple[Decimal, ...]:
    """The rates at which the sums paid bear interest, each once; 0 where there is none."""
    return tuple(dict.fromkeys(p.rate for p in back.paid)) if back else (ZERO,)


def account(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """Open lines, ledger and each line of interest, as computed for the as-of day."""
    locale = paper.locale
    owed = recourse.bank_owed(case, paper.as_of, policy)
    accruals = [a for row in owed.ledger for a in row.accruals]
    back = recourse.asked_back(case, paper.as_of, policy)
    accruals += [line for p in (back.paid if back else ()) for line in p.lines]
    order = case.loan.allocation_order or policy.allocation.order
    refunds = surplus.refunds(case, paper.as_of)
    return {
        "has_lines": bool(owed.lines),
        "lines": tuple(
            {
                "number": str(x.number),
                "due": day_in_table(x.due, locale),
                "days": str(x.days_overdue),
                "principal": digits(x.principal),
                "interest": digits(x.interest),
                "penalty": digits(x.penalty),
                "compound": digits(x.compound),
                "subtotal": digits(x.total),
            }
            for x in owed.lines
        ),
        "ledger": tuple(
            {
                "on": day_in_table(row.on, locale),
                "event": said(_LEDGER.get(row.event, Text(row.event, row.event)), locale),
                "amount": digits(row.amount),
                "accrued": digits(row.penalty_accrued),
                "to": _covered(row.to_costs, row.to_interest, row.to_principal),
                "principal_left": digits(row.principal_left),
                "interest_left": digits(row.interest_left),
                "costs_left": digits(row.costs_left),
            }
            for row in owed.ledger
        ),
        "refunds": tuple(
            {
                "on": day_in_table(e.day, locale),
                "amount": digits(e.amount or ZERO),
                "payee": e.details.get("payee", ""),
                "voucher": e.details.get("voucher", ""),
                "account": said(CLAIMS[claim_of(e, case, policy)], locale),
            }
            for e in refunds
        ),
        "has_refunds": bool(refunds),
        "accruals": tuple(_accrual(a, locale) for a in accruals),
        "has_accruals": bool(accruals),
        "allocation_order": listed([said(PARTS[p], locale) for p in order], locale),
    }


def _covered(costs: Decimal, interest: Decimal, principal: Decimal) -> str:
    return (
        " / ".join(map(digits, (costs, interest, principal)))
        if costs + interest + principal
        else ""
    )


def _accrual(line: Accrual, locale: str) -> dict[str, str]:
    name = said(_COMPONENTS[line.component], locale)
    return {
        "component": f"{name} {line.instalment}" if line.instalment else name,
        "span": f"{day_in_table(line.since, locale)} – {day_in_table(line.until, locale)}",
        "days": str(line.days),
        "base": digits(line.base),
        "rate": percent(line.rate),
        "amount": digits(line.amount),
    }
