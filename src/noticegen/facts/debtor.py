"""The facts of the notice of recourse to one borrower, after the house has paid the creditor."""

from __future__ import annotations

from decimal import Decimal

from noticegen import clocks, recourse
from noticegen.accrual import ZERO
from noticegen.addressing import NOTICE, named
from noticegen.chinese import rmb
from noticegen.creditor import house_is_lender
from noticegen.errors import DataError
from noticegen.facts.borrower import addressee
from noticegen.facts.loan import loan, security
from noticegen.facts.paid import paid
from noticegen.facts.paper import Paper, document, said
from noticegen.facts.people import house, person
from noticegen.facts.standing import CONSENT_APPROVAL, history
from noticegen.model import Accrual, Case, EventType
from noticegen.money import day, day_in_table, days, digits, money, percent
from noticegen.policy import Policy
from noticegen.recourse import Claim, Paid, Receipt
from noticegen.text import Text
from noticegen.wording.vocabulary.debtor import DEBTOR

_RECEIVED = Text("收到款项", "Received")
_WAIVED = Text("经批准减免", "Waived with approval")


def debtor(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of a notice of recourse to one borrower: what was paid for him, what he owes for it.

    Raises DataError if `party` did not sign as borrower or co-borrower, if the loan is the house's
    own, if the house has not paid, or nothing of the recourse claim is open."""
    who, locale = addressee(case, party), paper.locale
    claim = _open_claim(case, paper, policy)
    known = {
        **document(paper),
        **house(case, locale),
        **person(case, who, paper),
        **loan(case, locale),
        **security(case, locale),
        **paid(case, paper, policy),
        **_sums(claim, locale),
        **_default(case, claim, paper, policy),
        **_standing(case, paper, policy),
        **history(case, party, paper, policy),
        "deadline": day(paper.deadline, locale),
        "cure_days": days(policy.notice.cure_days, locale),
        "objection_days": days(policy.notice.objection_days, locale),
    }
    allowed = {*DEBTOR.facts, *DEBTOR.conditions, *DEBTOR.rows, "tone"}
    return {name: value for name, value in known.items() if name in allowed}


def _open_claim(case: Case, paper: Paper, policy: Policy) -> Claim:
    claim = recourse.claim(case, paper.as_of, policy)
    if claim is None or house_is_lender(case):
        raise DataError(
            Text(
                f"{paper.as_of} 本单位没有代偿，没有追偿款",
                f"on {paper.as_of} the house has paid nothing under a guarantee: there is no recourse",
            ),
            Text(
                f"代偿前用{named(NOTICE).zh}；已代偿的以 sub_payment 记录",
                f"before payment use the {named(NOTICE).en}; record a payment as `sub_payment`",
            ),
        )
    if not claim.total:
        raise DataError(
            Text("追偿款已经付清", "nothing of the recourse claim is open"),
            Text("核对日期和还款记录", "check the day and the payments"),
        )
    return claim


def _sums(claim: Claim, locale: str) -> dict[str, object]:
    waived = sum(
        (r.amount - r.unapplied for r in claim.receipts if r.event.type is EventType.WAIVER), ZERO
    )
    accruals = [line for p in claim.paid for line in p.lines]
    return {
        "claims": tuple(_claim(p, locale) for p in claim.paid),
        "accruals": tuple(_accrual(line, locale) for line in accruals),
        "receipts": tuple(_receipt(r, locale) for r in claim.receipts),
        "sum_claims": digits(claim.principal + claim.interest),
        "accrued": digits(sum((line.amount for line in accruals), ZERO)),
        "shows_sums": len(claim.paid) > 1 or claim.costs > 0 or bool(claim.receipts),
        "waived": digits(waived),
        "has_waived": waived > 0,
        "has_reductions": bool(claim.receipts),
        "total": money(claim.total, locale),
        "total_digits": digits(claim.total),
        "total_capitals": rmb(claim.total),
        "daily_increase": money(claim.daily_increase, locale),
        "grows_daily": claim.daily_increase > 0,
    }


def _claim(payment: Paid, locale: str) -> dict[str, str]:
    return {
        "date": day_in_table(payment.on, locale),
        "amount": digits(payment.amount),
        "principal": digits(payment.open),
        "interest": digits(payment.interest),
        "subtotal": digits(payment.open + payment.interest),
    }


def _accrual(line: Accrual, locale: str) -> dict[str, str]:
    return {
        "since": day_in_table(line.since, locale),
        "until": day_in_table(line.until, locale),
        "days": str(line.days),
        "base": digits(line.base),
        "rate": percent(line.rate),
        "amount": digits(line.amount),
    }


def _receipt(receipt: Receipt, locale: str) -> dict[str, str]:
    """Money that came in, or what a waiver took; not from whom."""
    waiver = receipt.event.type is EventType.WAIVER
    amount: Decimal = receipt.amount - (receipt.unapplied if waiver else ZERO)
    return {
        "date": day_in_table(receipt.event.day, locale),
        "what": said(_WAIVED if waiver else _RECEIVED, locale),
        "amount": digits(amount),
    }


def _default(case: Case, claim: Claim, paper: Paper, policy: Policy) -> dict[str, object]:
    """What was missed when the house first paid, and whether the creditor is still owed something."""
    missed = recourse.missed_on(case, claim, policy)
    return {
        "in_default": missed is not None,
        "first_due": day(missed, paper.locale) if missed else "",
        "has_bank_rest": recourse.bank_owed(case, paper.as_of, policy).total > 0,
    }


def _standing(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """The claim is the house's own: no authority is asked for. Once its limitation may have run out,
    the notice asserts nothing of it, and asks for consent only if legal has approved."""
    clock = clocks.recourse_limitation(case, policy, paper.issued_on)
    expired = clock is not None and paper.issued_on > clock.rolled
    return {
        "asserts_claim": not expired,
        "consent_box": expired and CONSENT_APPROVAL in paper.approvals,
    }
