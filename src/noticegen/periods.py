"""What clocks are made of: the `Clock` itself, plain arithmetic of periods, and what the log says
about due dates, served documents and payments under the guarantee.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from noticegen.allocation import instalment_number
from noticegen.deliveries import served_days
from noticegen.model import Case, Event, EventType, EvidenceState
from noticegen.policy import Steps
from noticegen.schedule import moved
from noticegen.text import Text
from noticegen.workdays import add_months, calendar_published, next_working_day

NOTICE, RECOURSE_NOTICE = "overdue-notice", "recourse-notice"
GUARANTOR_DEMAND, RECOURSE_DEMAND = "guarantor-demand", "recourse-demand"


@dataclass(frozen=True, slots=True)
class Clock:
    """One running period against one party.

    `last_day` is included and unrolled; `rolled` is the day it moves to if it is a rest day.
    `earliest` and `latest` are the ends that can be argued (equal to last_day and rolled where
    nothing is disputed). `demanded_on`: the day of the demand or suit that kept the guarantee."""

    name: Text
    party: str
    start: date
    last_day: date
    rolled: date
    safe_day: date
    note: Text
    basis: str
    # guarantee | guarantor_limitation | limitation | recourse_limitation | contribution_limitation |
    # enforcement | preservation
    kind: str
    earliest: date
    latest: date
    guarantee: str = ""  # id of the deed
    demanded_on: date | None = None

    def over(self, on: date) -> bool:
        """Whether the period has ended on every reading."""
        return on > self.latest

    def ends(self, on: date) -> Text:
        """The end as told on `on`: the last day while it is to come, then the day to which rest days move it,
        then the latest that can be argued: a day gone by is never told as the end to come."""
        last = next((d for d in (self.last_day, self.rolled) if on <= d), None)
        if last is not None or self.over(on):
            last = last or self.last_day
            return Text(f"{last}", f"{last}")
        return Text(
            f"{self.latest}（一种意见认为已于 {self.last_day} 届满）",
            f"{self.latest} (on one reading it ended on {self.last_day})",
        )

    def near(self, on: date, days: int) -> bool:
        """Whether the safe day is at most `days` away (or past) and the period not over."""
        return (self.safe_day - on).days <= days and not self.over(on)


class Limit(NamedTuple):
    """Limitation after its restarts. `late`: acts after it had run out; they revive nothing."""

    start: date
    last_day: date
    late: tuple[date, ...] = ()


class Windows(NamedTuple):
    """Days of the manual's steps for a due date; each pair and list is inclusive."""

    visit: tuple[date, date]
    calls: tuple[date, ...]
    second_visit_from: date
    cg_contact_from: date
    notice_from: date


def overdue_day(due: date, on: date) -> int:
    """Calendar days since the due date; the due date itself is 0."""
    return (on - due).days


def windows(due: date, steps: Steps) -> Windows:
    """When the manual's steps are due for a default that began on `due`."""

    def day(number: int) -> date:
        return due + timedelta(days=number)

    return Windows(
        visit=(due, day(steps.visit_by)),
        calls=tuple(day(n) for n in steps.call_days),
        second_visit_from=day(steps.first_day(steps.second_visit_from)),
        cg_contact_from=day(steps.first_day(steps.cg_contact_from)),
        notice_from=day(steps.first_day(steps.notice_from)),
    )


def limit(start: date, restarts: Iterable[date], years: int, longest: int | None = None) -> Limit:
    """Limitation of `years` from `start`, begun anew by each restart in time (Civil Code 188, 195).

    A restart on the rolled last day is in time; one after it, and all later ones, are late. A
    restart before `start` changes nothing. `longest`: years from `start` that no restart passes."""
    begun, late = start, []
    bound = add_months(start, 12 * longest) if longest else date.max
    for day in sorted(restarts):
        if day > next_working_day(min(bound, add_months(begun, 12 * years))):
            late.append(day)
        else:
            begun = max(begun, day)
    return Limit(begun, min(bound, add_months(begun, 12 * years)), tuple(late))


