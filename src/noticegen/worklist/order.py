"""The kinds of items and their order: what is lost first comes first.

First what cannot be got back at all (a right), then what only today can give (a step that cannot be
made up), then steps that can wait at a cost, then courtesy, then what is only to be known. Within a
kind the nearest day comes first. `docs/plan.md` shows this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from noticegen.text import Text

LOSSES: Mapping[str, Text] = {
    "right": Text("失去权利", "a right is lost"),
    "window": Text("错过不能补", "cannot be made up"),
    "step": Text("影响后续步骤", "later steps wait for it"),
    "courtesy": Text("跟进", "follow-up"),
    "known": Text("知悉", "for information"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of item. `loss` is a key of LOSSES; `why` is the reason for its place in the order;
    `basis` the rule or clause that asks for it."""

    id: str
    loss: str
    name: Text
    why: Text
    basis: str


ORDER: tuple[Kind, ...] = (
    Kind(
        "clock", "right", Text("法定期限临近", "clock running out"),
        Text("保证期间、诉讼时效届满，权利不能恢复", "a guarantee or claim that has run out does not come back"), "L-03",
    ),
    Kind(
        "estate", "right", Text("死亡或破产待处理", "death or insolvency to act on"),
        Text("债权申报有期限，遗产会分散；列至有其后经确认的法务意见（写明该当事人，或未写明而属诉讼或发给该当事人的文书）或申报记录", "claims are declared within a time, an estate scatters; listed until a confirmed legal approval since then names the party (or nobody, and is of the suit or of a document that goes to that party), or the declaration is on record"), "X-10",
    ),
    Kind(
        "call", "window", Text("前三天致电", "call of the first days"),
        Text("当天不打就不能补，通知书只能特批", "a day without a call cannot be made up: the notice then needs an override"), "S-05",
    ),
    Kind(
        "visit", "window", Text("立即上门", "visit at once"),
        Text("迟到一直显示；没有则通知书被阻止", "lateness shows for good; without it the notice is blocked"), "S-01",
    ),
    Kind(
        "promise", "window", Text("承诺到期", "promise falling due"),
        Text("承诺到期前一天和当天的联系过后不能补", "the contact on the day before and on the day cannot be made up"), "S-24",
    ),
    Kind(
        "broken", "window", Text("承诺未履行", "promise not kept"),
        Text("承诺或计划到期未付的次日即应跟进；已联系的不再列出", "the day after a promise or a line of a plan fails somebody follows up; no longer listed once that is done"), "III-3",
    ),
    Kind(
        "after_payment", "window", Text("部分还款后联系", "contact after a part payment"),
        Text("还款后一天内联系，过后不能补", "contact within a day of the payment cannot be made up"), "S-26",
    ),
    Kind(
        "notice", "step", Text("应发通知书", "notice due"),
        Text("送达以前，其后的函件和移送都不能开始；迟发会显示", "until it is served nothing after it can begin; lateness shows"), "S-10",
    ),
    Kind(
        "visit_again", "step", Text("再次上门", "second visit"),
        Text("缺它通知书被阻止；每天都还可以做", "the notice is blocked without it; it can be done any day"), "S-07",
    ),
    Kind(
        "cg_contact", "step", Text("联系反担保人", "contact with counter-guarantor"),
        Text("缺它通知书被阻止；每天都还可以做", "the notice is blocked without it; it can be done any day"), "S-09",
    ),
    Kind(
        "document", "step", Text("可签发文书", "document possible"),
        Text("前序步骤齐备，越早发越早起算", "its steps are on record; the sooner it goes the sooner it counts"), "II-6",
    ),
    Kind(
        "mail", "step", Text("送达未落实", "mail without proof"),
        Text("没有凭证的送达不计，凭证日久难取", "without proof it does not count, and proof is harder to get later"), "L-20",
    ),
    Kind(
        "dispute", "step", Text("异议未答复", "dispute unanswered"),
        Text("未答复前，每份函件须法务同意", "until it is answered every letter needs legal's nod"), "C-06",
    ),
    Kind(
        "deadline", "step", Text("付款期限届至", "time to pay ends"),
        Text("期限一过即应进行下一步", "when it is over the next step is due"), "III-2",
    ),
    Kind(
        "hold", "step", Text("暂缓将满", "hold ending"),
        Text("期满次日步骤恢复，须有人知道", "steps go on the day after: somebody must know"), "S-25",
    ),
    Kind(
        "daily_call", "courtesy", Text("每日致电", "daily call"),
        Text("漏一天只提示，不阻止", "a missed day warns and blocks nothing"), "S-14",
    ),
    Kind(
        "cash", "courtesy", Text("资金回笼", "money expected"),
        Text("选对日子，事半功倍", "the right day is half the work"), "S-28",
    ),
    Kind(
        "blocked", "known", Text("文书受阻", "document blocked"),
        Text("说明缺什么、最早哪天可发；所缺的步骤另列", "says what is missing and from when it is possible; the steps stand above"), "check",
    ),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.id: kind for kind in ORDER}
_RANK = {kind.id: n for n, kind in enumerate(ORDER)}


def rank(kind: str) -> int:
    """The place of a kind in the order, from 0."""
    return _RANK[kind]
