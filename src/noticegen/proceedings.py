"""What the log says about courts and arbitral bodies: who was sued, what was decided, what follows.

A filing is known from its day on; one that was withdrawn is told apart, since what it still does is
another question for each clock. Two clocks begin here: the time to sue after a pre-suit
preservation (Civil Procedure Law 104) and the time to apply for enforcement (250).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from noticegen.model import Case, Event, EventType
from noticegen.periods import Clock, Limit, calendar_notes, joined, limit, named, until
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.workdays import add_months, minus_working_days, next_working_day

T = EventType
SUES = frozenset({"suit", "arbitration"})
ORDER = "payment_order"  # a way to go, and the form of what comes of it
# Acts that restart limitation as a suit does (Limitation Rules 11).
RESTARTS = SUES | {ORDER, "preservation", "enforcement", "insolvency"}
ENDED = "enforcement_ended"  # the court ended enforcement in vain: no decision on the claim
_YES = frozenset({"yes", "y", "true", "1", "是"})


@dataclass(frozen=True, slots=True)
class Filing:
    """An application to a court or commission. `against` are ids of parties.

    `withdrawn` = taken back by the day asked for; `copy_reached` = only after the copy of the
    complaint had reached the other side."""

    event: Event
    against: frozenset[str]
    withdrawn: bool = False
    copy_reached: bool = False

    @property
    def day(self) -> date:
        """The day it was handed in."""
        return self.event.day

    @property
    def way(self) -> str:
        """suit, arbitration, payment_order, preservation, enforcement or insolvency."""
        return self.event.details.get("way", "")


def filings(case: Case, on: date) -> tuple[Filing, ...]:
    """Every filing on record by `on`, in order of time."""
    taken_back = {e.details.get("filing", ""): e for e in until(case, on, T.FILING_WITHDRAWN)}
    found = []
    for event in until(case, on, T.FILING):
        back = taken_back.get(event.id)
        reached = back.details.get("copy_reached", "").strip().lower() if back else ""
        whom = named(event.details.get("against", ""), case)
        found.append(Filing(event, whom, back is not None, reached in _YES))
    return tuple(found)


def against(
    case: Case, on: date, parties: Iterable[str], ways: Collection[str]
) -> tuple[Filing, ...]:
    """Filings of these kinds against one of these parties, withdrawn ones included."""
    wanted = frozenset(parties)
    return tuple(f for f in filings(case, on) if f.way in ways and f.against & wanted)


def decisions(case: Case, on: date) -> tuple[Event, ...]:
    """Judgments, awards, mediation papers and payment orders by `on`."""
    return tuple(e for e in until(case, on, T.JUDGMENT) if e.details.get("form") != ENDED)


def standing(case: Case, on: date) -> tuple[Event, ...]:
    """The decisions that can be enforced on `on`: not one that a later decision says it replaces, nor one that a
    decision of a later instance in the same suit has replaced (a first judgment that was appealed never took
    effect)."""
    found = decisions(case, on)
    return tuple(d for d in found if not any(_replaces(case, on, e, d) for e in found))


def _replaces(case: Case, on: date, later: Event, earlier: Event) -> bool:
    """Whether `later` says so (`replaces`, the id of the event); else whether it is of a higher instance than
    `earlier`, by the sign of their case numbers, of the same suit, and about the same party or all. Where the
    log holds more than one suit that could be meant, it is not said to: a clock too many is seen, one too
    few is not."""
    if named_ := later.details.get("replaces"):
        return named_ == earlier.id != later.id and later.at >= earlier.at
    suits = [
        f for f in filings(case, on) if f.way in SUES and not f.withdrawn and f.day <= later.day
    ]
    return (
        _instance(later) > _instance(earlier) > 0
        and later.at >= earlier.at
        and later.party in {"", earlier.party}
        and len(suits) == 1
        and suits[0].day <= earlier.day
    )


def _instance(decision: Event) -> int:
    """1 first, 2 second instance, by the type of case in the number (民初, 民终: rules of the Supreme People's
    Court on case numbers, 法〔2015〕137号); 0 = it does not say. A retrial (民再) is neither: it may uphold a
    judgment whose time to enforce runs from its own day."""
    number = decision.details.get("case_no", "")
    return max((n for sign, n in _INSTANCES.items() if sign in number), default=0)


_INSTANCES = {"民初": 1, "民终": 2}


def enforcement_last_day(performance_deadline: date, policy: Policy) -> date:
    """Last day to apply for enforcement: from the end of the time to perform (CPL 250)."""
    return add_months(performance_deadline, 12 * policy.limitation.enforcement_years)


def enforced(case: Case, on: date, decision: Event) -> Filing | None:
    """The application for enforcement that followed a decision and stands; None = none yet."""
    return next(
        (
            f
            for f in filings(case, on)
            if f.way == "enforcement" and not f.withdrawn and f.day >= decision.day
        ),
        None,
    )


def enforcement_clocks(case: Case, on: date, policy: Policy) -> tuple[Clock, ...]:
    """The time to apply for enforcement of each decision that stands and that nobody has applied for yet, or
    not against everybody who was sued.

    It runs from the end of the time to perform (`by`), or from the decision where none is recorded,
    and begins anew with each payment of the debtor; money whose payer leaves that in doubt moves the later end
    only."""
    debtors = [p.id for p in case.borrowers]
    found = []
    for decision in standing(case, on):
        if enforced(case, on, decision) is None:
            party = decision.party or (debtors[0] if debtors else "")
            found.append(_enforcement(case, on, policy, decision, party))
        else:
            left = _left_out(case, on, decision)
            found += [_enforcement(case, on, policy, decision, p) for p in left]
    return tuple(found)


def _left_out(case: Case, on: date, decision: Event) -> tuple[str, ...]:
    """Who was sued and against whom nobody has applied for enforcement, though somebody has against
    others: an application against one stops the time against the others on one reading only.

    The suit (of a payment order, its application) is the one of the decision's case number, else the last
    before it."""
    if decision.party:
        sued = frozenset({decision.party})
    else:
        ways = {ORDER} if decision.details.get("form") == ORDER else SUES
        suits = [f for f in filings(case, on) if f.way in ways and not f.withdrawn and f.day <= decision.day]  # fmt: skip
        number = decision.details.get("case_no", "")
        same = [f for f in suits if number and f.event.details.get("case_no") == number]
        sued = (same or suits)[-1].against if suits else frozenset()
    asked = {
        party
        for f in filings(case, on)
        if f.way == "enforcement" and not f.withdrawn and f.day >= decision.day
        for party in f.against
    }
    return tuple(p for p in case.parties if p in sued - asked)


def _enforcement(case: Case, on: date, policy: Policy, decision: Event, party: str) -> Clock:
    firm, doubtful = _payments(case, on, party)
    start, years = decision.by or decision.day, policy.limitation.enforcement_years
    run = limit(start, firm, years)
    late = limit(start, [*firm, *doubtful], years)
    rolled = next_working_day(run.last_day)
    notes = [*_doubted(run, late), *calendar_notes(run.last_day)]
    if decision.by is None:
        unknown = Text(
            "未记录履行期限，自裁判日起算（谨慎）",
            "no time to perform on record: counted from the decision (cautious)",
        )
        notes.append(unknown)
    return Clock(
        name=Text("申请执行期间", "time to apply for enforcement"),
        party=party,
        start=run.start,
        last_day=run.last_day,
        rolled=rolled,
        safe_day=minus_working_days(run.last_day, policy.limitation.buffer_workdays),
        note=joined(notes),
        basis="《民事诉讼法》第250条",
        kind="enforcement",
        earliest=run.last_day,
        latest=max(rolled, next_working_day(late.last_day)),
    )


def _payments(case: Case, on: date, party: str) -> tuple[list[date], list[date]]:
    """Days of payments by which this debtor agreed to perform, and of those of which that is disputed.

    Firm is what is his by id or by the payer's name; borrowers are one, and what nobody is named for is theirs.
    Disputed is a stranger's money and, of a guarantor, that of nobody named: the debtor himself must have agreed
    to perform (Civil Code 195). A guarantor's is nothing to the borrowers, nor the other way round."""
    theirs = {p.id: p.name for p in case.borrowers}
    his = (
        theirs
        if party in theirs
        else {p.id: p.name for p in case.parties.values() if p.id == party}
    )
    firm, doubtful = [], []
    for act in until(case, on, T.PAYMENT):
        payer = act.details.get("payer", "").strip()
        if act.party:
            firm += [act.day] if act.party in his else []
        elif payer in his.values() or (his is theirs and not payer):
            firm.append(act.day)
        elif payer not in theirs.values():
            doubtful.append(act.day)
    return firm, doubtful