def guarantor_limit(start: date, months: int, demands: Iterable[date], years: int) -> Limit | None:
    """Limitation against a joint guarantor: from the first demand inside his period (694(2)).

    None if no demand fell into it: then the guarantee is gone for good, whatever he signs later.
    A demand on the rolled last day is in time."""
    last = next_working_day(add_months(start, months))
    in_time = sorted(day for day in demands if start <= day)
    if not in_time or in_time[0] > last:
        return None
    return limit(in_time[0], in_time[1:], years)


def until(case: Case, on: date, *types: EventType) -> tuple[Event, ...]:
    known = case.of(*types)
    return tuple([e for e in known if e.day <= on]) if known else ()


def approved(case: Case, on: date, *types: EventType) -> tuple[Event, ...]:
    return tuple(e for e in until(case, on, *types) if e.details.get("approver"))


def named(words: str, case: Case) -> frozenset[str]:
    """The parties named in a list of ids or names, e.g. "B1、G2"."""
    given = _names(words)
    return frozenset(p.id for p in case.parties.values() if p.id in given or p.name in given)


def strangers(words: str, case: Case) -> tuple[str, ...]:
    """What in such a list is neither id nor name of a party, in order."""
    known = {*case.parties, *(p.name for p in case.parties.values())}
    return tuple(sorted(_names(words) - known))


def _names(words: str) -> set[str]:
    return {w.strip() for w in re.split(r"[,，、;；]", words)} - {""}


def consented(change: Event, case: Case, party: str, on: date) -> bool:
    """Whether this guarantor agreed in writing to a change of the debt by `on`: the change names
    him, or an event of his own with its paper does."""
    if party in named(change.details.get("guarantor_consent", ""), case):
        return True
    return any(
        e.party == party and e.details.get("consents_to") == change.id and _papers_ok(e)
        for e in until(case, on, EventType.GUARANTOR_CONSENT)
    )


def _papers_ok(event: Event) -> bool:
    return bool(event.evidence) and all(f.state is EvidenceState.OK for f in event.evidence)


def dues(case: Case, on: date, guarantor: str = "") -> dict[int, date]:
    """The due date of each instalment after the extensions recorded by `on`; for a guarantor only with
    his written consent: without it his old period runs on (Civil Code 695)."""
    due = {i.number: moved(i.due, case.loan) for i in case.instalments}
    for event in approved(case, on, EventType.EXTENSION):
        number = instalment_number(event.details.get("instalment", ""))
        if number in due and event.by and (not guarantor or consented(event, case, guarantor, on)):
            due[number] = max(due[number], moved(event.by, case.loan))
    return due


def due_dates(case: Case, on: date, guarantor: str = "") -> list[date]:
    """All of `dues`, in order; the maturity of a loan without instalments."""
    return sorted(dues(case, on, guarantor).values()) or [case.loan.maturity]


def called_on(case: Case, on: date, last_due: date) -> date | None:
    """The day all was called due, if that was before the last instalment's day."""
    days = [e.day for e in approved(case, on, EventType.ACCELERATION) if e.day < last_due]
    return min(days, default=None)


def served(case: Case, on: date, kind: str, parties: Sequence[str]) -> list[date]:
    """Days on which a document of this kind, issued by us and not voided, was served on one of
    these parties, with its proof (`deliveries`). A letter that the book does not know, or whose
    service is not proved, is not counted: rather too early an end."""
    return served_days(case, kind, parties, on)


def calendar_notes(last: date) -> list[Text]:
    if calendar_published(last.year):
        return []
    zh = f"{last.year}年调休安排尚未公布，顺延日可能变动"
    return [Text(zh, f"make-up days of {last.year} are not published yet: the rolled day may move")]


def joined(notes: Iterable[Text]) -> Text:
    found = list(notes)
    return Text("；".join(n.zh for n in found), "; ".join(n.en for n in found))
