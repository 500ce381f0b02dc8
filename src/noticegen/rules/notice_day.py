"""Seed rules from day 4 to the day of issue (S-07 to S-12): visited again, counter-guarantors
contacted, not too early, not late, and something owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen.addressing import (
    DEMAND,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
    WARNING,
)
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.balance import recourse_open, unpaid
from noticegen.rules.ceiling import barred, each_day, ranges
from noticegen.rules.first_days import day_at, first_visit, when_allowed
from noticegen.rules.steps import (
    CONTACTS,
    addressees,
    counter_guarantors,
    day_zero,
    defaults,
    faults,
    said,
    shown,
    taken,
)
from noticegen.rules.table import NOTHING, NOTICE, Rule, absent, join, listed, manual, met, unmet
from noticegen.text import Text

T = EventType
CLAIMING = (NOTICE, RECOURSE_NOTICE, REMINDER, RECOURSE, DEMAND, WARNING, REFERRAL)


def second_visit(case: Case, zero: date, on: date, policy: Policy, debtor: str) -> Event | None:
    """The visit from day 4 on that is not also the first: the latest that notes business and cash,
    else the latest."""
    first, visits = first_visit(case, zero, on, debtor)
    start = day_at(zero, policy.steps.first_day(policy.steps.second_visit_from))
    later = [v for v in visits.good if v is not first and v.day >= start]
    full = [v for v in later if not _unnoted(v)]
    return next(reversed(full or later), None)


def _unnoted(visit: Event) -> list[str]:
    """What the notes of a second visit lack."""
    return [k for k in ("operation", "cash") if not visit.details.get(k)]


def visited_again(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A second visit from day 4 on, not the same as the first."""
    for debtor, zero in defaults(case, kind, on, policy, party):
        start = day_at(zero, policy.steps.first_day(policy.steps.second_visit_from))
        needed = Text(f"{start} 起再次上门走访", f"a second visit from {start} on")
        visit = second_visit(case, zero, on, policy, debtor)
        if visit:
            yield met(needed, said(visit), debtor)
            continue
        first, visits = first_visit(case, zero, on, debtor)
        only = (
            Text(f"{said(first).zh}是首次走访", f"{said(first).en} is the first visit")
            if first
            else NOTHING
        )
        none = Text("没有第二次走访", "no second visit on record")
        again = Text(
            "再次走访，记录经营与资金回笼",
            "visit again; note how the business runs and cash coming in",
        )
        hint, day = when_allowed(case, on, debtor, max(on, start), again)
        found = join([none, faults(visits.since(start).bare), only])
        yield unmet(needed, found, hint, debtor, earliest=day)


