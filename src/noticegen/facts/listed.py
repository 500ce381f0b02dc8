"""The facts of letters on the house's internal list, to one customer."""

from __future__ import annotations

from datetime import date

from noticegen import episodes, recourse
from noticegen.addressing import LISTING, NOTICE, WARNING
from noticegen.deliveries import Delivery, delivery, papers_to
from noticegen.errors import DataError
from noticegen.facts.borrower import addressee
from noticegen.facts.loan import loan
from noticegen.facts.paper import Paper, document, said
from noticegen.facts.people import house, person
from noticegen.facts.standing import named, served
from noticegen.model import Case, Episode, EventType
from noticegen.money import day, days, money
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.wording.vocabulary.listed import LISTED
from noticegen.workdays import add_months

T = EventType
_REMOVALS = {
    "review": Text("复核期满，不再保留", "review: the entry is no longer kept"),
    "objection": Text("异议成立", "the objection was upheld"),
    "correction": Text("记录有误，予以更正", "the entry was wrong and is corrected"),
    "other": Text("经审批移出", "removed by decision"),
}


def listed(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of a warning, an entry or a withdrawal.

    Raises DataError if the party is no borrower of the loan, or the house keeps no list."""
    who = addressee(case, party)
    if not case.house.keeps_list:
        raise DataError(
            Text("本单位没有内部禁入名单", "this house keeps no internal list"),
            Text(
                "noticegen.toml 的 house.keeps_list、list_rule",
                "house.keeps_list and list_rule in noticegen.toml",
            ),
        )
    known = {
        **document(paper),
        **house(case, paper.locale),
        **person(case, who, paper),
        **loan(case, paper.locale),
        **_default(case, party, paper, policy),
        **_entry(case, party, paper, policy),
        "list_scope": case.house.list_scope,
        "has_list_scope": bool(case.house.list_scope),
        "list_reviewer": case.house.list_reviewer,
        "has_list_reviewer": bool(case.house.list_reviewer),
        "list_objection_days": days(policy.list.objection_days, paper.locale),
        "review_on": day(add_months(paper.issued_on, policy.list.review_months), paper.locale),
        "tone": "N",
    }
    allowed = {*LISTED.facts, *LISTED.conditions, "tone"}
    return {name: value for name, value in known.items() if name in allowed}


def _default(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The default the letter speaks of: the present one, or the last one ended. What the house paid for
    the debtor stays unpaid by him on the loan's own account: that default ends on the day on which
    nothing is owed any more, to the house neither."""
    locale, on = paper.locale, paper.as_of
    episode = _episode(case, on, policy)
    ended = recourse.settled_on(case, on, policy)
    since = episode.anchor if episode else on
    until = (episode.ended or ended or on) if episode else on
    owed = recourse.claim(case, on, policy)
    left = recourse.bank_owed(case, on, policy).total + (owed.total if owed else 0)
    standing = episode is not None and not episode.ended and ended is None
    overdue = episodes.days_overdue(case, on, policy) if standing else (until - since).days
    return {
        "first_due": day(since, locale),
        "days_overdue": days(overdue, locale),
        "total": money(left, locale),
        "house_paid": owed is not None and owed.total > 0,
        "settled_on": day(ended, locale) if ended else "",
        "written_off": any(e.day <= on for e in case.of(T.WRITE_OFF)),
        **_served("notices", delivery(case, NOTICE, party, since, paper.issued_on), locale),
        **_served("warnings", delivery(case, WARNING, party, since, paper.issued_on), locale),
    }


def _episode(case: Case, on: date, policy: Policy) -> Episode | None:
    known = episodes.episodes(case, on, policy)
    return known[-1] if known else None


def _served(what: str, of: Delivery, locale: str) -> dict[str, object]:
    return {
        f"served_{what}": served([(e.document, e.day) for e in of.proved], locale),
        f"has_served_{what}": bool(of.proved),
    }


def _entry(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The entry that stands, and the decision to remove it."""
    entries = papers_to(case, LISTING, party, date.min, paper.issued_on)
    decided = [e for e in case.of(T.LIST_REMOVAL, party=party) if e.day <= paper.issued_on]
    ground = decided[-1].details.get("removal", "") if decided else ""
    return {
        "entry": named([(e.document, e.day) for e in entries[-1:]], paper.locale),
        "removal": said(_REMOVALS.get(ground, _REMOVALS["other"]), paper.locale) if decided else "",
        "removed_on": day(decided[-1].day, paper.locale) if decided else "",
    }
