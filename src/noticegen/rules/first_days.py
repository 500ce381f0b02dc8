"""Seed rules of the first three days (S-01 to S-06): visited, told, asked, called each day.

Day 0 is the due date of the first instalment that went unpaid. Each step is wanted once per
addressee. `earliest` is the first day on which a step could be on
record; a call missed on its day cannot be made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen.events import WARNINGS
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.ceiling import barred, excused, free_from, reasons, window_end
from noticegen.rules.steps import Taken, defaults, faults, said, shown, taken
from noticegen.rules.table import NOTICE, Rule, absent, join, listed, manual, met, unmet
from noticegen.text import Text, many

T = EventType
UNKNOWN_REASON = "R900"


def day_at(zero: date, days: int) -> date:
    """Day `days` of a default; day 0 is its anchor."""
    return zero + timedelta(days)


def nothing_or(events: Taken, nothing: Text) -> Text:
    """What the log has of the wanted step, though it does not count."""
    return faults(events.bare) if events.bare else nothing


def first_visit(case: Case, zero: date, on: date, debtor: str) -> tuple[Event | None, Taken]:
    """The first documented visit of the default, and all of them."""
    visits = taken(case, debtor, zero, on, T.VISIT)
    return (visits.good[0] if visits.good else None), visits


def when_allowed(case: Case, on: date, debtor: str, day: date, hint: Text) -> tuple[Text, date]:
    """How and from when a visit is made up that could be made on `day`: not in a hold or while the debtor
    may not be contacted."""
    taken_by = free_from(case, on, debtor, day)
    if taken_by is None:
        return hint, day
    free, why = taken_by
    wait = (
        Text(
            f"{why.zh}期间不走访，终止后再办：",
            f"no visit during this: {why.en}; once it is over: ",
        )
        if free == day
        else Text(f"{why.zh}，{free} 起再办：", f"{why.en}: not before {free}; then ")
    )
    return Text(f"{wait.zh}{hint.zh}", f"{wait.en}{hint.en}"), free


def visited_at_once(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A visit by the end of day 1 that notes the trading status; only a later one, or one without it,
    warns."""
    for debtor, zero in defaults(case, kind, on, policy, party):
        last = window_end(case, zero, policy.steps.visit_by, on, debtor)
        needed = Text(
            f"{zero} 至 {last} 上门走访并记录经营状况",
            f"a visit from {zero} to {last} that notes the trading status",
        )
        first, visits = first_visit(case, zero, on, debtor)
        noted = [v for v in visits.until(last).good if v.details.get("trading")]
        visit = noted[0] if noted else first
        if visit is None:
            hint = Text(
                "上门走访，记录时间、人员、结果并附照片或录像；已走访的按实际时间补记",
                "visit; record time, who went, the result and a photo or video; record one made with its own time",
            )
            found = nothing_or(visits, Text("没有走访记录", "no visit on record"))
            hint, day = when_allowed(case, on, debtor, on, hint)
            yield unmet(needed, found, hint, debtor, earliest=day)
        elif visit.day > last:
            late = Text(
                f"{said(visit).zh}，迟{(visit.day - last).days}天",
                f"{said(visit).en}, {many((visit.day - last).days, 'day')} late",
            )
            yield unmet(
                needed, late, Text("无须补救，迟延会显示", "nothing to mend; the lateness shows"),
                debtor, mild=True, curable=False,
            )  # fmt: skip
        elif not visit.details.get("trading"):
            found = Text(
                f"{said(visit).zh}，未记经营状况", f"{said(visit).en}, trading status not noted"
            )
            hint = Text("以更正方式补记 trading", "correct the visit and note `trading`")
            yield unmet(needed, found, hint, debtor, earliest=on, mild=True)
        else:
            yield met(needed, said(visit), debtor)


