"""Data rules about the sums, the terms and the numbers a document stands on (X-02 to X-12, X-22).

Those about people are in `parties`, those about the log in `logged`. X-02 and X-11 are decided once more on the finished document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from noticegen import fees, recourse
from noticegen.addressing import (
    ASK_NOTHING,
    DEMAND,
    OF_RECOURSE,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
)
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.letter import YEAR, figures_agree, masked, no_residue, number_fits, of_the_day
from noticegen.rules.steps import addressees
from noticegen.rules.table import EVERY, NOTICE, Composed, Rule, absent, join, listed, met, unmet
from noticegen.text import Text, many
from noticegen.workdays import working_day

T = EventType
CLAIMS = (NOTICE, RECOURSE_NOTICE, REMINDER, RECOURSE, DEMAND, REFERRAL)


def payments_booked(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Payments are known up to a few days before the letter; unknown only warns."""
    oldest = on - timedelta(policy.notice.asof_max_age)
    needed = Text(f"还款已入账至 {oldest} 或以后", f"payments booked up to {oldest} or later")
    hint = Text("导入最新银行流水", "import the latest bank entries")
    if case.booked_until is None:
        found = Text("不知入账至哪一天", "it is not known up to which day")
        yield unmet(needed, found, hint, earliest=on, mild=True)
    elif case.booked_until < oldest:
        found = Text(f"只入账至 {case.booked_until}", f"only up to {case.booked_until}")
        yield unmet(needed, found, hint, earliest=on)
    else:
        yield met(needed, Text(f"入账至 {case.booked_until}", f"up to {case.booked_until}"))


