"""Conduct rules (C-*): how people were treated, and how the letter speaks to them.

The seed wants a call a day; the trade wants restraint. These rules look at the log of the present
default and warn; only banned words stop a document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.paper import words
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import CONTACTS, addressees, counter_guarantors, day_zero, said, shown
from noticegen.rules.table import EVERY, Composed, Rule, listed, met, unmet
from noticegen.text import Text

T = EventType
UNANSWERED = frozenset({"no_answer", "busy", "off"})
DONE = Text("无须补救；今后注意", "nothing to mend; mind it from now on")

# Threats, insults, false authority, shame. Ordinary words of law (起诉, 法院, lawsuit) may stand.
BANNED: tuple[str, ...] = (
    "坐牢", "判刑", "刑事责任", "刑事", "拘留", "逮捕", "抓捕", "公安机关", "派出所", "报警", "通缉", "老赖", "骗子",
    "诈骗", "无耻", "曝光", "公之于众", "张贴", "通知您的单位", "通知你单位同事", "邻居", "村委会", "后果自负",
    "最后机会", "最后通牒", "失信被执行人", "联合惩戒", "上门堵", "不择手段",
    "prison", "jail", "arrest", "arrested", "criminal", "police", "fraudster", "crook", "deadbeat", "shame",
    "last chance", "final chance", "your employer", "your neighbours", "dishonest person subject to enforcement",
)  # fmt: skip
_BANNED = re.compile(
    "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in BANNED), re.I
)


def banned(text: str) -> tuple[str, ...]:
    """The banned words in `text`, each once."""
    return tuple(sorted({found.lower() for found in _BANNED.findall(text)}))


def _contacts(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> tuple[Event, ...]:
    """Contacts of the present default with debtors and counter-guarantors."""
    zero = day_zero(case, on, policy)
    people = {*addressees(case, kind, party), *counter_guarantors(case)}
    if zero is None:
        return ()
    return tuple(e for e in case.of(*CONTACTS) if zero <= e.day <= on and e.party in people)


def quiet_hours_kept(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No contact from 22:00 (included) to 08:00 (excluded) without consent."""
    start, end = policy.conduct.quiet_from, policy.conduct.quiet_until
    needed = Text(
        f"{start:%H:%M} 至 {end:%H:%M} 未经同意不联系",
        f"no contact from {start:%H:%M} to {end:%H:%M} without consent",
    )
    contacts = _contacts(case, kind, on, policy, party)
    wrong = tuple(
        e
        for e in contacts
        if (e.at.time() >= start or e.at.time() < end) and not e.details.get("consent")
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
    calls = [e for e in _contacts(case, kind, on, policy, party) if e.type is T.CALL]
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


def two_on_a_visit(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Two persons go on a visit."""
    least = policy.conduct.visit_staff_min
    needed = Text(f"走访不少于{least}人", f"at least {least} persons on a visit")
    visits = tuple(e for e in _contacts(case, kind, on, policy, party) if e.type is T.VISIT)
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
    text = words(made.document)
    for name in (*(p.name for p in case.parties.values()), case.house.name, case.loan.lender):
        text = text.replace(name, "")
    for address in (a.text for p in case.parties.values() for a in p.addresses):
        text = text.replace(address, "")
    found = banned(text)
    if found:
        hint = Text("修改措辞文件", "change the wording")
        yield unmet(needed, listed(found), hint, curable=False)
    else:
        yield met(needed)


def dispute_answered(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each dispute or complaint of the addressee is answered, or legal has approved since."""
    needed = Text(
        "异议、投诉已答复，或有法务意见", "dispute and complaint answered, or legal has approved"
    )
    for debtor in addressees(case, kind, party):
        raised = [e for e in case.of(T.DISPUTE, T.COMPLAINT, party=debtor) if e.day <= on]
        if not raised:
            continue
        answers = [
            e for e in case.of(T.DISPUTE_ANSWERED) if e.day <= on and e.party in {"", debtor}
        ]
        last = raised[-1]
        if any(a.at >= last.at for a in answers) or legal_nod(case, kind, on, last.at):
            yield met(needed, said(last), debtor)
        else:
            hint = Text(
                "答复并以 dispute_answered 记录；考虑暂缓",
                "answer and record `dispute_answered`; consider a hold",
            )
            yield unmet(needed, said(last), hint, debtor, earliest=on)


_L = "conduct.cn"
_B1 = "银行业协会催收指引 2026 / CBA collection guideline 2026"
_SECOND = Text("指引全文未见，据报道", "known from reports, the full text was not seen")
_LOG = Text("本次逾期的每次联系", "each contact of the present default")
RULES = (
    Rule(
        "C-01", _L, EVERY, Text("不在夜间联系", "quiet hours kept"),
        Text("22时至8时未经同意不联系", "no contact 22:00 to 08:00 without consent"),
        _LOG, Text("按案件所在时区", "in the zone of the case"), _B1, quiet_hours_kept, doubts=_SECOND,
    ),
    Rule(
        "C-02", _L, EVERY, Text("不过度拨打", "tries limited"),
        Text("同一号码一日未接通不超过六次", "at most six unanswered tries to one number a day"),
        _LOG, Text("上限优先于每天致电的要求", "the ceiling wins over the call a day"), _B1, tries_limited, doubts=_SECOND,
    ),
    Rule(
        "C-04", _L, EVERY, Text("两人走访", "two on a visit"),
        Text("走访不少于两人", "at least two persons on a visit"),
        Text("每次走访", "each visit"), Text("相互见证", "each is the other's witness"), "本单位规则 / rule of the house", two_on_a_visit,
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
        Text("签发时", "at issue"), Text("对异议不予理睬的催收难获支持", "collecting past an unanswered dispute is hard to defend"),
        "本单位规则 / rule of the house", dispute_answered,
    ),
)  # fmt: skip
