"""Seed rules of the referral to court (S-16 to S-18, S-22, S-23): each guarantor was written to, there
is a ground, it is prompt, and the house did not rely on one means or on chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen import caps, clocks, promises, recourse, sureties
from noticegen.addressing import DEMAND, RECOURSE, REFERRAL, REMINDER, named, titled
from noticegen.creditor import house_is_lender
from noticegen.deliveries import Delivery, delivery, papers_to
from noticegen.episodes import days_overdue
from noticegen.events import CHANNELS
from noticegen.model import Case, Event, EventType, Finding, LoanKind
from noticegen.policy import Policy
from noticegen.rules.after_service import notified
from noticegen.rules.ceiling import ONE_DAY, each_day, excused, excuses, longest_silence
from noticegen.rules.ground import paid_for_debtor
from noticegen.rules.served import became, counted
from noticegen.rules.steps import CONTACTS, defaults, faults, gaps, said, taken
from noticegen.rules.table import NOTICE, Rule, absent, join, manual, met, unmet
from noticegen.text import Text, many

T = EventType
TESTS = {
    "stated": Text("本人陈述", "stated by the party"),
    "closed": Text("停止经营", "business closed"),
    "two_broken_promises": Text("两次失约", "two broken promises"),
    "attached": Text("被他人查封", "attached by others"),
}


# --- S-16 ---------------------------------------------------------------------------------------


def letters_wanted(case: Case, on: date, policy: Policy) -> dict[str, str]:
    """Which letter each guarantor must have had: a counter-guarantor the reminder, or once the house
    has paid the recourse demand and nothing less; a guarantor the demand where the house is the
    creditor (else the claim against him is the bank's)."""
    counter = RECOURSE if paid_for_debtor(case, on, policy) else REMINDER
    ours = case.loan.kind is LoanKind.ENTRUSTED or house_is_lender(case)
    deeds = [(g.party, counter if g.counter else DEMAND) for g in case.guarantees]
    return {party: kind for party, kind in deeds if kind != DEMAND or ours}


def guarantors_written_to(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each guarantor was served with the letter that fits, after the notice was served; or the
    service failed, and the log shows it. One finding for each; of one who died or is insolvent, or of
    whom nothing may be asked any more, it only warns."""
    states = tuple(notified(case, kind, on, policy, None))
    if not states:
        return
    days = [s.served_on for s in states if s.served_on]
    after = max(days) if len(days) == len(states) else None
    soon = [s.possible for s in states if not s.served_on]
    first = None if None in soon else max([d for d in soon if d] + days, default=on) + ONE_DAY
    for guarantor, letter in letters_wanted(case, on, policy).items():
        name = case.parties[guarantor].name
        needed = Text(
            f"通知书送达后已向{name}送达{titled(letter).zh}，或送达失败有记录",
            f"{titled(letter).en} served on {name} after the notice was, or its failure on record",
        )
        since = recourse.letters_since(case, letter, on, policy) or states[0].since
        made = delivery(case, letter, guarantor, since, on)
        good = _counts(case, made, guarantor, after)
        if good:
            yield met(needed, counted(good), guarantor)
            continue
        ended = [e for e in case.of(T.DEATH, T.INSOLVENCY, party=guarantor) if e.day <= on]
        if ended:
            yield unmet(needed, said(ended[-1]), _HEIRS, guarantor, mild=True, curable=False)
            continue
        shut = _shut(case, letter, guarantor, on, policy)
        if shut:
            yield unmet(needed, shut, _NO_LETTER, guarantor, mild=True, curable=False)
            continue
        yield unmet(
            needed,
            became(case, letter, guarantor, made, since),
            _write_to(name, letter, issued=bool(made.papers)),
            guarantor,
            earliest=max(on, first) if first else None,
            curable=all(s.open or s.served_on for s in states),
        )


_HEIRS = Text(
    "交法务：向继承人、遗产管理人主张，或向破产管理人申报债权，并定被告",
    "hand it to legal: claim from heirs or the administrator of the estate, or file the claim in the "
    "insolvency, and settle who is sued",
)


_NO_LETTER = Text(
    "不得再向其发函；交法务：不以此妨碍对其他人的诉讼",
    "no letter may go to him any more; tell legal: it does not hold up the suit against the others",
)


def _shut(case: Case, letter: str, guarantor: str, on: date, policy: Policy) -> Text | None:
    """Why no such letter may go to a guarantor any more (L-01, L-07); None = it may."""
    deeds = sureties.asked_on(case, letter, guarantor, on, policy)
    clock = clocks.guarantee_clock(case, deeds[0], policy, on) if deeds else None
    if clock is not None and caps.lapsed(case, deeds[0], on, policy):  # then none of his stands
        return Text(
            f"已脱保，最后一日 {clock.last_day}",
            f"the guarantee has lapsed, last day {clock.last_day}",
        )
    if caps.left_of(case, deeds, on, policy) == 0:
        return Text("其已付款项已达最高限额", "what he has paid has used his cap up")
    return None


def _write_to(name: str, letter: str, *, issued: bool) -> Text:
    if issued:
        return Text(
            f"向{name}送达，或另址、另法再送，以 served 记录并附凭证",
            f"serve it on {name}, again by another way or address; record it as `served` with its proof",
        )
    what = named(letter)
    return Text(f"向{name}签发{what.zh}并送达", f"issue the {what.en} to {name} and serve it")


def _counts(case: Case, made: Delivery, guarantor: str, after: date | None) -> Event | None:
    """The service that counts; else the failure, unless a new address has been learned since."""
    moved = [e.at for e in case.of(T.ADDRESS_CHANGE, party=guarantor)]
    failed = [e for e in made.failed if not gaps(e) and not any(at > e.at for at in moved)]
    found = [e for e in (*made.proved, *failed) if after is None or e.day > after]
    return found[0] if found else None


# --- S-17, S-18 ---------------------------------------------------------------------------------


def ground_for_court(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The borrower is found unable to pay, by one of the tests and a second person; or the loan is
    long overdue. One finding for each borrower."""
    least, days = policy.long_overdue.days, days_overdue(case, on, policy)
    needed = Text(
        f"认定无力偿还（经复核），或逾期满{least}天",
        f"found unable to pay (reviewed), or {many(least, 'day')} overdue",
    )
    for debtor, zero in defaults(case, kind, on, policy, party):
        good, bad = _findings(case, debtor, zero, on, policy)
        if good:
            yield met(needed, _why(good), debtor)
        elif days >= least:
            yield met(needed, Text(f"逾期{days}天", f"{many(days, 'day')} overdue"), debtor)
        else:
            first = on + timedelta(least - days)
            yield unmet(
                needed,
                join([Text(f"逾期{days}天", f"{many(days, 'day')} overdue"), bad]),
                Text(
                    f"{first} 起满足；确实无力偿还的以 inability_finding 记录并由他人复核，即可提前",
                    f"met from {first}; sooner with an `inability_finding`, reviewed by another person, "
                    "if the borrower really cannot pay",
                ),
                debtor,
                earliest=first,
            )


def referred_promptly(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The referral comes within fifteen days of the day its ground arose; a later one warns."""
    within = policy.steps.referral_within
    for debtor, zero in defaults(case, kind, on, policy, party):
        arose = _arose(case, debtor, zero, on, policy)
        needed = Text(
            f"依据产生后{within}天内移送", f"referred within {many(within, 'day')} of its ground"
        )
        if arose is None:
            yield absent(needed, Text("尚无依据（见 S-17）", "no ground yet (S-17)"), debtor)
            continue
        last = arose + timedelta(within)
        earlier = papers_to(case, REFERRAL, debtor, zero, on)
        day = earlier[0].day if earlier else on
        found = Text(f"依据产生于 {arose}，至 {last}", f"its ground arose on {arose}: until {last}")
        if day <= last:
            yield met(needed, found, debtor)
        else:
            hint = Text("尽快移送；迟延会显示", "refer it now; the lateness shows")
            yield unmet(needed, found, hint, debtor, curable=False)


def _arose(case: Case, debtor: str, zero: date, on: date, policy: Policy) -> date | None:
    """The first day on which there was a ground."""
    good, _ = _findings(case, debtor, zero, on, policy)
    late = days_overdue(case, on, policy) - policy.long_overdue.days
    days = ([good.day] if good else []) + ([on - timedelta(late)] if late >= 0 else [])
    return min(days, default=None)


def _findings(
    case: Case, debtor: str, zero: date, on: date, policy: Policy
) -> tuple[Event | None, Text]:
    """The first finding of inability that holds, and why the others do not."""
    made = taken(case, debtor, zero, on, T.INABILITY_FINDING)
    wrong, good = [faults(made.bare)] if made.bare else [], None
    for event in made.good:
        why = _doubt(case, event, debtor, zero, policy)
        if why.en:
            name = said(event)
            wrong.append(Text(f"{name.zh}不计：{why.zh}", f"{name.en} does not count: {why.en}"))
        elif good is None:
            good = event
    return good, join(wrong)


def _doubt(case: Case, event: Event, debtor: str, zero: date, policy: Policy) -> Text:
    """Why a finding of inability does not hold: no test, no second person, or the promises were not
    broken as it says."""
    reviewer, test = event.details.get("reviewer", "").strip(), event.details.get("test", "")
    found = []
    if test not in TESTS:
        found.append(Text("认定依据不在词表内", "its ground is not one of the tests"))
    if reviewer in {*(a.strip() for a in event.actors), case.loan.officer.strip()}:
        found.append(Text("复核人就是经办人", "the reviewer is the officer"))
    broken = _broken(case, debtor, zero, event.day, policy)
    if test == "two_broken_promises" and broken < policy.steps.broken_promises:
        found.append(Text(f"当日只有{broken}次失约", f"broken promises on that day: only {broken}"))
    return join(found)


def _broken(case: Case, debtor: str, zero: date, on: date, policy: Policy) -> int:
    """How many promises of this default the debtor had broken by the end of `on`, by the payments."""
    keeps = policy.promises.guarantor_payment_keeps
    return sum(
        p.status == "broken" and p.promise.party == debtor and p.promise.day >= zero
        for p in promises.promises(case, on, guarantor_payment_keeps=keeps)
    )


def _why(event: Event) -> Text:
    name, test = said(event), TESTS[event.details["test"]]
    reviewer = event.details["reviewer"]
    return Text(
        f"{name.zh}：{test.zh}，{reviewer}复核", f"{name.en}: {test.en}, reviewed by {reviewer}"
    )


# --- S-22, S-23 ---------------------------------------------------------------------------------


def means_combined(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """At least three different means were used with each borrower in the present default."""
    least = policy.steps.channels_min
    needed = Text(f"至少{least}种方式", f"at least {least} different means")
    for debtor, zero in defaults(case, kind, on, policy, party):
        used = _means(case, debtor, zero, on)
        names = [CHANNELS[c] for c in CHANNELS if c in used]
        found = Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
        if len(used) >= least:
            yield met(needed, found, debtor)
        else:
            only = join([Text(f"只有{len(used)}种", f"only {len(used)}"), found])
            hint = Text("电话、上门、信函相结合", "combine calls, visits and letters")
            yield unmet(needed, only, hint, debtor, earliest=on)


def _means(case: Case, debtor: str, zero: date, on: date) -> set[str]:
    """The channels used: of contacts, and of letters sent."""
    own = {T.VISIT: "visit", T.CALL: "phone", T.MESSAGE: "message"}
    contacts = taken(case, debtor, zero, on, *CONTACTS).good
    used = {own.get(e.type) or e.channel for e in contacts}
    sent = {
        e.document for e in case.of(T.DISPATCHED, T.SERVED, T.RETURNED, T.REFUSED) if e.day <= on
    }
    if any(e.document in sent for e in case.of(T.ISSUED, party=debtor) if zero <= e.day <= on):
        used.add("letter")
    return used & set(CHANNELS)


def never_silent(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """From day 1 to the service of the notice no more than seven days in a row went by without any
    contact; excused days do not count."""
    most = policy.steps.silent_gap_days
    for debtor, zero in defaults(case, kind, on, policy, party):
        end = delivery(case, NOTICE, debtor, zero, on).served_on or on
        days = tuple(each_day(zero + ONE_DAY, end))
        spoken = {e.day for e in taken(case, debtor, zero, on, *CONTACTS).good}
        spans = excuses(case, on, policy, debtor)
        free = {d: why for d in days if (why := excused(d, spans, policy))}
        silence = longest_silence(days, spoken, free)
        needed = Text(
            f"送达前无联系不超过连续{most}天", f"before the service no more than {many(most, 'day')} in a row without contact"
        )  # fmt: skip
        found = Text(
            f"最长连续{silence}天没有联系", f"{many(silence, 'day')} in a row without contact"
        )
        if silence <= most:
            yield met(needed, found, debtor)
        else:
            hint = Text("无须补救，会显示；今后集中精力", "nothing to mend, it shows; keep at it")
            yield unmet(needed, found, hint, debtor, curable=False)


_L = "house.seed"
_AT = Text("移送时", "at the referral")
RULES = (
    Rule(
        "S-16", _L, (REFERRAL,), Text("已致函每位担保人", "guarantors written to"),
        Text("通知书送达后，向每位反担保人（本单位为债权人时并及保证人）送达相应函件，或送达失败有记录", "after the notice was served, each counter-guarantor (and guarantor, where the house is the creditor) was served with the letter that fits, or the failed service is on record"),
        _AT,
        Text("已代偿的只计履行反担保责任通知书，不计此前的督促还款通知书；失败须有完好凭证，此后得知新地址的须再送", "once the house has paid only the recourse demand counts, no earlier reminder; a failure needs an intact file, and a new address learned since means another try"),
        manual("II-6"), guarantors_written_to,
        doubts=Text("死亡、破产、已脱保或限额已付满的担保人只提示：函件不得签发（X-10、L-01、L-07），否则对其他人的诉讼会一直被阻", "of a guarantor who died or is insolvent, whose guarantee has lapsed or whose cap is used up it only warns: no letter goes to him (X-10, L-01, L-07), and the suit against the others would wait for ever"),
    ),
    Rule(
        "S-17", _L, (REFERRAL,), Text("移送有依据", "a ground for court"),
        Text("认定无力偿还（陈述、停业、两次失约、被查封之一，经他人复核），或长期逾期", "found unable to pay (stated, closed, two broken promises, attached; reviewed by another person), or long overdue"),
        _AT, Text("两次失约按付款记录核对；复核人不得是经办人", "broken promises are checked against the payments; the reviewer is not the officer"),
        manual("II-7"), ground_for_court,
        doubts=Text("手册未定标准：四种依据和九十天是本单位选择；部分履行不算失约；最早日按长期逾期计", "the manual sets no test: the four grounds and ninety days are the house's choice; a promise kept in part is not broken; the earliest day named is the one of long overdue"),
    ),
    Rule(
        "S-18", _L, (REFERRAL,), Text("及时移送", "referred promptly"),
        Text("依据产生后十五天内移送", "referred within fifteen days of the day its ground arose"),
        _AT, Text("迟延只提示", "a late one only warns"), manual("II-7"), referred_promptly,
        doubts=Text("手册只说“及时”，天数由单位定", "the manual says promptly; the number is the house's"),
    ),
    Rule(
        "S-22", _L, (REFERRAL,), Text("多种方式", "means combined"),
        Text("对每位借款人至少用过三种方式", "at least three different means with each borrower"),
        _AT, Text("电话、上门、信函、信息、面谈等", "calls, visits, letters, messages, talks at the office"), manual("III-1"), means_combined,
    ),
    Rule(
        "S-23", _L, (REFERRAL,), Text("不断续", "never silent"),
        Text("第1天至送达通知书，无联系不超过连续七天", "from day 1 to the service of the notice no more than seven days in a row without contact"),
        _AT, Text("免除的日子不计", "excused days do not count"), manual("III-2"), never_silent,
        doubts=Text("天数由单位定", "the number is the house's"),
    ),
)  # fmt: skip
