"""Seed rules of the day of issue and of the whole course (S-10 to S-12, S-21 to S-29).

They ask whether it is the day, whether anything is owed, and whether the house kept going: a
promise holds no step, a part payment stops nothing, a concession has an approver, and what was
learned about a person stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from noticegen import figures, promises
from noticegen.events import REASONS, SPECS
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.data import issued_to
from noticegen.rules.paper import data_words, inner_words, words
from noticegen.rules.steps import (
    CONTACTS,
    addressees,
    day_zero,
    defaults,
    holds,
    said,
    shown,
    taken,
)
from noticegen.rules.table import (
    EVERY,
    NOTICE,
    Composed,
    Rule,
    join,
    listed,
    manual,
    met,
    unmet,
)
from noticegen.text import Text

T = EventType
LETTERS = (NOTICE, "guarantor-reminder", "recourse-demand", "guarantor-demand", "judicial-referral")
TONE = re.compile(r"OPENING-[NFL]")
ORDINARY = frozenset({"R1", "R2", "R3"})  # business, market, family
PROMISED = re.compile(r"承诺|答应|promis", re.I)
PAPERS = frozenset({"contract", "confirmation", "id_card", "licence"})
# Fields in which a note of an officer has no business; names and addresses may well stand in notes.
TERMS = re.compile(r"_clause$|repayment_way|\.scope|period_text|\.post|\.hours")
# Words that tell of a person's ways. In an address not taken from papers they stop the letter.
WAYS = re.compile(
    r"常去|经常在|经常去|平时在|晚上在|夜里|周末在|下班后|喜欢|打牌|打麻将|喝酒|赌博|心情|情绪|出没|躲债|躲在|跑路"
    r"|\b(?:usually|often|in the evenings?|at weekends|moods?|drinks|drinking|gambl\w*|habits?|hiding)\b",
    re.I,
)


def _day(zero: date, days: int) -> date:
    return zero + timedelta(days)


def seven_days_overdue(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The notice is not issued before day 7."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    start = _day(zero, policy.steps.first_day(policy.steps.notice_from))
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
    """A notice after day 10 is late, and that shows."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    last = _day(zero, policy.steps.notice_late_after)
    needed = Text(f"不迟于 {last}", f"not after {last}")
    found = Text(f"{on} 是第{(on - zero).days}天", f"{on} is day {(on - zero).days}")
    if on <= last:
        yield met(needed, found)
    else:
        hint = Text("尽快签发；迟延会显示", "issue it soon; the lateness shows")
        yield unmet(needed, found, hint, curable=False)


