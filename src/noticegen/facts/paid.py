"""What the house paid under its guarantee, and what it asks back for it: for whoever is asked."""

from __future__ import annotations

from noticegen import fees, recourse
from noticegen.accrual import ZERO
from noticegen.facts.loan import year
from noticegen.facts.paper import Paper, said
from noticegen.model import Case
from noticegen.money import bracketed, clause, day, day_in_table, digits, listed, money, percent
from noticegen.policy import Policy


def paid(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """The payments of the house, and the recourse claim as of the day; empty while nothing of it is open."""
    locale, claim = paper.locale, recourse.asked_back(case, paper.as_of, policy)
    payments = claim.paid if claim else ()
    rates = sorted({p.rate for p in payments})
    basis = claim.basis if claim else policy.recourse.basis
    interest = sum((line.amount for p in payments for line in p.lines), ZERO)
    return {
        "has_recourse": claim is not None,
        "several_payments": len(payments) > 1,
        "payments": tuple(
            {
                "date": day_in_table(p.on, locale),
                "amount": digits(p.amount),
                "payee": p.event.details.get("payee", ""),
                "voucher": p.event.details.get("voucher", ""),
                "interest": digits(sum((line.amount for line in p.lines), ZERO)),
            }
            for p in payments
        ),
        "paid_out": money(claim.paid_out if claim else ZERO, locale),
        "paid_out_digits": digits(claim.paid_out if claim else ZERO),
        "recourse_principal": digits(claim.principal if claim else ZERO),
        "recourse_interest": digits(claim.interest if claim else ZERO),
        "recourse_costs": digits(claim.costs if claim else ZERO),
        "has_recourse_costs": bool(claim and claim.costs),
        "has_recourse_interest": interest > 0,
        "recourse_rate": listed([percent(r) for r in rates], locale) if rates else "",
        "rate_quoted": all(fees.lpr_known(p.on, policy) for p in payments),
        "quotes_until": day(policy.lpr.known_until, locale),
        "rate_agreed": case.loan.recourse_rate is not None,
        "recourse_clause": bracketed(clause(case.loan.recourse_clause, locale), locale),
        "recourse_basis": said(year(basis), locale),
        "recourse_contract": case.loan.recourse_contract,
        "has_recourse_contract": bool(case.loan.recourse_contract),
        "received": digits(claim.received if claim else ZERO),
        "has_received": bool(claim and claim.received),
        "house_account_bank": case.house.account_bank,
        "house_account_number": case.house.account_number,
        "has_house_account": bool(case.house.account_bank and case.house.account_number),
    }
