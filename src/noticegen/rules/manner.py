"""Seed rules of manner (S-21, S-29): how a document speaks, and what it keeps to itself.

The words of an internal sheet of the referral are for the house: S-29 asks nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from noticegen.addressing import REMINDER, addresses
from noticegen.events import REASONS
from noticegen.memory import once
from noticegen.model import Case, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.data import issued_to
from noticegen.rules.paper import data_words, inner_words
from noticegen.rules.steps import addressees, day_zero
from noticegen.rules.table import EVERY, NOTICE, Composed, Rule, listed, manual, met, unmet
from noticegen.text import Text

T = EventType
CODES = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(REASONS)})(?![0-9A-Za-z])")
TONE = re.compile(r"OPENING-[NFL]")
ORDINARY = frozenset({"R1", "R2", "R3"})  # business, market, family
PAPERS = frozenset({"contract", "confirmation", "id_card", "licence"})
# Fields in which a note of an officer has no business; names and addresses may well stand in notes.
TERMS = re.compile(r"_clause$|repayment_way|\.scope|period_text|\.post|\.hours")
# Words that tell of a person's ways. In an address not taken from papers they stop the letter.
WAYS = re.compile(
    r"常去|经常在|经常去|平时在|晚上在|夜里|周末在|下班后|喜欢|打牌|打麻将|喝酒|赌博|心情|情绪|出没|躲债|躲在|跑路"
    r"|\b(?:usually|often|in the evenings?|at weekends|moods?|drinks|drinking|gambl\w*|habits?|hiding)\b",
    re.I,
)
FIRST = (NOTICE, REMINDER)  # kinds with which a correspondence begins
INTERNAL = "internal"  # an audience within the house


def tone_fits(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A first notice or reminder is not in the tone of a second one, and is plain where the reason
    is ordinary. Demands and list letters come after a notice and may be firm."""
    zero = day_zero(case, on, policy)
    tone = next((c[-1] for c in made.document.clauses if TONE.fullmatch(c)), "")
    if zero is None or not tone:
        return
    needed = Text("语气与情形相称", "the tone fits the case")
    kind = made.document.kind
    people = addressees(case, kind, party)
    first = kind in FIRST and not any(issued_to(case, kind, p, zero) for p in people)
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


def nothing_private_in_data(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Fields that reach documents hold no reason code, no word on a person's ways, no log note."""
    needed = Text(
        "进入文书的字段没有行踪、习惯、情绪",
        "no whereabouts, habits or moods in fields that reach documents",
    )
    wrong = _private(case)
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


@once
def _private(case: Case) -> list[str]:
    """Where the data of the case hold what is private."""
    notes = inner_words(case)
    fields = [
        field
        for field, text in data_words(case)
        if _codes(text) or (_term(field) and any(note in text for note in notes))
    ]
    places = [
        f"address ({party.id})"
        for party in case.parties.values()
        if any(a.source not in PAPERS and WAYS.search(a.text) for a in addresses(case, party))
    ]
    return [*fields, *places]


def nothing_private_in_letter(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The document repeats no note of a visit, call or reason, and no reason code."""
    if made.document.audience == INTERNAL:
        return
    needed = Text(
        "文书不含行踪、习惯、情绪和原因", "no whereabouts, habits, moods or reasons in the document"
    )
    text = made.words
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


@cache
def _term(field: str) -> bool:
    """Whether a field is one of TERMS; there are some forty names of fields."""
    return bool(TERMS.search(field))


def _codes(text: str) -> bool:
    return "R" in text and bool(
        CODES.search(text)
    )  # every code begins with it; few fields hold one


_L = "house.seed"
RULES = (
    Rule(
        "S-21", _L, EVERY, Text("语气相称", "tone fits"),
        Text("首次通知和提示函语气平和；原因属经营、市场、家庭的用 N", "a first notice or reminder is plain; N where the reason is business, market or family"),
        Text("成文后", "on the finished document"),
        Text("要讲方式方法，不使正常客户反感", "firm with tact: normal customers are not put off"),
        "手册 II 末段 / manual II, end", read=tone_fits,
        doubts=Text("语气分级是本单位选择；原因只决定语气，不写入文书", "the three tones are the house's choice; the reason sets the tone and is never told"),
    ),
    Rule(
        "S-29", _L, EVERY, Text("内部情况不外传", "private matters stay inside"),
        Text("进入文书的字段没有行踪、习惯、情绪、原因", "no whereabouts, habits, moods or reasons in what reaches a document"),
        Text("签发时", "at issue"),
        Text("查原因代码、地址中的生活习惯用语、以及走访和原因记录中的整句；不可特批", "looks for reason codes, words on a person's ways in addresses, and whole phrases of visit and reason notes; no override"),
        manual("III-5"), nothing_private_in_data, nothing_private_in_letter,
        source="《个人信息保护法》第28条 / PIPL Art. 28",
        doubts=Text("只能查到原样出现的整句（六字以上），改写过的查不到；内部材料不查", "finds phrases of six characters and more as they stand; a paraphrase is not seen; internal sheets are not asked"),
        of_case=True,
    ),
)  # fmt: skip
