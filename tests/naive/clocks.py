"""Statutory clocks, counted on the calendar (spec C.8, I.3; Civil Code 188-203, 692-695).

Of everything disputed both ends are kept: `earliest` is the earliest that can be argued, `latest`
the latest that can be defended.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from naive import figures, recourse, service
from noticegen.model import Case, Event, EventType, Guarantee, GuaranteeKind
from noticegen.policy import Policy
from noticegen.workdays import working_day

DAY = timedelta(days=1)
LONG_AGO = date.min


@dataclass
class Clock:
    kind: str  # guarantee | limitation | recourse | guarantor_limitation
    party: str
    start: date
    last_day: date
    earliest: date
    latest: date
    safe_day: date
    kept_on: date | None = None


def months_later(start: date, months: int) -> date:
    """The corresponding day, or the last day of a month that has none (CC 201-202)."""
    year, month = start.year, start.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def rolled(day: date) -> date:
    """A last day on a rest day moves to the next day after it (CC 203)."""
    while not working_day(day):
        day += DAY
    return day


def workdays_before(day: date, count: int) -> date:
    while count:
        day -= DAY
        if working_day(day):
            count -= 1
    return day


# --- what the log says ---------------------------------------------------------------------------


def due_dates(case: Case, on: date, consenting: str | None) -> list[date]:
    """The due dates as they stand; extensions bind a guarantor only with his written consent
    (CC 695). `consenting` None = the borrower, who agreed to all of them."""
    days = {}
    for i in case.instalments:
        days[str(i.number)] = rolled(i.due) if case.loan.due_date_rule == "next_working" else i.due
    for e in case.events:
        if e.type is EventType.EXTENSION and e.day <= on and e.details.get("approver") and e.by:
            number = e.details.get("instalment", "")
            if number not in days or e.by <= max(days[number], e.day):
                continue
            if consenting is None or consented(case, e.id, e.details, consenting, on):
                by = rolled(e.by) if case.loan.due_date_rule == "next_working" else e.by
                days[number] = by
    return sorted(days.values())


def consented(
    case: Case, extension: str, details: Mapping[str, str], guarantor: str, on: date
) -> bool:
    """His name on the extension, or a consent of his with its paper (CC 695)."""
    if guarantor in names(details.get("guarantor_consent", "")):
        return True
    for e in case.events:
        if e.type is not EventType.GUARANTOR_CONSENT or e.party != guarantor or e.day > on:
            continue
        if extension in names(e.details.get("consents_to", "")) and service.intact(e):
            return True
    return False


def names(text: str) -> list[str]:
    return [x for x in text.replace("、", ",").replace(";", ",").replace(" ", ",").split(",") if x]


SUES = ("suit", "arbitration")
ANY_WAY = (*SUES, "payment_order", "preservation", "enforcement", "insolvency")


def filings(
    case: Case, on: date, against: list[str], taken_back: str, ways: tuple[str, ...] = ANY_WAY
) -> list[date]:
    """Days on which one of these was sued, or what is equal to it for limitation (TL 11, 13). `taken_back`:
    of suits withdrawn by now count "none", those whose copy had "reached" the other side (GI 31), or "all"."""
    back = {}
    for e in case.events:
        if e.type is EventType.FILING_WITHDRAWN and e.day <= on:
            back[e.details["filing"]] = bool(e.details.get("copy_reached"))
    found = []
    for e in case.events:
        if e.type is not EventType.FILING or e.day > on or e.details["way"] not in ways:
            continue
        if not set(names(e.details["against"])) & set(against):
            continue
        if e.id not in back or taken_back == "all" or (taken_back == "reached" and back[e.id]):
            found.append(e.day)
    return found


def may_demand(case: Case, on: date) -> bool:
    """Whether the house demanded the loan as creditor, or with the creditor's authority on record that day
    (spec 10.1)."""
    if case.loan.lender == case.house.name:
        return True
    for e in case.events:
        if e.type is EventType.COLLECTION_AUTHORITY and e.day <= on and service.intact(e):
            return True
    return False


def payments_by_us(case: Case, on: date, policy: Policy) -> list[date]:
    """Those for which something is asked back: what was paid back to us has no clock."""
    return [e.day for e in recourse.ours(case, on, policy)]


def called(case: Case, on: date) -> date | None:
    for e in case.events:
        if e.type is EventType.ACCELERATION and e.day <= on and e.details.get("approver"):
            return e.day
    return None


# --- guarantee periods -----------------------------------------------------------------------------


def months(deed: Guarantee, policy: Policy) -> int:
    """As agreed; silent, unclear or not after the due date: six (CC 692)."""
    if deed.period_months is None or deed.period_months <= 0:
        return policy.guarantee.months_if_silent
    return deed.period_months


def is_general(deed: Guarantee, policy: Policy) -> bool:
    kind = deed.kind if deed.kind is not GuaranteeKind.SILENT else policy.guarantee.kind_if_silent
    return kind is GuaranteeKind.GENERAL


def counter(case: Case, deed: Guarantee) -> bool:
    """READING: where we are the lender we never pay anybody, so a deed that calls itself
    counter-guarantee is counted as a guarantee of the loan, which ends earlier."""
    return deed.counter and case.loan.lender != case.house.name


def guarantee_period(case: Case, deed: Guarantee, on: date, policy: Policy) -> Clock | None:
    """The guarantee period of one deed; a counter-guarantee has none before we have paid, a guarantee of
    the bank's loan none once we have paid the bank off."""
    if paid_off(case, deed, on, policy):
        return None
    if counter(case, deed):
        starts = payments_by_us(case, on, policy)  # disputed: from the first, from the last
        if not starts:
            return None
        cautious = min(starts)
    else:
        starts = [due_dates(case, on, deed.party)[-1]]
        # disputed: each instalment has a period of its own; the first unpaid one ends first
        lines = figures.evening(case, on, policy).lines if len(case.instalments) > 1 else []
        cautious = min([x.due for x in lines] + starts)
        day = called(case, on)
        if day is not None and day < starts[0]:
            starts.append(day)  # disputed: from the day of the call, from the contract's day
    length = months(deed, policy)
    first = months_later(min(starts), length)
    last = months_later(max(starts), length)
    earliest = months_later(min(cautious, *starts), length)
    # READING: reminders go by the whole debt; the view that each instalment has its own period
    # only moves the day from which L-01 warns
    safe = workdays_before(first, policy.guarantee.buffer_workdays)
    return Clock("guarantee", deed.party, min(starts), first, earliest, rolled(last), safe)


