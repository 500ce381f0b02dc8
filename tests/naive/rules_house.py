"""The rules of the house (S): table I.1 read line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from naive import promises, recourse, service
from naive.situation import (
    B3L, B3W, G2, J4, N1, STEPS_TO_A_PARTY, Situation, T, Word, documented,
)
from noticegen.model import Event

DAY = timedelta(days=1)


def s01(s: Situation) -> Iterator[Word]:
    """A visit with trading status on D0..D1; later warns, none blocks."""
    for p in s.addressees:
        visits = s.steps(T.VISIT, party=p)
        by = by_day(s, s.policy.steps.visit_by)
        # READING: a visit without trading status is a poor one, not none
        if any(e.day <= by and e.details.get("trading") for e in visits):
            yield Word("S-01", p, "pass")
        else:
            yield Word("S-01", p, "fail", lesser=bool(visits))


def by_day(s: Situation, number: int) -> date:
    """The last day of a step that is due by this day number. READING: days on hold do not count."""
    day, free = s.day(0), -1
    while day <= s.on:
        free += not s.held(day)
        if free == number:
            return day
        day += DAY
    return max(day, s.day(number))


def s02(s: Situation) -> Iterator[Word]:
    """In that visit the warnings: credit, reputation, next loan; subsidy if there is one."""
    wanted = {"credit", "reputation", "next_loan"} | (
        {"subsidy"} if s.case.loan.subsidised else set()
    )
    for p in s.addressees:
        visits = s.steps(T.VISIT, party=p)
        if not visits:
            yield Word("S-02", p, "na")
            continue
        given = set(visits[0].details.get("warnings", "").split(","))
        yield Word("S-02", p, "pass" if wanted <= given else "fail")


def s03(s: Situation) -> Iterator[Word]:
    """A reason other than "unknown" is known."""
    for p in s.addressees:
        told = [e for e in s.seen(T.REASON) if e.party in ("", p)]
        known = bool(told) and told[-1].details.get("code") != "R900"
        yield Word("S-03", p, "pass" if known else "fail")


def s04(s: Situation) -> Iterator[Word]:
    """A date of payment was asked for by D3."""
    for p in s.addressees:
        asked = s.seen(T.PROMISE, T.PROMISE_REFUSED, party=p)
        by = by_day(s, s.policy.steps.promise_by)
        ok = any(e.day <= by for e in asked)
        yield Word("S-04", p, "pass" if ok else "fail")


def s05(s: Situation) -> Iterator[Word]:
    """A call on each of D1, D2, D3."""
    for p in s.addressees:
        called = {e.day for e in s.steps(T.CALL, party=p)}
        days = [s.day(n) for n in s.policy.steps.call_days]
        missing = [d for d in days if d not in called and not excused(s, d, p)]
        yield Word("S-05", p, "fail" if missing else "pass")


def excused(s: Situation, day: date, party: str) -> bool:
    """READING: the ceiling wins over the floor (C-07): a hold, and whatever limits contact."""
    if day > s.on:
        return False
    if s.held(day):
        return True
    return any(e.day <= day for e in s.ever(T.CONTACT_LIMIT, party=party))


def s06(s: Situation) -> Iterator[Word]:
    """One of these calls reached the party, or two numbers were tried."""
    for p in s.addressees:
        days = [s.day(n) for n in s.policy.steps.call_days]
        calls = [e for e in s.steps(T.CALL, party=p) if e.day in days]
        numbers = {e.details["number"] for e in calls if e.details.get("number")}
        reached = any(e.outcome == "connected_party" for e in calls)
        if not calls:
            yield Word("S-06", p, "na")
        else:
            yield Word("S-06", p, "pass" if reached or len(numbers) >= 2 else "fail")


def second_visits(s: Situation, p: str) -> list[Event]:
    """READING: a second visit is one after a first one."""
    first = s.policy.steps.first_day(s.policy.steps.second_visit_from)
    return [e for e in s.steps(T.VISIT, party=p)[1:] if e.day >= s.day(first)]


def s07(s: Situation) -> Iterator[Word]:
    """A second visit from D4."""
    for p in s.addressees:
        yield Word("S-07", p, "pass" if second_visits(s, p) else "fail")


def s08(s: Situation) -> Iterator[Word]:
    """In it the business and the cash coming in were noted."""
    for p in s.addressees:
        visits = second_visits(s, p)
        if not visits:
            yield Word("S-08", p, "na")
        else:
            full = any(e.details.get("operation") and e.details.get("cash") for e in visits)
            yield Word("S-08", p, "pass" if full else "fail")


def s09(s: Situation) -> Iterator[Word]:
    """Contact with each counter-guarantor from D4."""
    first = s.policy.steps.first_day(s.policy.steps.cg_contact_from)
    for g in s.guarantors(counter=True):
        # READING: a call, visit or message to him is a contact as well
        made = [e for e in s.steps(*STEPS_TO_A_PARTY, party=g) if e.day >= s.day(first)]
        yield Word("S-09", g, "pass" if made else "fail")


def s10(s: Situation) -> Iterator[Word]:
    first = s.policy.steps.first_day(s.policy.steps.notice_from)
    yield Word("S-10", "", "pass" if s.on >= s.day(first) else "fail")


def s11(s: Situation) -> Iterator[Word]:
    late = s.on > s.day(s.policy.steps.notice_late_after)
    yield Word("S-11", "", "fail" if late else "pass")


def s12(s: Situation) -> Iterator[Word]:
    """More is due than the house lets go."""
    owing = s.evening.total() > s.policy.notice.tolerance
    yield Word("S-12", "", "pass" if owing else "fail")


def s13(s: Situation) -> Iterator[Word]:
    """The notice has been served on the borrowers, with its proof."""
    for p in s.debtors if s.kind != B3W else s.addressees:
        yield Word("S-13", p, "pass" if s.served(N1, p) else "fail")


def first_service(s: Situation) -> date | None:
    """The day by which every borrower had been served."""
    days = []
    for p in s.debtors:
        services = s.served(N1, p)
        if not services:
            return None
        days.append(min(e.day for e in services))
    return max(days)


def s14(s: Situation) -> Iterator[Word]:
    """A call on each day from service + 1 to referral; excused days do not count."""
    served = first_service(s)
    if served is None:
        yield Word("S-14", "", "na")
        return
    for p in s.debtors:
        called = {e.day for e in s.steps(T.CALL, party=p)}
        day, missing = served + DAY, 0
        while day < s.on:
            if day not in called and not excused(s, day, p) and not planned(s, day):
                missing += 1
            day += DAY
        yield Word("S-14", p, "fail" if missing else "pass")


def planned(s: Situation, day: date) -> bool:
    """Whether a plan was running that was not broken before."""
    for e in s.seen(T.PLAN):
        if e.details.get("approver") and e.day <= day:
            lines = [x for x in promises.of_case(s.case, day) if x.event.id == e.id]
            if all(x.status in ("open", "kept") for x in lines) and day <= max(x.by for x in lines):
                return True
    return False


def s15(s: Situation) -> Iterator[Word]:
    """The notice was served before the day of the letter."""
    for p in s.debtors:
        before = [e for e in s.served(N1, p) if e.day < s.on]
        yield Word("S-15", p, "pass" if before else "fail")


def s16(s: Situation) -> Iterator[Word]:
    """After service of the notice a letter reached each counter-guarantor, or failed with papers;
    for a recourse claim only a served 2B (spec 10.4)."""
    served = first_service(s)
    paid = bool(s.ever(T.SUB_PAYMENT))
    for g in s.guarantors(counter=True):
        since = s.anchor or date.min
        done = []
        for kind in ("recourse-demand",) if paid else ("guarantor-reminder", "recourse-demand"):
            done += service.services(s.case, kind, g, s.on, since)
            if not paid:
                done += service.attempts(s.case, kind, g, s.on, since)
        ok = served is not None and any(e.day > served for e in done)
        yield Word("S-16", g, "pass" if ok else "fail")


def grounds(s: Situation) -> list[date]:
    """The days on which a ground for court arose."""
    found = []
    for e in s.seen(T.INABILITY_FINDING):
        if e.details.get("test") and e.details.get("reviewer") and e.actors:
            found.append(e.day)
    if s.overdue >= s.policy.long_overdue.days:
        found.append(s.on - timedelta(days=s.overdue - s.policy.long_overdue.days))
    return found


def s17(s: Situation) -> Iterator[Word]:
    yield Word("S-17", "", "pass" if grounds(s) else "fail")


def s18(s: Situation) -> Iterator[Word]:
    found = grounds(s)
    if not found:
        yield Word("S-18", "", "na")
    else:
        late = s.on > min(found) + timedelta(days=s.policy.steps.referral_within)
        yield Word("S-18", "", "fail" if late else "pass")


def s19(s: Situation) -> Iterator[Word]:
    yield Word("S-19", "", "pass" if s.overdue >= s.policy.long_overdue.days else "fail")


def s20(s: Situation) -> Iterator[Word]:
    """Settled before the day of the letter, and warned before."""
    ended = s.defaults[-1].ended if s.defaults else None
    settled = recourse.settled(s.case, s.on - DAY, s.policy) or (ended is not None and ended < s.on)
    for p in s.addressees:
        warned = s.served(B3W, p)
        yield Word("S-20", p, "pass" if settled and warned else "fail")


def s22(s: Situation) -> Iterator[Word]:
    """Calls, visits and letters: three different means."""
    means = set()
    for e in s.seen(T.CALL, T.VISIT, T.MESSAGE, T.DISPATCHED, T.SERVED):
        means.add("letter" if e.type in (T.DISPATCHED, T.SERVED) else e.type)
    yield Word("S-22", "", "pass" if len(means) >= s.policy.steps.channels_min else "fail")


def s23(s: Situation) -> Iterator[Word]:
    """No silence of more than seven days from D1 to service."""
    end = first_service(s) or s.on
    touched = sorted({e.day for e in s.seen(T.CALL, T.VISIT, T.MESSAGE) if documented(e)})
    last, worst = s.day(0), 0
    for day in [d for d in touched if d <= end] + [end]:
        worst = max(worst, (day - last).days)
        last = day
    yield Word("S-23", "", "fail" if worst > s.policy.steps.silent_gap_days else "pass")


def s25(s: Situation) -> Iterator[Word]:
    """A promise holds nothing, and how it came out is told (info); a hold in force warns."""
    for p in s.addressees if s.now else []:
        held = s.held(s.on)
        yield Word("S-25", p, "fail" if held else "na", lesser=held)


def s26(s: Situation) -> Iterator[Word]:
    """After a part payment the next contact comes within a day."""
    within = timedelta(days=s.policy.steps.contact_after_payment)
    parts = []
    for e in s.seen(T.PAYMENT):
        evening = next(x for x in s.evenings if x.day == e.day)
        if evening.total() and not recourse.of_recourse(s.case, e):
            parts.append(e)
    if not s.now or not parts:
        yield Word("S-26", "", "na")
        return
    late = False
    for pay in parts:
        touched = [
            e
            for e in s.seen(T.CALL, T.VISIT, T.MESSAGE)
            if documented(e) and pay.day <= e.day <= pay.day + within
        ]
        late |= s.on > pay.day + within and not touched
    yield Word("S-26", "", "fail" if late else "pass")


def s27(s: Situation) -> Iterator[Word]:
    """What lowers or moves the debt has an approver."""
    acts = s.ever(T.WAIVER, T.PLAN, T.EXTENSION, T.WRITE_OFF, T.ACCELERATION, T.HOLD)
    bare = [e for e in acts if not e.details.get("approver")]
    yield Word("S-27", "", "fail" if bare else "pass")


BY_KIND = {
    N1: (s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11),
    **dict.fromkeys(G2, (s13, s15)),
    J4: (s13, s14, s16, s17, s18, s22, s23),
    B3W: (s13, s19),
    B3L: (s13, s20),
}


def words(s: Situation) -> Iterator[Word]:
    """READING: without a default the order of steps asks for nothing; S-12 says so by itself."""
    for rule in BY_KIND.get(s.kind, ()):
        if s.now or s.kind == B3L:
            yield from rule(s)
    if s.kind == N1:
        yield from s12(s)
    if s.kind in (N1, *G2, J4):
        yield from s25(s)
    yield from s26(s)
    yield from s27(s)
