"""Conduct rules (C-*): how people were treated, and how the letter speaks to them.

The seed wants a call a day; the trade wants restraint. These rules look at the log of the present
default and warn; only banned words stop a document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from noticegen.addressing import REFERRAL, addresses, holding
from noticegen.deliveries import delivery
from noticegen.memory import remembered
from noticegen.model import Case, Event, EventType, EvidenceState, Finding, Role
from noticegen.policy import Policy
from noticegen.rules import ceiling
from noticegen.rules.balance import settled_on
from noticegen.rules.first_days import day_at
from noticegen.rules.lexicon import found
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import (
    CONTACTS,
    addressees,
    answered,
    day_zero,
    defaults,
    said,
    shown,
    taken,
)
from noticegen.rules.table import (
    AT_ISSUE,
    EVERY,
    NOTICE,
    Composed,
    Rule,
    absent,
    again_at_issue,
    join,
    listed,
    met,
    unmet,
)
from noticegen.text import Text, many
from noticegen.workdays import add_months

T = EventType
UNANSWERED = frozenset({"no_answer", "busy", "off"})
OTHERS = frozenset({"connected_other", "met_other"})
DONE = Text("无须补救；今后注意", "nothing to mend; mind it from now on")


def banned(text: str, policy: Policy) -> tuple[str, ...]:
    """The banned words in `text`, each once."""
    return found(text, policy.wording.zh.banned, policy.wording.en.banned)


@remembered
def _contacts(case: Case, on: date, policy: Policy) -> tuple[Event, ...]:
    """Contacts of the present default, with whomever: how people were treated is asked before every
    document, to whomever it goes."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return ()
    return tuple(e for e in case.of(*CONTACTS) if zero <= e.day <= on)


def _under_the_guideline(case: Case, on: date, policy: Policy) -> list[Event]:
    """Contacts of the present default from the day on which the guideline of the trade holds."""
    since = policy.conduct.effective_from or date.min
    return [e for e in _contacts(case, on, policy) if e.day >= since]