def ever_paid(case: Case, on: date) -> bool:
    return any(e.type is EventType.SUB_PAYMENT and e.day <= on for e in case.events)


def paid_off(case: Case, deed: Guarantee, on: date, policy: Policy) -> bool:
    """The debt this deed is for was another's and we have paid it: nobody has a claim by the deed any more."""
    if deed.counter or case.loan.lender == case.house.name or not ever_paid(case, on):
        return False
    bank = recourse.bank_owed(case, on, policy)
    return not bank.total() and not bank.not_yet_due


def against_co_guarantor(case: Case, deed: Guarantee, on: date, policy: Policy) -> Clock:
    """READING: what one guarantor may ask back from another (GI 13, where they agreed on it) is barred three
    years after he paid, renewed by the other's consent to it and by suits against him."""
    start = min(payments_by_us(case, on, policy))
    acts = []
    for e in case.events:
        if e.party != deed.party or e.day > on:
            continue
        if e.type is EventType.PAYMENT and recourse.of_recourse(case, e, policy):
            acts.append(e.day)
        if e.type is EventType.PROMISE and e.details.get("written"):
            acts.append(e.day)
        if e.type in (EventType.PLAN, EventType.EXTENSION) and e.details.get("approver"):
            acts.append(e.day)
    years = policy.limitation.years
    began, end = limitation(start, acts + filings(case, on, [deed.party], "reached"), years, None)
    _, late = limitation(start, acts + filings(case, on, [deed.party], "all"), years, None)
    safe = workdays_before(end, policy.limitation.buffer_workdays)
    return Clock("contribution", deed.party, began, end, end, rolled(max(end, late)), safe)


