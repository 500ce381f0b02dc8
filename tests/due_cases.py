"""What tests of the worklist and of the plan share: the shipped plan, the house's kinds, short answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType

from ledger_cases import day, policy

from noticegen import worklist
from noticegen.model import Case, Role
from noticegen.plan import Plan, load_plan
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.worklist import Item, Paper

TEMPLATES = Path(__file__).parents[1] / "templates"
PLAN_FILE = TEMPLATES / "plan.toml"
_BORROWERS, _COUNTER = (Role.BORROWER, Role.CO_BORROWER), (Role.COUNTER_GUARANTOR,)
KINDS = MappingProxyType(
    {
        "overdue-notice": Paper(Text("催收通知书", "overdue notice"), _BORROWERS),
        "recourse-notice": Paper(Text("代偿追偿通知书", "recourse notice"), _BORROWERS),
        "guarantor-reminder": Paper(Text("督促函", "reminder"), _COUNTER),
        "recourse-demand": Paper(Text("追偿通知书", "recourse demand"), _COUNTER),
        "blacklist-warning": Paper(Text("预先告知书", "list warning"), _BORROWERS),
        "judicial-referral": Paper(Text("移送材料", "referral"), ()),
    }
)
NUMBER = "〔2026〕催字第0001号"
ISSUED = f"03-27 10:00 issued B document={NUMBER} kind=overdue-notice"
SENT = f"03-27 16:00 dispatched B document={NUMBER} method=ems to=张示例"
SERVED = (
    f"03-28 10:00 served B document={NUMBER} method=hand to=张示例 recipient=self evidence=slip"
)


@cache
def plan() -> Plan:
    """The shipped plan."""
    return load_plan(PLAN_FILE)


def todo(of: Case, on: str, *kinds: str, by: Policy | None = None) -> list[Item]:
    """The items of a day, or those of some kinds."""
    found = worklist.of(of, day(on), by or policy(), plan(), KINDS)
    return [item for item in found if not kinds or item.kind in kinds]


def short(of: Case, on: str, *kinds: str, by: Policy | None = None) -> list[str]:
    """The items of a day as "kind party day"."""
    return [f"{i.kind} {i.party or '-'} {i.day:%m-%d}" for i in todo(of, on, *kinds, by=by)]
