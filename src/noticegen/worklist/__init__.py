"""What an officer should do about one case on one day, sorted by what is lost first.

`of` is pure: a case, a day, policy and plan in, items out. Whatever may leave the house with an item
(its words in a workbook or a calendar) names no person, no reason and no sum; what is for the house
alone stands in `Item.more` and `Item.plan`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from noticegen.model import Case
from noticegen.plan import Plan
from noticegen.policy import Policy
from noticegen.worklist import contacts, dates, papers
from noticegen.worklist.item import Ask, Held, Item, Paper, Raw
from noticegen.worklist.order import KINDS, LOSSES, ORDER, rank

Kinds = Mapping[str, Paper]

__all__ = ["KINDS", "LOSSES", "ORDER", "Held", "Item", "Kinds", "Paper", "letters", "of", "rank"]


def of(case: Case, on: date, policy: Policy, plan: Plan, kinds: Kinds) -> tuple[Item, ...]:
    """Everything to do about `case` on day `on`, in the order of `order.ORDER`.

    `kinds` are the kinds of documents the house has."""
    ask = Ask(case, on, policy, plan)
    found = [ask.item(raw) for raw in _all(ask, kinds)]
    return tuple(sorted(found, key=lambda item: item.place))


def letters(case: Case, on: date, policy: Policy, plan: Plan, kinds: Kinds) -> tuple[Item, ...]:
    """What comes next of the papers of `case`: documents that are possible or blocked on day `on`, and
    letters that are out without proof of service, these from the day they were issued."""
    ask = Ask(case, on, policy, plan)
    found = [ask.item(raw) for raw in papers.documents(ask, kinds)]
    found += [ask.item(raw) for raw in papers.mail(ask, at_once=True)]
    return tuple(sorted(found, key=lambda item: item.place))


def _all(ask: Ask, kinds: Kinds) -> Iterator[Raw]:
    yield from dates.clocks_running_out(ask)
    yield from dates.estates(ask)
    yield from contacts.wanted(ask)
    yield from papers.documents(ask, kinds)
    yield from papers.mail(ask)
    yield from papers.deadlines(ask)
    yield from dates.disputes(ask)
    yield from dates.holds_ending(ask)