def demands(case: Case, deed: Guarantee, on: date) -> list[date]:
    """Days on which this guarantor was served with the demand that counts for his deed."""
    kind = "recourse-demand" if counter(case, deed) else "guarantor-demand"
    served = [e.day for e in service.services(case, kind, deed.party, on, LONG_AGO)]
    return [d for d in served if counter(case, deed) or may_demand(case, d)]


def kept_on(case: Case, deed: Guarantee, on: date, policy: Policy) -> date | None:
    """The first demand inside the period keeps a joint guarantee (CC 693(2)). Served after the
    earliest end but not after the latest: READING, it may be defended, so it keeps."""
    period = guarantee_period(case, deed, on, policy)
    if period is None:
        return None
    # READING: what else is filed against him (a payment order, a claim in his insolvency) may not have reached
    # him, and the log does not tell; the careful side does not count it
    acts = demands(case, deed, on) + filings(case, on, [deed.party], "reached", SUES)
    if is_general(deed, policy):
        # only the suit against the debtor keeps it (CC 693(1)), or enforcement of a notarised deed (GI 27)
        ways = (*SUES, "enforcement") if case.loan.notarised_deed else SUES
        acts = filings(case, on, [p.id for p in case.borrowers], "none", ways)
    for day in sorted(acts):
        if period.start <= day <= period.latest:
            return day
    return None


# --- limitation -------------------------------------------------------------------------------------


def limitation(
    start: date, restarts: list[date], years: int, longest: int | None
) -> tuple[date, date]:
    """Beginning and last day after all restarts in time; one after the (rolled) end is too late."""
    began = start
    end = months_later(start, 12 * years)
    for day in sorted(restarts):
        if day < start:
            continue
        if day > rolled(end):
            break
        began, end = day, months_later(day, 12 * years)
    if longest is not None:
        end = min(end, months_later(start, 12 * longest))
    return began, end


def restarts(
    case: Case,
    on: date,
    party_ids: list[str],
    of_ours: bool,
    policy: Policy,
    taken_back: str,
    strangers: bool,
) -> list[date]:
    """What restarts limitation against the borrower: served notices (of the loan: by one who may
    demand it; of recourse: our own), suits, and his consent to perform:
    payment, written promise, plan (CC 195, TL 8-16)."""
    days = []
    # READING: the overdue notice demands the loan, not what we paid for it
    kind = "recourse-notice" if of_ours else "overdue-notice"
    for party in party_ids:
        for e in service.services(case, kind, party, on, LONG_AGO):
            if of_ours or may_demand(case, e.day):
                days.append(e.day)
    days += filings(case, on, party_ids, taken_back)
    # the end of the proceedings begins it anew (CC 195)
    days += [e.day for e in decided(case, on) if e.party in ("", *party_ids)]
    for e in case.events:
        if e.day > on:
            continue
        ours = recourse.of_recourse(case, e, policy)
        if e.type is EventType.PAYMENT and e.party in ("", *party_ids) and ours == of_ours:
            # READING: of one who has no borrower's name it is disputed, as a suit taken back is (CC 195)
            payer = e.details.get("payer", "").strip()
            own = bool(e.party) or not payer or payer in [case.parties[p].name for p in party_ids]
            if own or strangers:
                days.append(e.day)
        if e.type is EventType.PROMISE and e.details.get("written") and e.party in party_ids:
            days.append(e.day)
        if e.type in (EventType.PLAN, EventType.EXTENSION) and e.details.get("approver"):
            days.append(e.day)
    return days


