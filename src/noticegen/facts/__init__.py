"""What a letter may say: facts for one audience, as finished strings.

`borrower` turns a case into the facts listed in `wording.vocabulary` for the borrower's own notice,
and nothing else: what has no name there cannot be printed. Identifiers are masked here. The reason
recorded for the default only chooses the tone, one letter, and goes no further.
"""

from __future__ import annotations

from noticegen import figures
from noticegen.errors import DataError
from noticegen.facts.loan import loan, rates, security
from noticegen.facts.paper import Paper, document
from noticegen.facts.people import house, person
from noticegen.facts.standing import (
    CONSENT_APPROVAL,
    claim,
    has_authority,
    history,
    house_is_lender,
)
from noticegen.facts.sums import default, sums
from noticegen.model import Case, Party
from noticegen.money import days
from noticegen.policy import Policy
from noticegen.text import Text

__all__ = ["CONSENT_APPROVAL", "Paper", "borrower", "has_authority", "house_is_lender"]


def borrower(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of an overdue notice to one borrower: strings, conditions, the table's lines.

    Raises DataError if `party` did not sign as borrower or co-borrower, or nothing is overdue."""
    who = _addressee(case, party)
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


def _addressee(case: Case, party: str) -> Party:
    found = next((p for p in case.borrowers if p.id == party), None)
    if found is None:
        raise DataError(
            Text(
                f"{party} 不是签约的借款人或共同借款人",
                f"{party} did not sign as borrower or co-borrower",
            ),
            Text("催收通知书只发给签约的借款人", "the notice goes only to borrowers who signed"),
        )
    return found
