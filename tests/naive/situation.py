"""One question: may this kind of document go out on this day? And what the log says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from naive import figures, recourse, service
from noticegen.model import Case, Event, EventType, Party, PartyKind, Role
from noticegen.policy import Policy

N1, G2A, G2B, G2C = "overdue-notice", "guarantor-reminder", "recourse-demand", "guarantor-demand"
N2 = "recourse-notice"  # to the borrower, for what we paid
B3W, B3L, J4 = "blacklist-warning", "blacklist-listing", "judicial-referral"
PAYOFF, WITHDRAWAL = "payoff-certificate", "list-withdrawal"
KINDS = (N1, N2, G2A, G2B, G2C, B3W, B3L, J4, PAYOFF, WITHDRAWAL)
G2 = (G2A, G2B, G2C)
T = EventType
STEPS_TO_A_PARTY = (T.VISIT, T.CALL, T.MESSAGE, T.CG_CONTACT)
LONG_AGO = date.min


@dataclass
class Word:
    """What one rule says of one party. `kind` of failure: block, warn or info."""

    rule: str
    party: str
    verdict: str  # pass | fail | na
    lesser: bool = False


class Situation:
    def __init__(self, case: Case, kind: str, on: date, policy: Policy, party: str | None) -> None:
        self.case, self.kind, self.on, self.policy = case, kind, on, policy
        self.evenings = figures.evenings(case, on, policy)
        self.evening = self.evenings[-1]
        self.defaults = figures.defaults(self.evenings)
        self.now = figures.present(self.evenings)
        last = self.defaults[-1] if self.defaults else None
        # after settlement the steps that count are those of the default that was settled
        spoken_of = self.now or last
        self.anchor = spoken_of.anchor if spoken_of else None
        self.addressees = [p for p in who_gets(case, kind) if party in (None, p)]
        self.debtors = [p.id for p in case.borrowers]

    @property
    def step_day(self) -> int | None:
        return (self.on - self.now.anchor).days if self.now else None

    @property
    def overdue(self) -> int:
        return figures.days_overdue(self.evenings, self.on)

    def day(self, number: int) -> date:
        assert self.anchor is not None
        return self.anchor + timedelta(days=number)

    def seen(self, *types: EventType, party: str | None = None) -> list[Event]:
        """Events of this default up to the day asked about: old steps never count again."""
        since = self.anchor or LONG_AGO
        return [e for e in self.ever(*types, party=party) if e.day >= since]

    def ever(self, *types: EventType, party: str | None = None) -> list[Event]:
        return [
            e
            for e in self.case.events
            if e.type in types and e.day <= self.on and party in (None, e.party)
        ]

    def ours(self) -> list[Event]:
        """Our payments for the borrower for which something is still asked back."""
        return recourse.ours(self.case, self.on, self.policy)

    def steps(self, *types: EventType, party: str) -> list[Event]:
        return [e for e in self.seen(*types, party=party) if documented(e)]

    def steps_like(self, kind: EventType, party: str) -> list[Event]:
        """Findings and the like: done by someone, about someone."""
        return [e for e in self.seen(kind, party=party) if e.actors]

    def served(self, kind: str, party: str) -> list[Event]:
        since = self.anchor or LONG_AGO
        return service.services(self.case, kind, party, self.on, since)

    def legal_nod(self, after: datetime, party: str = "") -> bool:
        """Legal approved this kind of document afterwards, and a second person confirmed it; not one that
        is about somebody else."""
        for e in self.ever(T.LEGAL_APPROVAL):
            if party and e.party and e.party != party:
                continue
            named = e.details.get("role") == "legal" and e.details.get("kind") == self.kind
            if e.at > after and named and e.text.strip() and self.has_role(e) and self.confirmed(e):
                return True
        return False

    def has_role(self, e: Event) -> bool:
        """The house gave the role that is claimed to the person who acted."""
        role = e.details.get("role")
        return bool(e.actors) and any(
            p.name == e.actors[0] and role in p.roles for p in self.case.house.staff
        )

    def confirmed(self, e: Event) -> bool:
        """By another person of the house, not before the act, in a role the house lets confirm such a thing."""
        for a in self.ever(T.APPROVAL):
            if a.details.get("confirms") != e.id or a.at < e.at or not self.has_role(a):
                continue
            of_it = self.policy.override if e.type is T.OVERRIDE else self.policy.approval
            if a.details["role"] not in of_it.confirm_roles:
                continue
            if a.actors[0] not in e.actors:
                return True
        return False

    def guarantors(self, counter: bool) -> list[str]:
        """Each once; signatories first, then by deed."""
        role = Role.COUNTER_GUARANTOR if counter else Role.GUARANTOR
        found = [s.party for s in self.case.signatories if s.role is role]
        found += [g.party for g in self.case.guarantees if g.counter is counter]
        return list(dict.fromkeys(found))

    def held(self, day: date) -> bool:
        """Whether a hold is in force on this day: from its own day to its planned end, the day before
        it was ended, or, without either, as long as we can see."""
        for hold in self.ever(T.HOLD):
            if not (hold.details.get("approver") and hold.details.get("reason")):
                continue
            ends = [e.day - timedelta(days=1) for e in self.case.of(T.HOLD_END) if e.at >= hold.at]
            last = min([*ends, *([hold.by] if hold.by else [])], default=self.on)
            if hold.day <= day <= last:
                return True
        return False


def who_gets(case: Case, kind: str) -> list[str]:
    if kind in (G2A, G2B):
        wanted, counter = Role.COUNTER_GUARANTOR, True
    elif kind == G2C:
        wanted, counter = Role.GUARANTOR, False
    else:
        return [p.id for p in case.borrowers]
    found = [s.party for s in case.signatories if s.role is wanted]
    found += [g.party for g in case.guarantees if g.counter is counter]
    return list(dict.fromkeys(found))


def documented(e: Event) -> bool:
    """A step counts only with time, actor, channel, party and outcome; a visit with an intact file."""
    if not (e.actors and e.party and e.outcome):
        return False
    if e.type is T.VISIT:
        return bool(service.intact(e))
    if e.type is T.CG_CONTACT:
        return bool(e.channel)
    return True


def is_person(party: Party) -> bool:
    return party.kind is PartyKind.PERSON
