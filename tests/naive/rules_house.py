"""The rules of the house (S): table I.1 read line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from naive import figures, guarantors, promises, recourse, service
from naive.situation import (
    B3L,
    B3W,
    G2,
    G2A,
    G2B,
    G2C,
    J4,
    N1,
    N2,
    PAYOFF,
    STEPS_TO_A_PARTY,
    Situation,
    T,
    Word,
)
from noticegen.model import Event, LoanKind

DAY = timedelta(days=1)


def s01(s: Situation) -> Iterator[Word]:
    """A visit with trading status on D0..D1; later warns, none blocks."""
    for p in s.addressees:
        visits = s.steps(T.VISIT, party=p)
        by = by_day(s, s.policy.steps.visit_by, p)
        # READING: a visit without trading status is a poor one, not none
        if any(e.day <= by and e.details.get("trading") for e in visits):
            yield Word("S-01", p, "pass")
        else:
            yield Word("S-01", p, "fail", lesser=bool(visits))


def by_day(s: Situation, number: int, party: str) -> date:
    """The last day of a step that is due by this day number. READING: days on which he may not be
    contacted do not count."""
    day, free = s.day(0), -1
    while day <= s.on:
        free += not excused(s, day, party)
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
        by = by_day(s, s.policy.steps.promise_by, p)
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
    """The ceiling wins over the floor (C-07): a hold, a limit on contact, death, insolvency. What
    has no end excuses no day that has not come."""
    if s.held(day):
        return True
    for e in s.ever(T.CONTACT_LIMIT, party=party):
        if e.day <= day <= (e.by or s.on):
            return True
    return any(e.day <= day <= s.on for e in s.ever(T.DEATH, T.INSOLVENCY, party=party))


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
        if made or s.on < s.day(first) or not excused(s, s.on, g):
            yield Word("S-09", g, "pass" if made else "fail")
            continue
        # READING: the ceiling wins (C-07) as it does over S-05; what could have been done before shows
        days = [s.day(first + n) for n in range((s.on - s.day(first)).days)]
        missed = any(not excused(s, d, g) for d in days)
        yield Word("S-09", g, "fail" if missed else "na", lesser=True)


def s10(s: Situation) -> Iterator[Word]:
    first = s.policy.steps.first_day(s.policy.steps.notice_from)
    yield Word("S-10", "", "pass" if s.on >= s.day(first) else "fail")


def s11(s: Situation) -> Iterator[Word]:
    """At day 10 at the latest. READING: a later one to people who were each issued one in time is not late."""
    last = s.day(s.policy.steps.notice_late_after)
    void = {e.document for e in s.ever(T.VOIDED)}
    given = {
        e.party
        for e in s.seen(T.ISSUED)
        if e.details["kind"] == s.kind and e.day <= last and e.document not in void
    }
    late = s.on > last and any(p not in given for p in s.addressees)
    yield Word("S-11", "", "fail" if late else "pass")


def owing(s: Situation, day: date) -> Fraction:
    """What is due that evening: to the bank, and to us once we have paid."""
    back = recourse.claim(s.case, day, s.policy)
    if back is not None:
        return recourse.bank_owed(s.case, day, s.policy).total() + back.total()
    return next(x for x in s.evenings if x.day == day).total()


def s12(s: Situation) -> Iterator[Word]:
    """More is owed than the house lets go: of its own claim, before the notice that asks for it."""
    due = owing(s, s.on)
    if s.kind == N2:
        back = recourse.claim(s.case, s.on, s.policy)
        due = back.total() if back is not None else Fraction(0)
    enough = due > s.policy.notice.tolerance
    yield Word("S-12", "", "pass" if enough else "fail")


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
    """A call on each day from service + 1 to the day before the referral; excused days do not count."""
    for p in s.debtors:
        services = s.served(N1, p)
        if not services:
            yield Word("S-14", p, "na")
            continue
        called = {e.day for e in s.steps(T.CALL, party=p)}
        day, missing = min(e.day for e in services) + DAY, 0
        while day < s.on:
            missing += day not in called and not excused(s, day, p) and not planned(s, day)
            day += DAY
        yield Word("S-14", p, "fail" if missing else "pass")


def schedule_days(plan: Event) -> list[date]:
    parts = plan.details["schedule"].split(";")
    return [date.fromisoformat(x.split("=")[0].strip()) for x in parts]


def planned(s: Situation, day: date) -> bool:
    """Whether a plan was running: until its last line, the first one that was not kept, or the eve of the
    plan that took its place (which runs then)."""
    plans = [e for e in s.ever(T.PLAN) if e.details.get("approver")]
    for e in plans:
        if e.details.get("approver") and e.day <= day:
            lines = [x for x in promises.of_case(s.case, s.on) if x.event.id == e.id]
            failed = [x.by for x in lines if x.status in ("partial", "broken")]
            last = max((x.by for x in lines), default=e.day)
            later = [n.day for n in plans if n.at > e.at]
            if not failed and later and max(schedule_days(e)) >= min(later):
                last = max(e.day, min(later) - DAY)
            if day <= min(failed, default=last):
                return True
    return False


def s15(s: Situation) -> Iterator[Word]:
    """The notice was served before the day of the letter."""
    for p in s.debtors:
        before = [e for e in s.served(N1, p) if e.day < s.on]
        yield Word("S-15", p, "pass" if before else "fail")


def s16(s: Situation) -> Iterator[Word]:
    """After service of the notice the letter that fits reached each counter-guarantor, or failed with
    papers; for a recourse claim only 2B (spec 10.4). READING: where the house is the creditor, a
    direct guarantor stands as the manual's counter-guarantor does, and 2C is his letter."""
    served = first_service(s)
    paid = bool(s.ours()) and s.case.loan.kind is not LoanKind.ENTRUSTED
    paid = paid and s.case.loan.lender != s.case.house.name
    ours = s.case.loan.kind is LoanKind.ENTRUSTED or s.case.loan.lender == s.case.house.name
    wanted = {}
    for g in s.case.guarantees:
        if g.counter:
            wanted[g.party] = G2B if paid else G2A
        elif ours:
            wanted[g.party] = G2C
    for who, kind in wanted.items():
        since = s.anchor or date.min
        if kind == G2B:  # READING: one for what was paid back asks nothing of what we paid since
            since = max([since, *(e.day for e in s.ours()[:1])])
        done = service.services(s.case, kind, who, s.on, since)
        done += service.attempts(s.case, kind, who, s.on, since)
        ok = any(served is None or e.day > served for e in done)
        # READING: of the dead and the insolvent it only warns, for no letter may go to them
        gone = bool(s.ever(T.DEATH, T.INSOLVENCY, party=who))
        # READING: nor of whom nothing may be asked any more, for no letter may go to him (L-01, L-07)
        yield Word("S-16", who, "pass" if ok else "fail", lesser=gone or shut(s, who, kind))


