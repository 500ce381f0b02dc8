"""Answers kept with the case they are about.

A check asks for the same account, clocks and promises dozens of times. Case and policy are frozen,
so the answer for a day cannot change: it is kept in `Case.memory`, by identity of the policy
(comparing by value would cost more than a replay), and goes when the case goes. Only the day asked about
first and the last few are kept, so that asking about a whole year holds no more than a week, and a check
that looks back on many days does not forget its own. Nothing is shared between cases, and nothing of it
leaves with a pickle.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

from noticegen.model import Case
from noticegen.policy import Policy

DAYS = 8
FIRST = 2  # the day of a check, under its policy and whatever the policy
Answer = TypeVar("Answer")
Question: TypeAlias = Callable[[Case, date, Policy], Answer]


def remembered(question: Question[Answer]) -> Question[Answer]:
    """`question(case, on, policy)`, worked out once per case, day and policy."""

    @wraps(question)
    def asked(case: Case, on: date, policy: Policy) -> Answer:
        known = case.memory.get((on, id(policy))) or of_day(case, on, policy)
        if question in known:
            return cast("Answer", known[question])
        answer = known[question] = question(case, on, policy)
        return answer

    return asked


def once(question: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
    """`question(case)`, whatever the day and policy, worked out once per case."""

    @wraps(question)
    def asked(case: Case) -> Answer:
        known: dict[Any, Answer] = of_case(case)
        if question in known:
            return known[question]
        answer = known[question] = question(case)
        return answer

    return asked


def of_day(case: Case, on: date, policy: Policy | None = None) -> dict[Any, Any]:
    """What is kept of one day (under a policy, or whatever the policy). A key names its question;
    two questions never share one."""
    days = case.memory
    key = (on, id(policy))
    if key in days:
        return days[key]
    kept = [day for day in list(days) if day is not None]
    for old in kept[FIRST : FIRST + max(0, len(kept) - DAYS + 1)]:
        days.pop(old, None)
    found = days[key] = {None: policy}  # held, so that its id stays its own
    return found


def of_case(case: Case) -> dict[Any, Any]:
    """What is kept of the case whatever the day; keys as in `of_day`."""
    return case.memory.setdefault(None, {})
