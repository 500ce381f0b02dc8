"""Writes docs/plan.md from the order of the worklist and the collection plan.

python tools/write_plan_page.py > docs/plan.md
"""

from __future__ import annotations

import sys
from pathlib import Path

from noticegen.plan import GROUPS, STAGES, TONES, Plan, load_plan
from noticegen.text import Text
from noticegen.worklist import LOSSES, ORDER

ROOT = Path(__file__).parents[1]
HEAD = """# Worklist and collection plan 工作清单与催收方案

Generated from `worklist/order.py` and `templates/plan.toml`. 本页由 `worklist/order.py` 和
`templates/plan.toml` 生成。

## What is lost first 先失去的排在前面

`noticegen due` lists what is to be done on a day in this order; within a kind the nearest day first.
`noticegen due` 按此次序列出一天要做的事；同类中日期近的在前。

| # | item 事项 | lost 损失 | why here 理由 | basis 依据 |
|---|---|---|---|---|
"""
PLAN = """
Each item has a UID made of loan, kind, party and what it is about, so that a calendar knows it again the
next day. A workbook or calendar holds loan, role and id of the party, kinds, numbers, days and rules; no
name, phone, sum or reason, and nothing of the plan below.
每一事项的标识由贷款、种类、当事人和内容确定，次日再列仍是同一标识。工作簿和日历只含贷款、身份、当事人编号、
种类、文号、日期和规则；不含姓名、电话、金额、原因，也不含下面的方案。

## Collection plan 催收方案

For the house only: shown by `noticegen case` and `noticegen due`, never in a document or a file. It is
chosen by the group of the latest reason on record and by the stage of the case; what it shows does not
name the reason. Edit `templates/plan.toml`. 仅供内部：由 `noticegen case` 和 `noticegen due` 显示，不进入任何
文书或文件。按最近记录的原因类别和案件阶段选取；显示时不说明原因。修改 `templates/plan.toml`。
"""


def _both(text: Text) -> str:
    return f"{text.zh} — {text.en}"


def page() -> str:
    """The page, in both languages."""
    plan = load_plan(ROOT / "templates" / "plan.toml")
    rows = [
        f"| {n} | `{k.id}` {_both(k.name)} | {_both(LOSSES[k.loss])} | {_both(k.why)} | {k.basis} |\n"
        for n, k in enumerate(ORDER, 1)
    ]
    return HEAD + "".join(rows) + PLAN + "".join(_stage(plan, at) for at in STAGES)


def _stage(plan: Plan, at: str) -> str:
    parts = [f"\n### {_both(plan.stages[at].text)}\n\n"]
    for line in plan.line:
        if at in line.stages and "*" in line.groups:
            parts.append(f"- all 全部 · {line.channel} · {_both(line.text)} ({line.source.zh})\n")
    for group in GROUPS:
        tone = TONES[plan.tones[group][at]]
        own = [line for line in plan.line if line.own(group, at)]
        for line in own:
            parts.append(
                f"- {group} · {line.channel} · {tone.zh} {tone.en} · {_both(line.text)} ({line.source.zh})\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
