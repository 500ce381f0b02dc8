"""Law rules on what a letter must and must not say (L-05, L-19): a reminder before payment demands
nothing; a letter of the house's own list is told from the lists of courts and authorities.

The words are the house's (`policy.toml`, [wording]); both languages are looked for in every letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from noticegen.addressing import LISTING, REMINDER, WARNING
from noticegen.model import Case, Document, Finding
from noticegen.policy import Policy
from noticegen.rules.lexicon import asserted, found
from noticegen.rules.paper import words
from noticegen.rules.table import Composed, Rule, join, listed, met, unmet
from noticegen.text import Text

DEMANDS = ("DEMAND", "PAY-")  # how ids of statements begin that ask for payment
WORDING = Text("修改措辞文件", "change the wording")
_LEAST = 8  # a shorter run of digits is no account number


def demands_nothing(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The reminder has no statement, words or account that ask the counter-guarantor to pay now."""
    needed = Text("不要求其现在付款", "it does not ask him to pay now")
    text, zh, en = _own_words(made.document, case), policy.wording.zh, policy.wording.en
    wrong = [c for c in made.document.clauses if c.startswith(DEMANDS)]
    wrong += asserted(text, zh.pay_now, en.pay_now)
    digits = re.sub(r"[\s-]", "", made.words)
    accounts = {re.sub(r"\D", "", a) for a in (case.loan.account_number, case.house.account_number)}
    told = [a for a in accounts if len(a) >= _LEAST and a in digits]
    if wrong or told:
        account = Text("写有收款账户", "an account to pay into") if told else Text("", "")
        yield unmet(needed, join([listed(wrong), account]), WORDING, curable=False)
    else:
        yield met(needed)


def list_is_lawful(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The house keeps a list under a rule of its own, and somebody else than the case officer decides
    objections."""
    house, officer = case.house, case.loan.officer.strip()
    needed = Text(
        "有内部名单及规定，异议由经办人以外的人复核",
        "an internal list under its own rule; objections go to another than the case officer",
    )
    lacking = [
        Text("没有内部名单（keeps_list）", "no internal list (keeps_list)") if not house.keeps_list else None,
        Text("没有名单规定（list_rule）", "no rule of the list (list_rule)") if not house.list_rule.strip() else None,
        Text("没有异议复核部门（list_reviewer）", "nobody who decides objections (list_reviewer)")
        if not house.list_reviewer.strip() else None,
        Text("复核人就是经办人", "the reviewer is the case officer")
        if officer and officer in house.list_reviewer else None,
    ]  # fmt: skip
    wrong = [w for w in lacking if w]
    if wrong:
        hint = Text(
            "在 noticegen.toml 的 house 中补齐", "complete it under [house] in noticegen.toml"
        )
        yield unmet(needed, join(wrong), hint, earliest=on)
    else:
        yield met(needed, Text(house.list_rule, house.list_rule))


def list_words_lawful(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """It says that the list is internal and how and until when to object; it claims no list of courts
    or authorities and tells no third person. The slip is left out of account."""
    needed = Text(
        "写明内部名单、异议途径和天数；不提法院名单，不抄送他人",
        "says internal, how and until when to object; no court lists, no copies to others",
    )
    letter = replace(made.document, slip=())
    text, zh, en = _own_words(letter, case), policy.wording.zh, policy.wording.en
    days = policy.notice.objection_days
    wrong = [
        *asserted(text, zh.court_lists, en.court_lists),
        *asserted(text, zh.others, en.others),
    ]
    lacking = [
        None if found(text, zh.internal, en.internal) else Text("未写明内部", "does not say internal"),
        None if found(text, zh.objection, en.objection) else Text("未写异议途径", "no way to object"),
        None if re.search(rf"(?<!\d){days}\s*(?:日|天|days?\b)", text) else Text(
            f"未写异议天数（{days}日）", f"no days to object ({days})"),
    ]  # fmt: skip
    faults = [listed(wrong), *(w for w in lacking if w)]
    if any(f.en for f in faults):
        yield unmet(needed, join(faults), WORDING, curable=False)
    else:
        yield met(needed)


def _own_words(document: Document, case: Case) -> str:
    """The words of the document without names, which may hold any word."""
    text = words(document)
    names = {p.name for p in case.parties.values()} | {case.house.name, case.loan.lender}
    for name in sorted(names - {""}, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


_L = "law.cn"
RULES = (
    Rule(
        "L-05", _L, (REMINDER,), Text("不要求付款", "demands nothing"),
        Text("督促函没有要求其现在付款的语句，也没有收款账户", "the reminder has no words that ask him to pay now, and no account to pay into"),
        Text("成文后", "on the finished document"),
        Text("代偿前反担保人尚无付款义务", "before payment by the house a counter-guarantor owes nothing yet"),
        "民法典 第700条 / Civil Code 700", read=demands_nothing,
        source="反担保保证期间自代偿起算的裁判观点 / court practice: counter-guarantees are counted from payment",
        doubts=Text("查用词表（policy.toml 的 wording.pay_now）、段落编号和账号，换一种说法查不到", "looks for the words in policy.toml (wording.pay_now), ids of statements and the account; another way of saying it is not seen"),
    ),
    Rule(
        "L-19", _L, (WARNING, LISTING), Text("内部名单合法", "lawful list"),
        Text("依本单位规定的内部名单；写明异议途径和天数，由经办人以外的人复核；不提法院名单，不抄送他人", "an internal list under the house's own rule; how and until when to object, decided by another than the case officer; no court lists, no copies to others"),
        Text("签发时；成文后再查", "at issue; again on the finished document"),
        Text("失信被执行人名单只由法院决定，严重失信名单只依法律设立；不可特批", "only courts list dishonest debtors, only law sets up lists of serious dishonesty; no override"),
        "民法典 第1029条 / Civil Code 1029", list_is_lawful, list_words_lawful,
        source="《民法典》第1029、1038条；《个人信息保护法》第23条；国办发〔2020〕49号 / Civil Code 1029, 1038; PIPL 23; State Council Office 2020 no. 49",
        doubts=Text("用词表在 policy.toml 的 wording，分句中先有否定的不计", "the words are in policy.toml (wording); one denied in its own clause is left out"),
        of_case=True,
    ),
)  # fmt: skip
