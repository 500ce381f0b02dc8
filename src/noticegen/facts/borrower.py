"""The facts of an overdue notice to one borrower."""

from __future__ import annotations

from datetime import date

from noticegen import figures
from noticegen.addressing import RECOURSE_NOTICE, named
from noticegen.claims import stands_in
from noticegen.creditor import house_is_lender
from noticegen.errors import DataError
from noticegen.facts.loan import loan, rates, security
from noticegen.facts.paper import Paper, document
from noticegen.facts.people import house, person
from noticegen.facts.standing import claim, history
from noticegen.facts.sums import default, sums
from noticegen.model import Case, LoanKind, Party
from noticegen.money import days
from noticegen.policy import Policy
from noticegen.text import Text


def borrower(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of an overdue notice to one borrower: strings, conditions, the table's lines.

    Raises DataError if `party` did not sign as borrower or co-borrower, or nothing is overdue."""
    _not_yet_paid_by_house(case, paper.as_of, policy)
    who = addressee(case, party)
    owed = figures.owed(case, paper.as_of, policy)
    if not owed.lines:
        raise DataError(
            Text(f"{paper.as_of} 没有逾期款项", f"nothing is overdue on {paper.as_of}"),
            Text("核对日期和还款记录", "check the day and the payments"),
        )
    return {
        **document(paper),
        **house(case, paper.locale),
        **person(case, who, paper),
        **loan(case, paper.locale),
        **rates(case, paper.locale, policy),
        **security(case, paper.locale),
        **default(case, owed, paper, policy),
        **sums(case, owed, paper.locale, policy),
        **claim(case, paper, policy),
        **history(case, party, paper, policy),
        "cure_days": days(policy.notice.cure_days, paper.locale),
        "objection_days": days(policy.notice.objection_days, paper.locale),
    }


def addressee(case: Case, party: str) -> Party:
    """The borrower or co-borrower of this id. Raises DataError for anyone else."""
    found = next((p for p in case.borrowers if p.id == party), None)
    if found is None:
        raise DataError(
            Text(
                f"{party} 不是签约的借款人或共同借款人",
                f"{party} did not sign as borrower or co-borrower",
            ),
            Text("此种文书只发给签约的借款人", "such a document goes only to borrowers who signed"),
        )
    return found


def _not_yet_paid_by_house(case: Case, on: date, policy: Policy) -> None:
    """Once the house has paid the bank, what it claims is recourse, not the loan: other sums run,
    and a notice of the loan would be wrong."""
    if case.loan.kind is not LoanKind.GUARANTEED or house_is_lender(case):
        return
    paid = [e.day for e in stands_in(case, on, policy)]
    if paid:
        raise DataError(
            Text(
                f"本单位已于 {paid[0]} 代偿：逾期催收通知书所列的贷款债权已不是应主张的债权",
                f"the house paid under its guarantee on {paid[0]}: the loan claim of this notice is no longer the one to assert",
            ),
            Text(f"改用{named(RECOURSE_NOTICE).zh}", f"use the {named(RECOURSE_NOTICE).en}"),
        )
