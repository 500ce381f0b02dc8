"""One thing to do, and the question every part of the worklist is asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from noticegen.episodes import present_episode
from noticegen.model import Case, Role
from noticegen.plan import Plan, Proposal, proposal
from noticegen.policy import Policy
from noticegen.rules.ceiling import Excuse, excuses
from noticegen.text import NOTHING, Text
from noticegen.worklist.order import KINDS, rank

# Of this program; made once with uuid4. A calendar knows an item again by what is derived from it.
NAMESPACE = uuid.UUID("6f2c0a5e-6b1f-4f0e-9a3d-0d5a8b7c41e2")


class Paper(NamedTuple):
    """A kind of document the house has: its name and to whom it goes; nobody = it is about the case."""

    name: Text
    roles: tuple[Role, ...]


class Held(NamedTuple):
    """Why a document waits: for whom, by which rules, and the first day on which it could go; None
    when that is left to an override, or is no more."""

    parties: tuple[str, ...]
    rules: tuple[str, ...]
    earliest: date | None


class Raw(NamedTuple):
    """An item as the parts of the worklist find it; `ref` tells it from others of its kind."""

    kind: str
    party: str
    day: date
    what: Text
    ref: str
    document: str = ""
    more: Text = NOTHING
    planned: bool = False
    held: Held | None = None
    basis: str = ""  # where it is not the one of its kind


class Item(NamedTuple):  # goes from process to process and to disk: a tuple does so at once
    """One thing to do. `day` is the day by which it should be done (it may be past).

    `what` may leave the house: loan, role, kinds, numbers, days and rules only. `more` (sums, what
    money is expected) and `plan` (the proposed line) are for the house alone. `document` is a kind or
    a number."""

    kind: str
    loan: str
    branch: str
    officer: str
    party: str
    role: str
    day: date
    what: Text
    basis: str
    ref: str
    document: str = ""
    more: Text = NOTHING
    plan: Text = NOTHING
    tone: str = ""
    held: Held | None = None

    @property
    def place(self) -> tuple[int, date, str, str, str]:
        """Where it stands in a list: what is lost first, then the nearest day."""
        return rank(self.kind), self.day, self.loan, self.party, self.ref

    @property
    def uid(self) -> str:
        """The same for the same item on every day it is listed, whatever its day has become."""
        told = "\n".join((self.loan, self.kind, self.party, self.ref))
        return str(uuid.uuid5(NAMESPACE, told))


@dataclass(frozen=True)
class Ask:
    """What the worklist is asked: a case on a day. Holds what several parts need."""

    case: Case
    on: date
    policy: Policy
    plan: Plan

    @cached_property
    def zero(self) -> date | None:
        """Day 0 of the present default; None when nothing due is unpaid, to the creditor or, once the
        house has paid, to the house."""
        episode = present_episode(self.case, self.on, self.policy)
        return episode.anchor if episode else None

    @cached_property
    def proposed(self) -> Proposal | None:
        """The proposal of the collection plan."""
        return proposal(self.case, self.on, self.policy, self.plan)

    @cached_property
    def _spans(self) -> dict[str, tuple[Excuse, ...]]:
        return {}

    def spans(self, party: str) -> tuple[Excuse, ...]:
        """The days on which no call to the party is asked for."""
        if party not in self._spans:
            self._spans[party] = excuses(self.case, self.on, self.policy, party)
        return self._spans[party]

    @cached_property
    def roles(self) -> dict[str, Role]:
        """The first role of each party."""
        found: dict[str, Role] = {}
        for party, role in self.case.roles:
            found.setdefault(party, role)
        return found

    def item(self, raw: Raw) -> Item:
        """The whole item."""
        role, loan = self.roles.get(raw.party), self.case.loan
        plan, tone = NOTHING, ""
        if raw.planned and self.proposed and self.proposed.lines:
            first = self.proposed.lines[0]
            plan, tone = first.text, self.proposed.tone
        return Item(
            raw.kind, loan.id, loan.branch, loan.officer, raw.party, role.value if role else "",
            raw.day, raw.what, raw.basis or KINDS[raw.kind].basis, raw.ref, raw.document, raw.more, plan, tone,
            raw.held,
        )  # fmt: skip