def still_unpaid(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Something due is unpaid on the as-of day, above the tolerance of the house."""
    floor = policy.notice.tolerance
    owed = figures.owed(case, on, policy)
    needed = Text(
        f"{on} 有到期未还款项（超过{floor:,.2f}元）",
        f"something due unpaid on {on} (above {floor:,.2f} yuan)",
    )
    found = Text(f"到期未还 {owed.total:,.2f} 元", f"{owed.total:,.2f} yuan due and unpaid")
    if owed.total > floor:
        yield met(needed, found)
    else:
        hint = Text(
            "无须催收；小额余额以 write_off 记录了结",
            "no letter; a small residue is ended by a `write_off`",
        )
        yield unmet(needed, found, hint, curable=False)


def tone_fits(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A first letter is not in the tone of a second one, and is plain where the reason is ordinary."""
    zero = day_zero(case, on, policy)
    tone = next((c[-1] for c in made.document.clauses if TONE.fullmatch(c)), "")
    if zero is None or not tone:
        return
    needed = Text("语气与情形相称", "the tone fits the case")
    people = addressees(case, made.document.kind, party)
    first = not any(issued_to(case, made.document.kind, p, zero) for p in people)
    inside = [e for e in case.of(T.REASON, T.PROMISE_REFUSED) if zero <= e.day <= on]
    reasons = [e.details.get("code", "") for e in inside if e.type is T.REASON]
    refused = any(e.type is T.PROMISE_REFUSED for e in inside)
    ordinary = bool(reasons) and reasons[-1][:2] in ORDINARY and not refused
    if first and (tone == "L" or (ordinary and tone != "N")):
        wanted = "N" if ordinary else "N/F"
        found = Text(f"首次文书用了语气 {tone}", f"a first letter in tone {tone}")
        hint = Text(f"用语气 {wanted}", f"use tone {wanted}")
        yield unmet(needed, found, hint, curable=False)
    else:
        yield met(needed, Text(f"语气 {tone}", f"tone {tone}"))


STATUS = {
    "open": Text("未到期，不中止任何步骤", "open; it holds no step"),
    "kept": Text("已守约", "kept"),
    "partial": Text("部分履行", "kept in part"),
    "broken": Text("未守约", "broken"),
}


def promises_hold_nothing(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Says how each promise stands; a hold for the sake of a promise warns, as does a running one."""
    needed = Text("承诺不中止催收", "a promise holds no step")
    for debtor, zero in defaults(case, kind, on, policy, party):
        given = [
            p
            for p in promises.promises(
                case, on, guarantor_payment_keeps=policy.promises.guarantor_payment_keeps
            )
            if zero <= p.promise.day <= on and p.promise.party == debtor
        ]
        texts = [_promise(p) for p in given]
        wrong = [
            (hold, last)
            for hold, last in holds(case, on, debtor)
            if hold.day >= zero and (last >= on or PROMISED.search(hold.details.get("reason", "")))
        ]
        if wrong:
            found = join([*(_hold(hold, last, on) for hold, last in wrong), *texts])
            hint = Text("以 hold_end 结束暂缓，或不签发", "end it with `hold_end`, or do not issue")
            yield unmet(needed, found, hint, debtor, earliest=on, mild=True)
        elif any(p.status in {"broken", "partial"} for p in given):
            yield unmet(
                needed, join(texts), Text("不再等候，继续下一步", "wait no longer, go on"), debtor
            )
        elif given:
            yield met(needed, join(texts), debtor)


def _hold(hold: Event, last: date, on: date) -> Text:
    name = said(hold)
    if last < on:
        return Text(f"{name.zh}，为承诺而暂缓", f"{name.en}, for the sake of a promise")
    return Text(
        f"{name.zh}，至 {last}：签发与之抵触", f"{name.en}, to {last}: issuing goes against it"
    )


def _promise(state: promises.PromiseState) -> Text:
    promise, status = state.promise, STATUS[state.status]
    text = Text(
        f"承诺 {promise.by} 前付 {promise.amount:,.2f} 元：{status.zh}",
        f"promised {promise.amount:,.2f} yuan by {promise.by}: {status.en}",
    )
    if state.status in {"kept", "open"}:
        return text
    short = f"{state.shortfall:,.2f}"
    return Text(f"{text.zh}，差 {short} 元", f"{text.en}, {short} yuan short")


def goes_on_after_payment(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """After a payment that leaves something due, the next contact comes within a day."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    days = policy.steps.contact_after_payment
    needed = Text(
        f"部分还款后{days}天内再联系", f"contact within {days} day(s) after a part payment"
    )
    rows = figures.owed(case, on, policy).ledger
    left = {
        r.on
        for r in rows
        if r.event == T.PAYMENT.value
        and zero <= r.on < on - timedelta(days - 1)
        and r.costs_left + r.interest_left + r.principal_left > 0
    }
    paid = sorted(left)
    if not paid:
        return
    contacts = [
        e for p in addressees(case, kind, party) for e in taken(case, p, zero, on, *CONTACTS).good
    ]
    silent = [d for d in paid if not any(d <= e.day <= _day(d, days) for e in contacts)]
    if not silent:
        yield met(needed, Text(f"还款日：{listed(paid).zh}", f"paid on {listed(paid).en}"))
        return
    found = Text(
        f"{listed(silent).zh} 还款后无联系", f"no contact after the payment of {listed(silent).en}"
    )
    hint = Text("还款一两次不等于结清，继续联系", "one or two payments are not the end: go on")
    yield unmet(needed, found, hint, curable=False)


def concessions_approved(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Whatever changes what is owed, or when, is an event of its own with an approver."""
    kinds = tuple(t for t, spec in SPECS.items() if spec.approved)
    acts = tuple(e for e in case.of(*kinds) if e.day <= on)
    needed = Text(
        "减免、计划、展期等各有批准人",
        "each waiver, plan, extension and the like names its approver",
    )
    bare = tuple(e for e in acts if not e.details.get("approver", "").strip())
    if bare:
        found = Text(f"无批准人：{shown(bare).zh}", f"no approver: {shown(bare).en}")
        hint = Text(
            "更正并写明批准人；未批准的不影响金额",
            "correct it and name the approver; without one it changes nothing",
        )
        yield unmet(needed, found, hint, earliest=on)
    elif acts:
        yield met(needed, shown(acts))


def nothing_private_in_data(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Fields that reach documents hold no reason code, no word on a person's ways, no log note."""
    needed = Text(
        "进入文书的字段没有行踪、习惯、情绪",
        "no whereabouts, habits or moods in fields that reach documents",
    )
    notes = inner_words(case)
    fields = [
        field
        for field, text in data_words(case)
        if _codes(text) or (TERMS.search(field) and any(note in text for note in notes))
    ]
    places = [
        f"address ({party.id})"
        for party in case.parties.values()
        if any(a.source not in PAPERS and WAYS.search(a.text) for a in party.addresses)
    ]
    wrong = [*fields, *places]
    if wrong:
        hint = Text(
            "从来源数据中删去，只留合同内容",
            "take it out of the source data; keep what the contract says",
        )
        yield unmet(
            needed, Text(f"字段：{listed(wrong).zh}", f"in {listed(wrong).en}"), hint, earliest=on
        )
    else:
        yield met(needed)


def nothing_private_in_letter(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The document repeats no note of a visit, call or reason, and no reason code."""
    needed = Text(
        "文书不含行踪、习惯、情绪和原因", "no whereabouts, habits, moods or reasons in the document"
    )
    text = words(made.document)
    contract = "\n".join(value for _, value in data_words(case))
    leaked = sum(note in text and note not in contract for note in inner_words(case))
    if leaked or _codes(text):
        hint = Text(
            "文书只用合同数据；检查措辞文件",
            "a document uses contract data only; look at the wording",
        )
        yield unmet(
            needed, Text("含内部记录的文字", "words of an internal note"), hint, curable=False
        )
    else:
        yield met(needed)


def _codes(text: str) -> bool:
    return any(re.search(rf"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])", text) for code in REASONS)


_L = "house.seed"
RULES = (
    Rule(
        "S-10", _L, (NOTICE,), Text("满七天", "seven days overdue"),
        Text("不早于第7天签发", "not issued before day 7"), Text("签发日", "the day of issue"),
        Text("手册的“逾期7天后”", "the manual's \"after 7 days overdue\""), manual("II-4"), seven_days_overdue,
        doubts=Text("“7天后”按第7天起理解；steps.comparator 可改为第8天起", "read as from day 7; steps.comparator can make it day 8"),
    ),
    Rule(
        "S-11", _L, (NOTICE,), Text("不迟延", "not late"),
        Text("不迟于第10天签发", "not issued after day 10"), Text("签发日", "the day of issue"),
        Text("迟发只提示", "a late notice only warns"), manual("II-4"), not_late,
        doubts=Text("手册未定最晚日，天数由单位定", "the manual sets no last day; the number is the house's"),
    ),
    Rule(
        "S-12", _L, (NOTICE,), Text("仍未还清", "still unpaid"),
        Text("截至日有到期未还款项", "something due is unpaid on the as-of day"), Text("截至日", "the as-of day"),
        Text("没有到期未还的款项不得催收，不可特批", "nothing due, nothing to demand; no override"), manual("II-4"), still_unpaid,
    ),
    Rule(
        "S-21", _L, EVERY, Text("语气相称", "tone fits"),
        Text("首次文书语气平和；原因属经营、市场、家庭的用 N", "a first letter is plain; N where the reason is business, market or family"),
        Text("成文后", "on the finished document"),
        Text("要讲方式方法，不使正常客户反感", "firm with tact: normal customers are not put off"),
        "手册 II 末段 / manual II, end", read=tone_fits,
        doubts=Text("语气分级是本单位选择；原因只决定语气，不写入文书", "the three tones are the house's choice; the reason sets the tone and is never told"),
    ),
    Rule(
        "S-25", _L, LETTERS, Text("承诺不中止步骤", "promises hold nothing"),
        Text("承诺不中止催收；不得为承诺而暂缓", "a promise holds no step; no hold for its sake"),
        Text("签发时", "at issue"),
        Text("列出每项承诺：守约、部分、未守约、未到期；仍在暂缓中签发亦提示", "lists each promise: kept, partial, broken, open; issuing during a hold warns too"),
        manual("III-3"), promises_hold_nothing,
    ),
    Rule(
        "S-26", _L, EVERY, Text("部分还款后继续", "goes on after a payment"),
        Text("部分还款后一天内再联系", "contact within a day after a part payment"),
        Text("每次还款后", "after each payment"),
        Text("还一两次不等于还清；天数不重计", "one or two payments are not the end; the days are never reset"),
        manual("III-4"), goes_on_after_payment,
    ),
    Rule(
        "S-27", _L, EVERY, Text("让步有批准", "concessions approved"),
        Text("减免、计划、展期、提前到期、暂缓均有批准人", "each waiver, plan, extension, acceleration and hold names its approver"),
        Text("任何时候", "at any time"),
        Text("无批准的让步不改变金额，也不得混入；不可特批", "without approval nothing changes, and nothing may look as if it did; no override"),
        manual("III-4"), concessions_approved,
    ),
    Rule(
        "S-29", _L, EVERY, Text("内部情况不外传", "private matters stay inside"),
        Text("进入文书的字段没有行踪、习惯、情绪、原因", "no whereabouts, habits, moods or reasons in what reaches a document"),
        Text("签发时", "at issue"),
        Text("查原因代码、地址中的生活习惯用语、以及走访和原因记录中的整句；不可特批", "looks for reason codes, words on a person's ways in addresses, and whole phrases of visit and reason notes; no override"),
        manual("III-5"), nothing_private_in_data, nothing_private_in_letter,
        source="《个人信息保护法》第28条 / PIPL Art. 28",
        doubts=Text("只能查到原样出现的整句（六字以上），改写过的查不到", "finds phrases of six characters and more as they stand; a paraphrase is not seen"),
    ),
)  # fmt: skip