def shut(s: Situation, who: str, kind: str) -> bool:
    """Every deed behind the letter has lapsed, or what he paid has used the caps of the rest up."""
    deeds = [g for g in s.case.guarantees if g.party == who and g.counter is not (kind == G2C)]
    asked = guarantors.asked_on(s.case, deeds, s.on, s.policy)
    if any(guarantors.lapsed(s.case, g, s.on, s.policy) for g in asked):
        return True
    return bool(asked) and guarantors.open_caps(s.case, who, asked, s.on, s.policy) == 0


def grounds(s: Situation, p: str) -> list[date]:
    """The days on which a ground for court arose: found unable to pay, or long overdue."""
    found = []
    for e in s.steps_like(T.INABILITY_FINDING, p):
        test, reviewer = e.details.get("test"), e.details.get("reviewer", "")
        if test == "two_broken_promises":
            made = promises.of_case(s.case, e.day)
            broken = [x for x in made if x.status == "broken" and x.event.party == p]
            broken = [x for x in broken if s.anchor and x.event.day >= s.anchor]
            if len(broken) < s.policy.steps.broken_promises:
                continue
        if reviewer and reviewer not in e.actors:
            found.append(e.day)
    if s.overdue >= s.policy.long_overdue.days:
        found.append(s.on - timedelta(days=s.overdue - s.policy.long_overdue.days))
    return found


def s17(s: Situation) -> Iterator[Word]:
    for p in s.debtors:
        yield Word("S-17", p, "pass" if grounds(s, p) else "fail")


def s18(s: Situation) -> Iterator[Word]:
    """Referred within fifteen days of the ground; what counts is the first referral, if there was one."""
    for p in s.debtors:
        found = grounds(s, p)
        if not found:
            yield Word("S-18", p, "na")
            continue
        before = service.issued(s.case, J4, p, s.on, s.anchor or date.min)
        day = before[0].day if before else s.on
        late = day > min(found) + timedelta(days=s.policy.steps.referral_within)
        yield Word("S-18", p, "fail" if late else "pass")


def s19(s: Situation) -> Iterator[Word]:
    yield Word("S-19", "", "pass" if s.overdue >= s.policy.long_overdue.days else "fail")


def s20(s: Situation) -> Iterator[Word]:
    """Settled before the day of the letter, and warned before."""
    # READING: a write-off lets go of what fell due, not of instalments to come or of what the house
    # may ask back; the loan is settled only when none of these is left
    settled = recourse.settled(s.case, s.on - DAY, s.policy)
    settled = settled and recourse.settled(s.case, s.on, s.policy)
    for p in s.addressees:
        # READING: a decision not to enter him (or to take him off) sets the warnings before it aside
        spared = [
            e.at for e in s.ever(T.LIST_REMOVAL) if e.party == p and e.details.get("approver")
        ]
        later = {
            e.document
            for e in service.issued(s.case, B3W, p, s.on, s.anchor or date.min)
            if all(e.at > at for at in spared)
        }
        counted = [e for e in s.served(B3W, p) if e.document in later]
        warned = bool(s.defaults) and counted  # of a default, so there has to be one
        yield Word("S-20", p, "pass" if settled and warned else "fail")