def warned_at_visit(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The first visit gave the warnings; credit report and subsidy only where they are true."""
    wanted = [
        key
        for key in WARNINGS
        if (key != "subsidy" or case.loan.subsidised)
        and (key != "credit" or case.house.reports_credit)
    ]
    needed = Text(
        "首次走访时告知：" + "、".join(WARNINGS[k].zh for k in wanted),
        "told at the first visit: " + ", ".join(WARNINGS[k].en for k in wanted),
    )
    for debtor, zero in defaults(case, kind, on, policy, party):
        visit, _ = first_visit(case, zero, on, debtor)
        if visit is None:
            yield absent(
                needed, Text("没有可计的走访（见 S-01）", "no visit that counts (S-01)"), debtor
            )
            continue
        given = {w.strip() for w in visit.details.get("warnings", "").split(",")}
        lacking = [WARNINGS[k] for k in wanted if k not in given]
        if not lacking:
            yield met(needed, said(visit), debtor)
            continue
        found = Text(
            f"{said(visit).zh}，未勾选" + "、".join(w.zh for w in lacking),
            f"{said(visit).en}, not ticked: " + ", ".join(w.en for w in lacking),
        )
        hint = Text(
            "已告知的以更正方式补记 warnings", "if it was said, correct the visit's `warnings`"
        )
        yield unmet(needed, found, hint, debtor, earliest=on)


def reason_known(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The latest reason on record is not "unknown"; the finding never names the reason."""
    needed = Text("已记录逾期原因", "a reason of the default on record")
    for debtor, zero in defaults(case, kind, on, policy, party):
        reasons = [
            e for p in dict.fromkeys((debtor, "")) for e in taken(case, p, zero, on, T.REASON).good
        ]
        latest = max(reasons, key=lambda e: (e.at, e.id), default=None)
        if latest is None or latest.details.get("code") == UNKNOWN_REASON:
            found = (
                Text(f"{said(latest).zh}：原因未明", f"{said(latest).en}: unknown")
                if latest
                else Text("没有记录", "none on record")
            )
            hint = Text(
                "了解原因后记录；客户拒绝说明也请记录",
                "learn and record it; a refusal to say is recorded too",
            )
            yield unmet(needed, found, hint, debtor, earliest=on)
        else:
            yield met(needed, said(latest), debtor)


def date_asked_for(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """By day 3 the debtor was asked for a date: a promise, or a refusal to name one."""
    for debtor, zero in defaults(case, kind, on, policy, party):
        last = window_end(case, zero, policy.steps.promise_by, on, debtor)
        needed = Text(
            f"{last} 前约定还款日（承诺，或拒绝约定）",
            f"by {last} a promised date, or a refusal to name one",
        )
        asked = taken(case, debtor, zero, on, T.PROMISE, T.PROMISE_REFUSED)
        if asked.until(last).good:
            yield met(needed, said(asked.until(last).good[0]), debtor)
        elif asked.good:
            found = Text(f"{said(asked.good[0]).zh}，迟了", f"{said(asked.good[0]).en}, late")
            hint = Text("无须补救，迟延会显示", "nothing to mend; the lateness shows")
            yield unmet(needed, found, hint, debtor, curable=False)
        else:
            found = nothing_or(asked, Text("没有记录", "none on record"))
            hint = Text("询问还款日并记录回答", "ask for a date and record the answer")
            yield unmet(needed, found, hint, debtor, earliest=on)


def called_each_day(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A call on each of days 1, 2 and 3, rest days included. A day on which the debtor may not be
    contacted is not asked for; a plan excuses none of them."""
    for debtor, zero in defaults(case, kind, on, policy, party):
        days = [day_at(zero, n) for n in policy.steps.call_days]
        each = listed(days)
        needed = Text(f"每天致电：{each.zh}", f"a call on each of {each.en}")
        calls = taken(case, debtor, zero, on, T.CALL)
        made = {e.day: e for e in reversed(calls.good) if e.day in days}
        spans = barred(case, on, debtor)
        free = {d: why for d in days if d not in made and (why := excused(d, spans, policy))}
        lacking = [d for d in days if d not in made and d not in free]
        found = join([shown(tuple(made[d] for d in days if d in made)), reasons(free.items())])
        if not lacking:
            yield met(needed, found, debtor)
            continue
        gone = [d for d in lacking if d < on]
        bare = tuple(e for e in calls.bare if e.day in lacking)
        missing = listed(lacking)
        yield unmet(
            needed,
            join([Text(f"没有：{missing.zh}", f"none on {missing.en}"), faults(bare), found]),
            _call_hint(gone, lacking),
            debtor,
            earliest=None if gone else max(lacking),
            curable=not gone,
        )


def _call_hint(gone: list[date], lacking: list[date]) -> Text:
    if gone:
        return Text(
            f"{listed(gone).zh} 已过，不能补打；当日确已致电的按实际时间补记（会显示补录），否则只有特批",
            f"{listed(gone).en}: past, cannot be made up; a call that was made may still be recorded "
            "with its own time (it shows as late), else only an override helps",
        )
    return Text(
        f"在 {listed(lacking).zh} 致电并记录", f"call on {listed(lacking).en} and record it"
    )


def a_call_reached(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """One of the calls of days 1 to 3 reached the debtor, or two numbers were tried."""
    needed = Text(
        "其中一次由本人接听，或试过两个号码",
        "one of these calls reached the party, or two numbers were tried",
    )
    for debtor, zero in defaults(case, kind, on, policy, party):
        days = {day_at(zero, n) for n in policy.steps.call_days}
        calls = tuple(e for e in taken(case, debtor, zero, on, T.CALL).good if e.day in days)
        reached = next((e for e in calls if e.outcome == "connected_party"), None)
        numbers = {"".join(e.details.get("number", "").split()) for e in calls} - {""}
        if not calls:
            yield absent(
                needed, Text("没有可计的电话（见 S-05）", "no call that counts (S-05)"), debtor
            )
        elif reached:
            yield met(needed, said(reached), debtor)
        elif len(numbers) >= 2:
            yield met(
                needed,
                Text(f"试过{len(numbers)}个号码", f"{many(len(numbers), 'number')} tried"),
                debtor,
            )
        else:
            found = Text(
                f"{len(calls)}次均非本人接听",
                f"{many(len(calls), 'call')}, none reached the party",
            )
            open_still = on <= max(days)
            hint = (
                Text("拨打另一个已知号码并记录号码", "try another known number and record it")
                if open_still
                else Text("这几天已过，无须补救，会显示", "these days are past: nothing to mend, it shows")
            )  # fmt: skip
            yield unmet(
                needed, found, hint, debtor,
                earliest=on if open_still else None, curable=open_still,
            )  # fmt: skip


_L = "house.seed"
RULES = (
    Rule(
        "S-01", _L, (NOTICE,), Text("立即上门", "visited at once"),
        Text("逾期当日至次日上门走访并记录经营状况", "a visit from day 0 to day 1 that notes the trading status"),
        Text("第0至1天；有暂缓或限制联系的顺延", "days 0 to 1; a hold or a limit on contact moves the end"),
        Text("首访了解经营、原因和还款意愿；迟到只提示，没有则阻止", "the first visit learns business, reason and will to pay; late warns, none blocks"),
        manual("II-1"), visited_at_once,
        doubts=Text("手册的“立即”解作第1天结束前", "the manual's \"immediately\" is read as by the end of day 1"),
    ),
    Rule(
        "S-02", _L, (NOTICE,), Text("已告知后果", "warned at the visit"),
        Text("首次走访时告知征信、信誉、今后贷款、贴息", "the first visit told of credit report, reputation, next loan, subsidy"),
        Text("首次走访", "the first visit"),
        Text("只要求属实的告知：不报送征信的不要求第一项，非贴息贷款不要求末项", "only what is true is asked for: no credit report where none is made, no subsidy where there is none"),
        manual("II-1"), warned_at_visit,
    ),
    Rule(
        "S-03", _L, (NOTICE,), Text("原因已知", "reason known"),
        Text("已记录逾期原因（不是“未明”）", "a reason of the default on record (not \"unknown\")"),
        Text("签发前", "by issue"),
        Text("原因只供内部使用，绝不进入任何文书", "the reason is internal and never reaches a document"),
        manual("II-1"), reason_known,
    ),
    Rule(
        "S-04", _L, (NOTICE,), Text("已问还款日", "a date asked for"),
        Text("第3天前约定还款日：承诺，或拒绝约定", "by day 3 a promised date, or a refusal to name one"),
        Text("第0至3天；有暂缓或限制联系的顺延", "days 0 to 3; a hold or a limit on contact moves the end"),
        Text("手册要求首访即约定还款时间", "the manual wants a date fixed at the first visit"),
        manual("II-1"), date_asked_for,
        doubts=Text("第3天是本单位选择", "day 3 is the house's choice"),
    ),
    Rule(
        "S-05", _L, (NOTICE,), Text("前三天每天致电", "called each day"),
        Text("第1、2、3天每天致电", "a call on each of days 1, 2 and 3"),
        Text("第1至3天，含休息日；暂缓、限制联系等日子免除", "days 1 to 3, rest days included; a hold or a limit on contact excuses its days"),
        Text("拨打即计，不论是否接听；错过的日子不能补打", "a try counts, answered or not; a missed day cannot be made up"),
        manual("II-2"), called_each_day,
    ),
    Rule(
        "S-06", _L, (NOTICE,), Text("电话找到本人", "a call reached the party"),
        Text("其中一次由本人接听，或试过两个号码", "one of these calls reached the party, or two numbers were tried"),
        Text("第1至3天", "days 1 to 3"),
        Text("手册要求告知后果，须有人听到", "the manual wants the consequences told: somebody must hear them"),
        manual("II-2"), a_call_reached,
    ),
)  # fmt: skip