def against_borrower(case: Case, on: date, policy: Policy) -> list[Clock]:
    """Of the loan, and of recourse once we have paid."""
    debtors = [p.id for p in case.borrowers]
    start = due_dates(case, on, None)[-1]
    day = called(case, on)
    if day is not None:
        start = min(start, day)
    starts = [("limitation", start)]
    paid = payments_by_us(case, on, policy)
    if paid:
        starts.append(("recourse", min(paid)))
    years = policy.limitation
    found = []
    for kind, start in starts:
        ends = []
        # disputed: whether a suit taken back before its copy arrived, or a stranger's money, began limitation anew
        for taken_back, strangers in (("reached", False), ("all", True)):
            acts = restarts(case, on, debtors, kind == "recourse", policy, taken_back, strangers)
            ends.append(limitation(start, acts, years.years, years.longest_years))
        began, end = ends[0]
        late = max(last for _, last in ends)
        safe = workdays_before(end, years.buffer_workdays)
        found.append(Clock(kind, debtors[0], began, end, end, rolled(max(end, late)), safe))
    return found


def against_guarantor(case: Case, deed: Guarantee, on: date, policy: Policy) -> Clock | None:
    """Three years from the demand that kept the guarantee, renewed by later ones (CC 694(2)); of a general
    one from when enforcement against the debtor has failed, at the latest a year after it was applied for
    (CC 694(1), GI 28). None before."""
    kept = kept_on(case, deed, on, policy)
    if kept is None:
        return None
    start = kept
    if is_general(deed, policy):
        debtors = [p.id for p in case.borrowers]
        sought = filings(case, on, debtors, "none", ("enforcement",))
        if not sought:
            return None
        idle = months_later(sought[0], policy.limitation.idle_enforcement_months)
        ruled = [e for e in case.of(EventType.JUDGMENT) if sought[0] <= e.day <= on]
        vain = [e.day for e in ruled if e.details.get("form") == "enforcement_ended"]
        start = min([idle, *vain])
        if start > on:
            return None
    years = policy.limitation.years
    acts = demands(case, deed, on)
    for e in case.events:  # his own consent to perform
        own = e.party == deed.party and e.day <= on
        written = e.type is EventType.PROMISE and e.details.get("written")
        if own and (written or e.type is EventType.PAYMENT):
            acts.append(e.day)
    ends = []
    for taken_back in ("reached", "all"):
        later = acts + filings(case, on, [deed.party], taken_back)
        ends.append(limitation(start, [d for d in later if d > start], years, None))
    (began, end), (_, late) = ends
    safe = workdays_before(end, policy.limitation.buffer_workdays)
    last = rolled(max(end, late))
    return Clock("guarantor_limitation", deed.party, began, end, end, last, safe, kept)


def presuit(case: Case, on: date, policy: Policy) -> list[Clock]:
    """Thirty days after property was preserved before a suit there has to be one, against whom it was asked
    for; else it falls (CP 104)."""
    back = {e.details["filing"] for e in case.of(EventType.FILING_WITHDRAWN) if e.day <= on}
    found = []
    for e in case.of(EventType.FILING):
        if e.details["way"] != "preservation" or e.day > on or e.id in back:
            continue
        asked = names(e.details["against"])
        # READING: a suit that stands may be older: then it was no preservation before a suit
        left = [p for p in asked if not filings(case, on, [p], "none", SUES)]
        first = [p for p in case.parties if p in left]  # one row for a paper; whom it names first
        if first:
            end = e.day + policy.limitation.presuit_days * DAY
            safe = workdays_before(end, policy.limitation.buffer_workdays)
            found.append(Clock("presuit", first[0], e.day, end, end, rolled(end), safe))
    return found