def s22(s: Situation) -> Iterator[Word]:
    """Calls, visits and letters: three different means, with each borrower."""
    own = {T.CALL: "phone", T.VISIT: "visit", T.MESSAGE: "message"}
    for p in s.debtors:
        means = {own.get(e.type, e.channel) for e in s.steps(*STEPS_TO_A_PARTY, party=p)}
        sent = {e.document for e in s.ever(T.DISPATCHED, T.SERVED, T.RETURNED, T.REFUSED)}
        if any(e.document in sent for e in s.seen(T.ISSUED, party=p)):
            means.add("letter")
        yield Word("S-22", p, "pass" if len(means) >= s.policy.steps.channels_min else "fail")


def s23(s: Situation) -> Iterator[Word]:
    """From D1 to service not more than seven days in a row without contact."""
    for p in s.debtors:
        services = s.served(N1, p)
        end = min((e.day for e in services), default=s.on)
        touched = {e.day for e in s.steps(*STEPS_TO_A_PARTY, party=p)}
        day, silent, worst = s.day(1), 0, 0
        while day < end:
            quiet = excused(s, day, p) or planned(s, day)
            silent = 0 if day in touched else silent if quiet else silent + 1
            worst = max(worst, silent)
            day += DAY
        yield Word("S-23", p, "fail" if worst > s.policy.steps.silent_gap_days else "pass")


def s24(s: Situation) -> Iterator[Word]:
    """For a promise not kept there was contact on the day before its day and on it."""
    for p in s.addressees if s.now else []:
        touched = {e.day for e in s.steps(*STEPS_TO_A_PARTY, party=p)}
        for x in promises.of_case(s.case, s.on):
            if x.event.party != p or (s.anchor and x.event.day < s.anchor) or x.paid >= x.amount:
                continue
            days = [d for d in (x.by - DAY, x.by) if x.event.day <= d < s.on]
            missed = [d for d in days if d not in touched and not excused(s, d, p)]
            yield Word("S-24", p, "fail" if missed else "pass")


def s25(s: Situation) -> Iterator[Word]:
    """A promise holds nothing, and how it came out is told (info); a hold in force warns."""
    for p in s.addressees if s.now else []:
        held = s.held(s.on)
        yield Word("S-25", p, "fail" if held else "na", lesser=held)


def s26(s: Situation) -> Iterator[Word]:
    """After a part payment the next contact comes within a day; no certificate while anything is owed."""
    if s.kind == PAYOFF:
        settled = recourse.settled(s.case, s.on, s.policy)
        yield Word("S-26", "", "pass" if settled else "fail")
        return
    # READING: what comes in for recourse before we have paid waits for it, and is a part of nothing yet
    paid = s.ever(T.SUB_PAYMENT)
    parts = [
        e
        for e in s.seen(T.PAYMENT)
        if owing(s, e.day)
        and (not recourse.of_recourse(s.case, e, s.policy) or any(p.day <= e.day for p in paid))
    ]
    if not s.now or not parts:
        yield Word("S-26", "", "na")
        return
    late = False
    for pay in parts:
        last, left = pay.day, s.policy.steps.contact_after_payment
        while left and last <= s.on:  # days on which nobody may be contacted do not count
            last += DAY
            left -= not all(excused(s, last, p) for p in s.debtors)
        # READING: contact with a borrower; with whom he is not, the rest does not come
        touched = [
            e
            for p in s.debtors
            for e in s.steps(*STEPS_TO_A_PARTY, party=p)
            if pay.day <= e.day <= last
        ]
        late |= s.on > last and not touched
    yield Word("S-26", "", "fail" if late else "pass")


def s27(s: Situation) -> Iterator[Word]:
    """What lowers or moves the debt has an approver."""
    acts = s.ever(T.WAIVER, T.PLAN, T.EXTENSION, T.WRITE_OFF, T.ACCELERATION, T.HOLD)
    bare = [e for e in acts if not e.details.get("approver")]
    if bare:
        yield Word("S-27", "", "fail")
        return
    # READING: a waiver of more than is open of its part takes that part, and somebody should know
    claim = recourse.claim(s.case, s.on, s.policy)
    idle = figures.idle_waivers(s.case, s.on, s.policy) or (claim is not None and claim.idle)
    yield Word("S-27", "", "fail" if idle else "pass", lesser=True)


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
        if s.now or (s.kind == B3L and (s.anchor or rule is s20)):
            yield from rule(s)
    if s.kind == B3W and not s.now:
        yield from s19(s)
    if s.kind in (N1, N2, *G2, B3W, J4):
        yield from s12(s)
    yield from s24(s)
    if s.kind in (N1, N2, *G2, J4):
        yield from s25(s)
    yield from s26(s)
    yield from s27(s)