def numbers_unique(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No number was issued twice on this loan, and each bears the year of its issue."""
    needed = Text("文号唯一，年份为签发年份", "numbers are unique and bear the year of issue")
    issued = case.of(T.ISSUED)
    numbers = [e.document for e in issued]
    wrong = sorted(
        {n for n in numbers if numbers.count(n) > 1}
        | {e.document for e in issued if not _year_fits(e.document, e.day)}
    )
    if wrong:
        hint = Text(
            "查登记簿：noticegen register verify", "look at the register: noticegen register verify"
        )
        yield unmet(
            needed,
            Text(f"有误：{listed(wrong).zh}", f"wrong: {listed(wrong).en}"),
            hint,
            curable=False,
        )
    else:
        yield met(needed, listed(numbers))


def _year_fits(number: str, day: date) -> bool:
    found = YEAR.search(number)
    return found is None or int(found[1]) == day.year


def not_issued_yet(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The same kind for the same party and as-of day has not been issued."""
    for debtor in addressees(case, kind, party):
        needed = Text(f"{on} 未签发过同种文书", f"none of this kind issued as of {on}")
        twin = next((e for e in issued_to(case, kind, debtor) if as_of(e) == on), None)
        if twin:
            found = Text(
                f"{twin.document} 已于 {twin.day} 签发", f"{twin.document} was issued on {twin.day}"
            )
            hint = Text(
                "补发同一份用原文号；重复签发请先作废",
                "a further copy keeps its number; else void the first",
            )
            yield unmet(needed, found, hint, debtor, earliest=on + timedelta(1))
        else:
            yield met(needed, party=debtor)


def issued_to(case: Case, kind: str, party: str, since: date = date.min) -> tuple[Event, ...]:
    """Documents of this kind issued to the party from `since` on and not voided, oldest first."""
    void = {e.document for e in case.of(T.VOIDED)}
    return tuple(
        e
        for e in case.of(T.ISSUED, party=party)
        if e.details.get("kind") == kind and e.document not in void and e.day >= since
    )


def as_of(event: Event) -> date:
    """The day the figures of an issued document run to; without a record, the day of issue."""
    given = event.details.get("as_of", "")
    return date.fromisoformat(given) if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else event.day


def can_be_paid(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """There is an account to pay into, and the time to pay is not too short."""
    if kind in ASK_NOTHING:
        return
    terms = policy.notice
    needed = Text(
        f"有收款账户，期限不少于{terms.cure_days_min}天",
        f"an account to pay into, at least {many(terms.cure_days_min, 'day')} to pay",
    )
    lacking = _account_gaps(case, kind)
    if lacking:
        hint = (
            Text("在 noticegen.toml 的 house 中补齐", "complete it under [house] in noticegen.toml")
            if kind in OF_RECOURSE
            else Text("补齐收款账户后重新导入", "complete the account and import again")
        )
        yield unmet(
            needed,
            _lacks(lacking),
            hint,
            earliest=on,
        )
    elif terms.cure_days < terms.cure_days_min:
        found = Text(f"期限 {terms.cure_days} 天", f"{many(terms.cure_days, 'day')} to pay")
        yield unmet(
            needed,
            found,
            Text("改 policy.toml 的 notice.cure_days", "change notice.cure_days in policy.toml"),
            earliest=on,
        )
    else:
        yield met(needed)


def _account_gaps(case: Case, kind: str) -> list[str]:
    """What is missing of the account to pay into: of the house's own for recourse, else the loan's."""
    if kind in OF_RECOURSE:
        return [n for n in ("account_bank", "account_number") if not getattr(case.house, n)]
    names = ("account_name", "account_bank", "account_number")
    return [n for n in names if not getattr(case.loan, n)]


def deadline_fits(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The last day to pay that is printed is not too near and no rest day."""
    deadline = made.deadline
    if deadline is None or made.document.kind in ASK_NOTHING:
        return
    first = on + timedelta(policy.notice.cure_days_min)
    needed = Text(
        f"付款期限不早于 {first}，不在休息日", f"last day to pay not before {first}, no rest day"
    )
    found = Text(f"期限 {deadline}", f"last day {deadline}")
    if deadline < first:
        hint = Text(f"改为 {first} 或以后", f"make it {first} or later")
        yield unmet(needed, found, hint, curable=False)
    elif not working_day(deadline):
        rest = Text("是休息日", "a rest day")
        hint = Text("改为其后的工作日", "take the working day after it")
        yield unmet(needed, join([found, rest]), hint, curable=False)
    else:
        yield met(needed, found)


def terms_have_clauses(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Rate, surcharge, day basis and due date each point to a clause of the contract."""
    needed = Text(
        "利率、罚息、计息基础、到期日各有合同条款",
        "rate, surcharge, day basis and due date each name a clause",
    )
    loan = case.loan
    names = ["rate_clause", "basis_clause", "due_clause"]
    names += ["surcharge_clause"] if loan.surcharge_in_force else []
    agreed = ["recourse_clause"] if loan.recourse_rate is not None else []
    if kind in OF_RECOURSE:
        names = ["recourse_contract", *agreed]
    elif kind == REFERRAL and recourse.asked_back(case, on, policy):
        names += agreed
    lacking = [name for name in names if not getattr(loan, name)]
    if lacking:
        hint = Text("补齐条款号后重新导入", "enter the clause numbers and import again")
        yield unmet(
            needed,
            _lacks(lacking),
            hint,
            earliest=on,
        )
    else:
        yield met(needed)


# Columns of the loan as the import calls them.
_COLUMNS = {
    "recourse_contract": Text("委托保证合同编号", "contract of entrusted guarantee"),
    "recourse_clause": Text("代偿资金占用费条款", "recourse clause"),
    "rate_clause": Text("利率条款", "rate clause"),
    "basis_clause": Text("计息条款", "basis clause"),
    "due_clause": Text("还款条款", "due clause"),
    "surcharge_clause": Text("罚息条款", "surcharge clause"),
    "account_name": Text("还款账户户名", "account name"),
    "account_bank": Text("还款账户开户行", "account bank"),
    "account_number": Text("还款账号", "account number"),
}


def _lacks(names: list[str]) -> Text:
    """Which columns of the loan are empty."""
    empty = [_COLUMNS[name] for name in names]
    return Text(f"缺 {'、'.join(e.zh for e in empty)}", f"lacks {', '.join(e.en for e in empty)}")


def burden_within_limit(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The yearly burden is not above the cap (blocks) or the guidance (warns) for its lender."""
    loan = case.loan
    agreed = loan.annual_rate * 100
    overdue = agreed * (1 + loan.surcharge_in_force)
    found = fees.burden(loan.lender_class, loan.contract_date, agreed, policy, overdue=overdue)
    rate = Text(
        f"年 {found.rate.normalize():f}%：{found.note.zh}",
        f"{found.rate.normalize():f} % a year: {found.note.en}",
    )
    needed = Text("利息与罚息合计不超过上限", "interest and penalty together within the ceiling")
    if found.exceeds:
        hint = Text("交法务调整请求的利率", "have legal adjust the rate that is claimed")
        mild = found.effect == "guidance"
        yield unmet(needed, rate, hint, earliest=on, mild=mild, curable=not mild)
    elif found.effect == "unknown":
        yield absent(needed, rate)
    else:
        yield met(needed, rate)


_L = "data"
_REGISTER = "编号规则 / rules of numbering"
RULES = (
    Rule(
        "X-02", _L, CLAIMS, Text("金额一致", "figures agree"),
        Text("各项相加等于合计，大小写一致，还款已入账至截至日前三天以内", "lines sum to the total, digits equal capitals, payments booked up to three days before the figures"),
        Text("签发时；成文后再查", "at issue; again on the finished document"),
        Text("金额有误的通知会招致异议，也无从举证", "a notice with wrong sums is disputed and proves nothing"),
        "本单位规则；大小写依支付结算办法 附件一 / rule of the house; digits and capitals: PBOC payment rules, annex 1",
        payments_booked, figures_agree,
        of_case=True,
    ),
    Rule(
        "X-03", _L, CLAIMS, Text("条款有出处", "terms have clauses"),
        Text("利率、罚息、计息基础、到期日各指向合同条款；追偿指向委托保证合同", "rate, surcharge, day basis and due date each point to a clause; recourse to its own contract"),
        Text("签发时", "at issue"), Text("起诉时每项都要写明依据", "in court each term names its ground"),
        "要素式起诉状 / element form no. 08", terms_have_clauses,
    ),
    Rule(
        "X-05", _L, EVERY, Text("文号唯一", "numbers unique"),
        Text("文号不重复，年份为签发年份", "no number twice; each bears the year of issue"),
        Text("签发时；成文后再查", "at issue; again on the finished document"),
        Text("登记簿另行保证唯一", "the register guards this as well"), _REGISTER, numbers_unique, number_fits,
        of_case=True,
    ),
    Rule(
        "X-06", _L, EVERY, Text("未重复签发", "not issued twice"),
        Text("同一当事人、同一截至日未签发过同种文书", "none of this kind issued to this party as of this day"),
        Text("签发时", "at issue"), Text("作废的不计", "a voided one does not count"), _REGISTER, not_issued_yet,
    ),
    Rule(
        "X-07", _L, EVERY, Text("没有残留", "no residue"),
        Text("成文没有占位符、空值或他案信息", "no placeholder, empty value or data of another case"),
        Text("成文后", "on the finished document"), Text("不可特批", "no override"),
        "本单位规则 / rule of the house", read=no_residue,
    ),
    Rule(
        "X-08", _L, EVERY, Text("已遮蔽", "masked"),
        Text("证件号码、电话不全文出现；他人的号码、电话、住址不出现", "no number or phone in full; nobody else's number, phone or address"),
        Text("成文后", "on the finished document"), Text("不可特批", "no override"),
        "个人信息保护法 第6条 / PIPL 6", read=masked,
    ),
    Rule(
        "X-11", _L, EVERY, Text("可以付款", "can be paid"),
        Text("有收款账户（追偿为本单位账户）；期限不少于三天，不在休息日", "an account to pay into (of the house for recourse); at least three days, no rest day"),
        Text("签发时；成文后再查", "at issue; again on the finished document"),
        Text("期限落在休息日的，法律上顺延", "by law a last day on a rest day moves"),
        "民法典 第203条 / Civil Code 203", can_be_paid, deadline_fits,
    ),
    Rule(
        "X-12", _L, (NOTICE, "judicial-referral"), Text("利率不过限", "burden within limit"),
        Text("利息与罚息合计不超过上限（民间）或指导线（金融）", "interest and penalty within the cap (private) or the guidance (financial)"),
        Text("签发时", "at issue"), Text("超过上限阻止，超过指导线提示", "above the cap blocks, above guidance warns"),
        "民间借贷司法解释 第25、29条 / Private Lending Interpretation 25, 29", burden_within_limit,
        doubts=Text("复利和费用未计入", "compound interest and fees are not counted in"),
        of_case=True,
    ),
    Rule(
        "X-22", _L, EVERY, Text("截至日未过时", "figures of the day"),
        Text("截至日不晚于签发日、不早于签发日前三天，其后没有还款、代偿或减免", "figures not of a day after the issue, not older than three days, and nothing paid or waived since"),
        Text("成文后", "on the finished document"),
        Text("任何文书都不得以未来某日的数字签发；草稿不受影响", "no document is registered on figures of a day to come; a draft may be drawn"),
        "本单位规则 / rule of the house", read=of_the_day,
    ),
)  # fmt: skip