def _doubted(run: Limit, latest: Limit) -> list[Text]:
    if latest.last_day <= run.last_day:
        return []
    end = latest.last_day.isoformat()
    return [
        Text(
            f"未记明由其付款的还款未计入（其本人同意履行方可）；计入则至{end}",
            f"a payment not recorded as made by this debtor is left out (the debtor himself must agree to perform); with it the end is {end}",
        )
    ]


def preservation_clocks(case: Case, on: date, policy: Policy) -> tuple[Clock, ...]:
    """The time to sue after each pre-suit preservation, while somebody whom it names has not been sued:
    for her it is lifted. One clock for a paper, of the first such party.

    Counted from the application: the court's measure, from which the law counts, comes later."""
    asked = [f for f in filings(case, on) if f.way == "preservation" and not f.withdrawn]
    sued = [f for f in filings(case, on) if f.way in SUES and not f.withdrawn]
    there = frozenset[str]().union(*(s.against for s in sued))
    open_ = ((f, f.against - there) for f in asked)
    return tuple(_preservation(case, policy, f, left) for f, left in open_ if left or not f.against)


def _preservation(case: Case, policy: Policy, asked: Filing, left: frozenset[str]) -> Clock:
    last = asked.day + timedelta(policy.limitation.presuit_days)
    rolled = next_working_day(last)
    early = Text(
        "自申请日起算（谨慎）；期内不起诉的，保全解除",
        "counted from the application (cautious); without a suit in time it is lifted",
    )
    return Clock(
        name=Text("诉前保全后的起诉期限", "time to sue after pre-suit preservation"),
        party=next((p for p in case.parties if p in left), ""),
        start=asked.day,
        last_day=last,
        rolled=rolled,
        safe_day=minus_working_days(last, policy.limitation.buffer_workdays),
        note=joined([early, *calendar_notes(last)]),
        basis="《民事诉讼法》第104条",
        kind="preservation",
        earliest=last,
        latest=rolled,
    )