def cash_noted(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The second visit notes how the business runs and what cash comes in."""
    needed = Text(
        "第二次走访记有经营情况和资金回笼", "the second visit notes the business and cash coming in"
    )
    for debtor, zero in defaults(case, kind, on, policy, party):
        visit = second_visit(case, zero, on, policy, debtor)
        if visit is None:
            yield absent(
                needed, Text("没有第二次走访（见 S-07）", "no second visit (S-07)"), debtor
            )
        elif not (lack := _unnoted(visit)):
            yield met(needed, said(visit), debtor)
        else:
            found = Text(
                f"{said(visit).zh}，缺{listed(lack).zh}",
                f"{said(visit).en} lacks {listed(lack).en}",
            )
            hint = Text("以更正方式补记", "correct the visit and note it")
            yield unmet(needed, found, hint, debtor, earliest=on)


def counter_guarantors_contacted(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each counter-guarantor was contacted from day 4 on, in whatever way; one finding for each. Who may
    not be contacted (a limit, a hold, death, insolvency) is not asked for; it warns if there were
    other days before."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    start = day_at(zero, policy.steps.first_day(policy.steps.cg_contact_from))
    for guarantor in counter_guarantors(case):
        name = case.parties[guarantor].name
        needed = Text(
            f"{start} 起联系反担保人{name}",
            f"contact with counter-guarantor {name} from {start} on",
        )
        contacts = taken(case, guarantor, zero, on, *CONTACTS)
        good = contacts.since(start).good
        if good:
            yield met(needed, said(good[0]), guarantor)
            continue
        excuse = _not_to_be_contacted(case, guarantor, start, on, needed)
        if excuse:
            yield excuse
            continue
        early = contacts.until(start - timedelta(1)).good
        too_soon = shown(early)
        yield unmet(
            needed,
            join([
                Text("没有联系记录", "no contact on record"),
                faults(contacts.since(start).bare),
                Text(f"过早：{too_soon.zh}", f"too early: {too_soon.en}") if early else NOTHING,
            ]),
            Text(f"联系{name}，记录方式和结果", f"contact {name}; record channel and outcome"),
            guarantor,
            earliest=max(on, start),
        )  # fmt: skip


def _not_to_be_contacted(
    case: Case, guarantor: str, start: date, on: date, needed: Text
) -> Finding | None:
    """That nobody may contact the guarantor on `on`; None if somebody may, or if it is too early."""
    spans = barred(case, on, guarantor)
    why = next((s.why for s in spans if s.covers(on)), None)
    if why is None or on < start:
        return None
    open_days = [d for d in each_day(start, on) if not any(s.covers(d) for s in spans)]
    if not open_days:
        return absent(needed, join([why, Text("不得联系", "no contact")]), guarantor)
    missed = ranges(open_days)
    none = Text(
        f"没有联系记录；{missed.zh} 本可联系",
        f"no contact on record; there could have been one on {missed.en}",
    )
    hint = Text(
        "现在不得联系，无须补救，会显示", "there is to be none now: nothing to mend, it shows"
    )
    return unmet(needed, join([none, why]), hint, guarantor, mild=True, curable=False)


def seven_days_overdue(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The notice is not issued before day 7."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    start = day_at(zero, policy.steps.first_day(policy.steps.notice_from))
    needed = Text(
        f"不早于 {start}（应还日 {zero} 后第{(start - zero).days}天）",
        f"not before {start} (day {(start - zero).days} after {zero})",
    )
    day = (on - zero).days
    found = Text(f"{on} 是第{day}天", f"{on} is day {day}")
    if on >= start:
        yield met(needed, found)
    else:
        yield unmet(needed, found, Text(f"等到 {start}", f"wait until {start}"), earliest=start)


def not_late(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A notice after day 10 is late, and that shows; not where one was issued in time before."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    last = day_at(zero, policy.steps.notice_late_after)
    needed = Text(f"不迟于 {last}", f"not after {last}")
    found = Text(f"{on} 是第{(on - zero).days}天", f"{on} is day {(on - zero).days}")
    void = {e.document for e in case.of(T.VOIDED) if e.day <= on}
    given = [
        e
        for e in case.of(T.ISSUED)
        if e.details.get("kind") == kind and e.document not in void and zero <= e.day <= last
    ]
    if on <= last:
        yield met(needed, found)
    elif {e.party for e in given}.issuperset(addressees(case, kind, party)):
        yield met(needed, shown(tuple(given)))
    else:
        hint = Text("尽快签发；迟延会显示", "issue it soon; the lateness shows")
        yield unmet(needed, found, hint, curable=False)


def still_unpaid(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Something due is unpaid on the as-of day, above the tolerance of the house."""
    if kind == RECOURSE_NOTICE:
        yield _recourse_unpaid(case, on, policy)
        return
    floor = policy.notice.tolerance
    due = unpaid(case, on, policy)
    needed = Text(
        f"{on} 有到期未还款项（超过{floor:,.2f}元）",
        f"something due unpaid on {on} (above {floor:,.2f} yuan)",
    )
    found = Text(f"到期未还 {due:,.2f} 元", f"{due:,.2f} yuan due and unpaid")
    if due > floor:
        yield met(needed, found)
    else:
        hint = Text(
            "无须催收；小额余额以 write_off 记录了结",
            "no letter; a small residue is ended by a `write_off`",
        )
        yield unmet(needed, found, hint, curable=False)


def _recourse_unpaid(case: Case, on: date, policy: Policy) -> Finding:
    """Of what the house paid something is open: the rest of the loan is the creditor's, and is not
    asked for in the notice of recourse."""
    floor = policy.notice.tolerance
    left = recourse_open(case, on, policy)
    needed = Text(
        f"{on} 有未还的追偿款（超过{floor:,.2f}元）",
        f"something of the recourse claim unpaid on {on} (above {floor:,.2f} yuan)",
    )
    found = Text(f"追偿款未还 {left:,.2f} 元", f"{left:,.2f} yuan of recourse unpaid")
    if left > floor:
        return met(needed, found)
    hint = Text("没有可追偿的款项，不发此函", "nothing to recover: no such letter")
    return unmet(needed, found, hint, curable=False)


_L = "house.seed"
RULES = (
    Rule(
        "S-07", _L, (NOTICE,), Text("再次上门", "visited again"),
        Text("第4天起再次上门走访", "a second visit from day 4 on"),
        Text("第4天至签发日", "day 4 to the day of issue"),
        Text("首次走访不能同时算作第二次", "the first visit cannot count as the second too"),
        manual("II-3"), visited_again,
    ),
    Rule(
        "S-08", _L, (NOTICE,), Text("记有经营与资金", "business and cash noted"),
        Text("第二次走访记有经营情况和资金回笼", "the second visit notes the business and cash coming in"),
        Text("第二次走访", "the second visit"),
        Text("内容不足只提示", "thin notes only warn"), manual("II-3"), cash_noted,
    ),
    Rule(
        "S-09", _L, (NOTICE,), Text("已联系每位反担保人", "counter-guarantors contacted"),
        Text("第4天起联系每一位反担保人", "each counter-guarantor contacted from day 4 on"),
        Text("第4天至签发日；逐人判断", "day 4 to the day of issue; each one by himself"),
        Text("电话、走访、信息均计；联系其中一人不及于他人", "call, visit or message; contact with one does not reach the others"),
        manual("II-3"), counter_guarantors_contacted,
        doubts=Text("死亡、破产、暂缓或限制联系的不要求联系，限制优先于手册（C-07）；此前有可联系的日子而未联系的提示", "after death or insolvency, in a hold or a limit on contact none is asked for: the limit wins over the manual (C-07); it warns if there were other days before"),
        of_case=True,
    ),
    Rule(
        "S-10", _L, (NOTICE,), Text("满七天", "seven days overdue"),
        Text("不早于第7天签发", "not issued before day 7"), Text("签发日", "the day of issue"),
        Text("手册的“逾期7天后”", "the manual's \"after 7 days overdue\""), manual("II-4"), seven_days_overdue,
        doubts=Text("“7天后”按第7天起理解；steps.comparator 可改为第8天起", "read as from day 7; steps.comparator can make it day 8"),
        of_case=True,
    ),
    Rule(
        "S-11", _L, (NOTICE,), Text("不迟延", "not late"),
        Text("不迟于第10天签发", "not issued after day 10"), Text("签发日", "the day of issue"),
        Text("迟发只提示；此前已按时发过的再次通知不算迟发", "a late notice only warns; one more to whoever was issued one in time is not late"), manual("II-4"), not_late,
        doubts=Text("手册未定最晚日，天数由单位定", "the manual sets no last day; the number is the house's"),
    ),
    Rule(
        "S-12", _L, CLAIMING, Text("仍未还清", "still unpaid"),
        Text("截至日有到期未还款项", "something due is unpaid on the as-of day"), Text("截至日", "the as-of day"),
        Text("没有到期未还的款项不得催收、告知或移送，不可特批", "nothing due: nothing to demand, warn of or refer; no override"), manual("II-4"), still_unpaid,
        doubts=Text("手册只说通知书；其他文书同理，代偿追偿通知书只看追偿款", "the manual says it of the notice; it holds for the other documents alike, for the notice of recourse of the recourse claim alone"),
    ),
)  # fmt: skip