def decided(case: Case, on: date) -> list[Event]:
    """Judgments, awards, mediation papers and payment orders; a ruling that ends enforcement is none."""
    found = [e for e in case.of(EventType.JUDGMENT) if e.day <= on]
    return [e for e in found if e.details.get("form") != "enforcement_ended"]


def enforcement(case: Case, on: date, policy: Policy) -> list[Clock]:
    """Two years to apply for enforcement, from the last day to perform, begun anew by what a debtor pays
    (CPL 250). Once somebody was applied against, of those who were sued and left out of it."""
    debtors = [p.id for p in case.borrowers]
    back = {e.details["filing"] for e in case.of(EventType.FILING_WITHDRAWN) if e.day <= on}
    filed = [e for e in case.of(EventType.FILING) if e.day <= on and e.id not in back]
    paid = [e for e in case.of(EventType.PAYMENT) if e.day <= on]
    found = []
    for e in decided(case, on):
        asked = [f for f in filed if f.details["way"] == "enforcement" and f.day >= e.day]
        left = [e.party or debtors[0]]
        if asked:
            applied = {p for f in asked for p in names(f.details["against"])}
            left = [p for p in sued_for(case, filed, e) if p not in applied]
        start = e.by or e.day
        for p in left:  # a guarantor's payment is nothing to the debtors, nor the other way round
            own, borrowers = [p], [case.parties[d].name for d in debtors]
            if p in debtors:
                own = debtors
            names_of = [case.parties[d].name for d in own]
            sure, perhaps = [], []
            # READING: whoever nobody is named for is a borrower; a stranger's money is disputed, as for limitation
            for x in paid:
                payer = x.details.get("payer", "").strip()
                if (
                    x.party in own
                    or (not x.party and payer in names_of)
                    or (not x.party and not payer and p in debtors)
                ):
                    sure.append(x.day)
                elif not x.party and payer not in borrowers:
                    perhaps.append(x.day)
            years = policy.limitation.enforcement_years
            began, end = limitation(start, sure, years, None)
            _, late = limitation(start, sure + perhaps, years, None)
            safe = workdays_before(end, policy.limitation.buffer_workdays)
            found.append(Clock("enforcement", p, began, end, end, rolled(max(end, late)), safe))
    return found


def sued_for(case: Case, filed: list[Event], decision: Event) -> list[str]:
    """Whom a decision is against: whom it names, else all of the last suit (or application) before it."""
    if decision.party:
        return [decision.party]
    order = decision.details.get("form") == "payment_order"
    ways = ("payment_order",) if order else SUES
    suits = [f for f in filed if f.details["way"] in ways and f.day <= decision.day]
    against = names(suits[-1].details["against"]) if suits else []
    return [p for p in case.parties if p in against]


def of(case: Case, on: date, policy: Policy) -> list[Clock]:
    """Every clock; READING: none where nothing is owed to anybody, nor will be. That of the loan while
    the bank is owed something, now or later: whom we have paid off asks for nothing more. That of
    recourse while something is owed to us: what was paid back cannot be lost."""
    bank, ours = recourse.bank_owed(case, on, policy), recourse.claim(case, on, policy)
    owing = bank.total() or bank.not_yet_due
    owing_us = ours is not None and ours.total() > 0
    if not owing and not owing_us:
        return []
    wanted = {"recourse": owing_us}
    found = [c for c in against_borrower(case, on, policy) if wanted.get(c.kind, owing)]
    found += presuit(case, on, policy) + enforcement(case, on, policy)
    for deed in case.guarantees:
        if paid_off(case, deed, on, policy):
            found.append(against_co_guarantor(case, deed, on, policy))
            continue
        period = guarantee_period(case, deed, on, policy)
        if period is None:
            continue
        after = against_guarantor(case, deed, on, policy)
        if after is not None:
            found.append(after)
        elif kept_on(case, deed, on, policy) is None:
            found.append(period)  # else the suit keeps it; what follows begins with enforcement
    return found