def quiet_hours_kept(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No contact from 22:00 (included) to 08:00 (excluded) without consent."""
    start, end = policy.conduct.quiet_from, policy.conduct.quiet_until
    needed = Text(
        f"{start:%H:%M} 至 {end:%H:%M} 未经同意不联系",
        f"no contact from {start:%H:%M} to {end:%H:%M} without consent",
    )
    contacts = _under_the_guideline(case, on, policy)
    wrong = tuple(
        e for e in contacts if not end <= e.at.time() < start and not e.details.get("consent")
    )
    if wrong:
        yield unmet(needed, shown(wrong), DONE, curable=False)
    elif contacts:
        yield met(needed)


def tries_limited(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """At most six unanswered tries to one number in a day; without a number, to one person."""
    most = policy.conduct.max_unanswered
    needed = Text(
        f"同一号码一日未接通不超过{most}次", f"at most {most} unanswered tries to one number a day"
    )
    calls = [e for e in _under_the_guideline(case, on, policy) if e.type is T.CALL]
    tries = Counter(
        (e.day, "".join(e.details.get("number", "").split()) or e.party)
        for e in calls
        if e.outcome in UNANSWERED
    )
    over = sorted({day for (day, _), count in tries.items() if count > most})
    if over:
        yield unmet(
            needed,
            Text(f"超过：{listed(over).zh}", f"exceeded on {listed(over).en}"),
            DONE,
            curable=False,
        )
    elif calls:
        yield met(needed)


def strangers_not_told(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Nobody who has nothing to do with the debt was told of it: such a person is only asked how to
    reach the party, or to pass word. What was said and to whom stands in `whom` and `told`."""
    needed = Text("没有向无关第三人告知欠款", "no unrelated person was told of the debt")
    obligors = {p for p, _ in _obligors(case)}
    others = [
        e
        for e in _contacts(case, on, policy)
        if e.outcome in OTHERS or (e.party not in obligors and e.outcome not in UNANSWERED)
    ]
    strange = [e for e in others if e.details.get("whom") != "related"]
    told = tuple(e for e in strange if e.details.get("told") == "debt")
    silent = tuple(e for e in strange if not e.details.get("told"))
    if told:
        hint = Text(
            "评估投诉风险，向合规报告", "weigh the risk of a complaint; report it to compliance"
        )
        yield unmet(needed, shown(told), hint, curable=False)
    elif silent:
        names = shown(silent)
        found = Text(
            f"未记何人、告知何事：{names.zh}", f"not noted who it was or what was said: {names.en}"
        )
        hint = Text("以更正方式补记 whom、told", "correct the event: note `whom` and `told`")
        yield unmet(needed, found, hint, earliest=on, mild=True)
    elif others:
        yield met(needed, Text(f"{len(others)}次", many(len(others), "contact")))


def _obligors(case: Case) -> Iterator[tuple[str, str]]:
    """Signatories and guarantors, each with what ties her to the debt."""
    yield from ((s.party, s.role.value) for s in case.signatories)
    yield from ((g.party, g.id) for g in case.guarantees)


def ceiling_kept(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Where the manual wants a call and conduct forbids it, conduct wins: says which days are excused
    and why. A contact in spite of a limit is pointed out."""
    needed = Text("不得联系的日子优先于每天致电", "limits on contact win over the call a day")
    for debtor, zero in defaults(case, kind, on, policy, party):
        contacts = taken(case, debtor, zero, on, *CONTACTS).good
        limits = tuple(ceiling.limits(case, on, debtor))
        against = tuple(e for e in contacts if ceiling.limited(e, limits)) if limits else ()
        called = {e.day for e in contacts if e.type is T.CALL}
        spans = ceiling.excuses(case, on, policy, debtor)
        free = [
            (day, why)
            for day in _floor_days(case, debtor, zero, on, policy)
            if day not in called and (why := ceiling.excused(day, spans, policy))
        ]
        if against:
            hint = Text("本人来电的请注明；此后停止联系", "note it if the party called; then stop")
            found = join([shown(against), ceiling.reasons(free)])
            yield unmet(needed, found, hint, debtor, curable=False)
        elif free:
            yield met(needed, ceiling.reasons(free), debtor)


def _floor_days(case: Case, debtor: str, zero: date, on: date, policy: Policy) -> Iterator[date]:
    """The days up to the day before `on` on which the manual wants a call: days 1 to 3, and every day
    after the service of the notice."""
    first = [day_at(zero, n) for n in policy.steps.call_days]
    yield from (day for day in first if day < on)
    served = delivery(case, NOTICE, debtor, zero, on).served_on
    if served:
        after = max(served, *first) if first else served
        yield from ceiling.each_day(after + ceiling.ONE_DAY, on)


def records_kept(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Every file the log names is still kept, until five years after the case was settled."""
    years = policy.log.keep_years
    needed = Text(
        f"结清后{years}年内凭证齐全",
        f"all files are kept until {many(years, 'year')} after the end",
    )
    named = tuple(e for e in case.log if e.evidence)
    lost = tuple(e for e in named if any(f.state is EvidenceState.MISSING for f in e.evidence))
    if not lost:
        if named:
            yield met(needed, Text(f"{len(named)}条", many(len(named), "event")))
        return
    done = settled_on(case, on, policy)
    if done and on > add_months(done, 12 * years):
        yield absent(needed, Text(f"{done} 结清，期限已过", f"settled on {done}: the time is over"))
        return
    hint = Text(
        "找回原文件放回；记录只更正不删除",
        "put the file back; records are corrected, never deleted",
    )
    yield unmet(needed, shown(lost), hint, earliest=on)


def two_on_a_visit(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Two persons go on a visit."""
    least = policy.conduct.visit_staff_min
    needed = Text(f"走访不少于{least}人", f"at least {least} persons on a visit")
    visits = tuple(e for e in _contacts(case, on, policy) if e.type is T.VISIT)
    alone = tuple(e for e in visits if len({a.strip() for a in e.actors if a.strip()}) < least)
    if alone:
        yield unmet(needed, shown(alone), DONE, curable=False)
    elif visits:
        yield met(needed)


def wording_decent(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No threat, insult, false authority or shaming in the document; names are left out of account."""
    needed = Text("没有威胁、侮辱、冒充机关的措辞", "no threats, insults or false authority")
    text = made.words
    for name in (*(p.name for p in case.parties.values()), case.house.name, case.loan.lender):
        text = text.replace(name, "")
    for address in (a.text for p in case.parties.values() for a in addresses(case, p)):
        text = text.replace(address, "")
    wrong = banned(text, policy)
    if wrong:
        hint = Text("修改措辞文件", "change the wording")
        yield unmet(needed, listed(wrong), hint, curable=False)
    else:
        yield met(needed)


def dispute_answered(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each dispute or complaint of the addressee is answered, or legal has approved since."""
    needed = Text(
        "异议、投诉已答复，或有法务意见", "dispute and complaint answered, or legal has approved"
    )
    for debtor in _asked(case, kind, party):
        raised = [e for e in case.of(T.DISPUTE, T.COMPLAINT, party=debtor) if e.day <= on]
        if not raised:
            continue
        waiting = tuple(
            e
            for e in raised
            if not answered(case, e, on) and not legal_nod(case, kind, on, policy, e.at, debtor)
        )
        if not waiting:
            yield met(needed, said(raised[-1]), debtor)
        else:
            hint = Text(
                "答复并以 dispute_answered 记录；考虑暂缓",
                "answer and record `dispute_answered`; consider a hold",
            )
            yield unmet(needed, shown(waiting), hint, debtor, earliest=on)


def _asked(case: Case, kind: str, party: str | None) -> tuple[str, ...]:
    """The addressees; before the referral everyone who signed and may be sued."""
    if kind == REFERRAL and party is None:
        return holding(case, Role)
    return addressees(case, kind, party)


_L = "conduct.cn"
_B1 = "银行业协会催收指引 2026 / CBA collection guideline 2026"
_SECOND = Text("指引全文未见，据报道", "known from reports, the full text was not seen")
_LOG = Text("本次逾期的每次联系", "each contact of the present default")
RULES = (
    Rule(
        "C-01", _L, EVERY, Text("不在夜间联系", "quiet hours kept"),
        Text("22时至8时未经同意不联系", "no contact 22:00 to 08:00 without consent"),
        _LOG, Text("按案件所在时区", "in the zone of the case"), _B1, quiet_hours_kept, doubts=_SECOND,
        of_case=True,
    ),
    Rule(
        "C-02", _L, EVERY, Text("不过度拨打", "tries limited"),
        Text("同一号码一日未接通不超过六次", "at most six unanswered tries to one number a day"),
        _LOG, Text("上限优先于每天致电的要求", "the ceiling wins over the call a day"), _B1, tries_limited, doubts=_SECOND,
        of_case=True,
    ),
    Rule(
        "C-03", _L, EVERY, Text("不告知无关第三人", "strangers not told"),
        Text("没有向无关第三人催收或告知欠款", "no unrelated person was told of the debt or asked to pay"),
        _LOG, Text("只可询问联系方式或请转告；告知欠款的提示，未记的只作说明", "such a person may only be asked how to reach the party, or to pass word; telling of the debt warns, nothing noted is only pointed out"), _B1, strangers_not_told,
        source="民法典 第1032、1033条 / Civil Code 1032, 1033", doubts=_SECOND,
        of_case=True,
    ),
    Rule(
        "C-04", _L, EVERY, Text("两人走访", "two on a visit"),
        Text("走访不少于两人", "at least two persons on a visit"),
        Text("每次走访", "each visit"), Text("相互见证", "each is the other's witness"), "本单位规则 / rule of the house", two_on_a_visit,
        of_case=True,
    ),
    Rule(
        "C-05", _L, EVERY, Text("措辞得体", "decent wording"),
        Text("没有威胁、侮辱、冒充机关、羞辱的措辞", "no threats, insults, false authority or shaming"),
        Text("成文后", "on the finished document"), Text("姓名、地址中的字不计", "words within names and addresses are left out"),
        _B1, read=wording_decent, source="民诉法解释第210条 / CPL Interpretation 210", doubts=_SECOND,
    ),
    Rule(
        "C-06", _L, EVERY, Text("异议已答复", "disputes answered"),
        Text("异议、投诉已答复，或有法务意见", "dispute and complaint answered, or legal has approved since"),
        AT_ISSUE, Text("对异议不予理睬的催收难获支持", "collecting past an unanswered dispute is hard to defend"),
        "本单位规则 / rule of the house", dispute_answered, again_at_issue(dispute_answered),
    ),
    Rule(
        "C-07", _L, EVERY, Text("上限优先", "the ceiling wins"),
        Text("暂缓、还款计划、患病、本人要求等优先于每天致电", "a hold, a plan, illness or a request not to call wins over the call a day"),
        Text("第1至3天，送达后每天", "days 1 to 3, every day after the service"),
        Text("列出免除的日子和原因；限制期间仍联系的予以指出", "lists the excused days with the reason; points out contact in spite of a limit"),
        _B1, ceiling_kept, source="民法典 第1033条 / Civil Code 1033", doubts=_SECOND,
    ),
    Rule(
        "C-08", _L, EVERY, Text("记录留存", "records kept"),
        Text("记录所列凭证在结清后五年内都在", "every file the log names is kept until five years after the case was settled"),
        Text("任何时候", "at any time"), Text("只更正，不删除；被更正的记录的凭证也留存", "corrected, never deleted; files of corrected events are kept too"),
        "消费金融公司管理办法 / rules for consumer finance companies", records_kept,
        doubts=Text("五年取自消费金融公司监管要求的报道，参照适用", "five years is known from reports on consumer finance companies and taken as a model"),
        of_case=True,
    ),
)  # fmt: skip
