"""`case`: a loan on one screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from noticegen.addressing import NOTICE, RECOURSE_NOTICE
from noticegen.cli import sums, words
from noticegen.cli.due import house_papers
from noticegen.cli.session import (
    Session,
    as_day,
    json_help,
    note,
    out,
    out_json,
    say,
    table,
    tell,
    tr,
)
from noticegen.errors import ExitCode
from noticegen.events import OUTCOMES, SPECS
from noticegen.model import EventType, GuaranteeKind, LoanKind, Role
from noticegen.plan import TONES
from noticegen.text import many


@click.command(
    "case",
    help=tr(
        "查看一笔借款：当事人、还款计划、台账、截至某日欠款及逐笔计算、逾期期间、时效、下一步。",
        "Show a loan: parties, schedule, log, what is owed with its ledger, the default, clocks, next steps.",
    ),
    epilog=tr(
        "示例：noticegen case DK2026-0003 --on 2026-03-27",
        "Example: noticegen case DK2026-0003 --on 2026-03-27",
    ),
)
@click.argument("loan")
@click.option(
    "--on", metavar="YYYY-MM-DD", help=tr("截至哪一天；默认今天", "As of which day; default today.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=tr(
        "写成一页网页：案件经过图、欠款走势、期间、台账（仅供内部）",
        "Write a page: picture of the case, what was owed by day, clocks, log (for the house only).",
    ),
)
@click.pass_obj
def case(session: Session, loan: str, on: str | None, as_json: bool, page: Path | None) -> int:
    from noticegen.casefile import describe

    day = as_day(on, session)
    known = session.case(loan)
    desk = session.desk
    view = describe(
        known, day, desk.policy, desk.plan, session.lang, kinds=house_papers(desk.templates)
    )
    if page is not None:
        from noticegen import fsio
        from noticegen.cli.page import written

        fsio.publish(page, written(view, known, day, desk.policy, session.lang).encode())
        note(tr(f"已写入 {page}（含台账内容，仅供内部）", f"wrote {page} (it shows the log: for the house only)"))  # fmt: skip
    if as_json:
        out_json(view)
    if page is not None or as_json:
        return ExitCode.DONE
    _head(view)
    _people(view)
    _schedule(view)
    sums.show(view)
    _clocks(view)
    _log(view)
    _next(view)
    _plan(view)
    return ExitCode.DONE


def _title(zh: str, en: str) -> None:
    out()
    out(f"── {tr(zh, en)} ──")


def _head(view: dict[str, Any]) -> None:
    loan = view["loan"]
    out(
        f"{loan['id']}  {say(words.LOANS[LoanKind(loan['kind'])])}  {loan['contract_name']} {loan['contract_no']}"
    )
    out(tr(f"贷款人 {loan['lender']}", f"lender {loan['lender']}"))
    rate = f"{loan['annual_rate'] * 100:f}".rstrip("0").rstrip(".")
    over = f"{loan['surcharge'] * 100:f}".rstrip("0").rstrip(".")
    tell(
        tr(
            f"本金 {loan['principal']:,.2f} 元，年利率 {rate}%，罚息上浮 {over}%，{loan['disbursed_on']} 放款，{loan['maturity']} 到期",
            f"principal {loan['principal']:,.2f}, {rate} % a year, overdue surcharge {over} %, paid out {loan['disbursed_on']}, matures {loan['maturity']}",
        )
    )
    tell(standing(view), 4)
    if view["booked_until"]:
        out(
            tr(
                f"还款入账至 {view['booked_until']}",
                f"payments booked until {view['booked_until']}",
            )
        )


def standing(view: dict[str, Any]) -> str:
    """Where the case stands: settled, not in default, in default, or with the house as creditor."""
    on, day, back = view["on"], view["step_day"], view["recourse"]
    if view["settled_on"]:
        return tr(
            f"截至 {on}：已于 {view['settled_on']} 结清",
            f"as of {on}: settled on {view['settled_on']}",
        )
    if day is None:
        return tr(f"截至 {on}：未逾期", f"as of {on}: not in default")
    since = view["episode"]["anchor"]
    if back is None:
        return tr(
            f"截至 {on}：本次逾期起算日 {since}，第 {day} 天（D{day}）；最早未还一期已逾期 {view['days_overdue']} 天",
            f"as of {on}: default since {since}, step day D{day}; oldest unpaid instalment {many(view['days_overdue'], 'day')} overdue",
        )
    bank, ours = view["bank_owed"]["total"], back["total"]
    return tr(
        f"截至 {on}：本次逾期起算日 {since}，第 {day} 天（D{day}）；{back['paid'][0]['on']} 起已代偿，现欠本单位 {ours:,.2f} 元，欠贷款人 {bank:,.2f} 元",
        f"as of {on}: default since {since}, step day D{day}; paid by the house from {back['paid'][0]['on']} on: {ours:,.2f} are owed to the house, {bank:,.2f} to the lender",
    )


def _people(view: dict[str, Any]) -> None:
    _title("当事人", "Parties")
    rows = []
    for person in view["parties"]:
        rows.append(
            (
                say(words.ROLES[Role(person["role"])]),
                person["id"],
                person["name"],
                person["id_number"],
                person["phone"],
                guaranteed(view, person),
            )
        )
    table(
        [
            tr("身份", "role"),
            tr("编号", "id"),
            tr("姓名/名称", "name"),
            tr("证件", "ID"),
            tr("电话", "phone"),
            tr("担保方式", "guarantee"),
        ],
        rows,
    )


def guaranteed(view: dict[str, Any], person: dict[str, Any]) -> str:
    """How a party stands in the role of her line: joint, general; "" for one who signed no such deed."""
    counter = {Role.COUNTER_GUARANTOR: True, Role.GUARANTOR: False}.get(Role(person["role"]))
    own = [g for g in view["guarantees"] if g["party"] == person["id"] and g["counter"] is counter]
    kinds = dict.fromkeys(GuaranteeKind(g["kind"]) for g in own)
    return tr("、", ", ").join(say(words.GUARANTEES[kind]) for kind in kinds)


def _schedule(view: dict[str, Any]) -> None:
    _title("还款计划", "Schedule")
    heads = [
        tr("期次", "no."),
        tr("到期日", "due"),
        tr("本金", "principal"),
        tr("利息", "interest"),
    ]
    rows: list[tuple[object, ...]] = [
        (i["number"], i["due"], f"{i['principal']:,.2f}", f"{i['interest']:,.2f}")
        for i in view["schedule"]
    ]
    moved = [i["due_now"] if i["due_now"] != i["due"] else "" for i in view["schedule"]]
    if any(moved):
        heads.append(tr("现到期日", "now due"))
        rows = [(*row, day) for row, day in zip(rows, moved, strict=True)]
    table(heads, rows, "llrrl")


def _clocks(view: dict[str, Any]) -> None:
    if not view["clocks"]:
        return
    _title("期间与时效", "Clocks")
    table(
        [
            tr("名称", "clock"),
            tr("当事人", "party"),
            tr("起算", "from"),
            tr("最后一日", "last day"),
            tr("顺延后", "rolled"),
            tr("安全日", "safe day"),
            tr("说明", "note"),
        ],
        [
            (
                c["name"],
                c["party"],
                c["start"],
                c["last_day"],
                c["rolled"],
                c["safe_day"],
                clock_note(c),
            )
            for c in view["clocks"]
        ],
    )


def clock_note(clock: dict[str, Any]) -> str:
    """The note of a clock; of one that has run out on every reading that comes first."""
    note: str = clock["note"]
    return (
        tr("已届满", "it has ended") + (tr("；", "; ") + note if note else "")
        if clock["over"]
        else note
    )


def _log(view: dict[str, Any]) -> None:
    _title("催收台账", "Log")
    table(log_heads(), log_lines(view))


def log_heads() -> list[str]:
    """The columns of the log."""
    return [tr("时间", "when"), tr("编号", "id"), tr("事项", "event"), tr("对象", "party"),
        tr("经办", "by"), tr("内容", "what")]  # fmt: skip


def log_lines(view: dict[str, Any]) -> list[tuple[str, ...]]:
    """The log, a line for each event."""
    return [
        (
            e["at"].replace("T", " ")[:16],
            e["id"],
            say(SPECS[EventType(e["type"])].name),
            e["party"],
            tr("、", ", ").join(e["actors"]),
            what_of(e),
        )
        for e in view["log"]
    ]


def what_of(e: dict[str, Any]) -> str:
    """What an event says, in words: outcome, sum, day, document, details, text, number of proofs."""
    details = [words.detail(key, value) for key, value in e["details"].items() if key not in _SHOWN]
    proofs = len(e["evidence"])
    said = (
        say(OUTCOMES[e["outcome"]]) if e["outcome"] in OUTCOMES else e["outcome"],
        f"{e['amount']:,.2f}" if e["amount"] is not None else "",
        tr(f"不迟于 {e['by']}", f"by {e['by']}") if e["by"] else "",
        e["document"],
        *details,
        e["text"],
        tr(f"[凭证{proofs}件]", f"[proofs: {proofs}]") if proofs else "",
        tr(f"（更正 {e['corrects']}）", f"(corrects {e['corrects']})") if e["corrects"] else "",
        "" if e["in_force"] else tr("（已更正）", "(taken back)"),
    )
    return tr("；", "; ").join(part for part in said if part)


_SHOWN = frozenset({"warnings", "as_of", "terms"})  # long, or told elsewhere


_NOTICES = {
    NOTICE: ("逾期催收通知书", "overdue notice"),
    RECOURSE_NOTICE: ("代偿追偿通知书", "recourse notice"),
}


def _next(view: dict[str, Any]) -> None:
    """The papers of the case: what can go out, what is out without proof, what waits and for what."""
    _title("下一步", "What comes next")
    for line in coming(view):
        tell(line, 4)
    _missing(view)


def coming(view: dict[str, Any]) -> list[str]:
    """What comes next, a line for each paper; or that nothing does."""
    lines = []
    for line in view["next"]:
        mark = "✗" if line["kind"] == "blocked" else "!" if line["kind"] == "mail" else "✓"
        to = whom(line["to"])
        now = line["kind"] in {"notice", "document"}
        when = tr("（现可签发）", " (possible now)") if now else ""
        lines.append(f"{mark} {line['what']}{f' → {to}' if to else ''}{when}")
    return lines or [_nothing_next(view)]


def _nothing_next(view: dict[str, Any]) -> str:
    if view["episode"] is None:
        return tr("无欠款到期，无需催收。", "Nothing due is unpaid; nothing to do.")
    return tr("没有待发或待送达的文书。", "No document waits to be issued or served.")


def whom(parties: list[dict[str, Any]]) -> str:
    """Who gets it: those of one role together."""
    by_role: dict[str, list[str]] = {}
    for person in parties:
        by_role.setdefault(person["role"], []).append(person["party"])
    told = (
        f"{say(words.ROLES[Role(role)]) if role else ''} {'、'.join(ids)}".strip()
        for role, ids in by_role.items()
    )
    return tr("；", "; ").join(told)


def _missing(view: dict[str, Any]) -> None:
    """What the notice that waits still lacks."""
    if not view["missing"]:
        return
    zh, en = _NOTICES[view["next_document"]]
    _title(f"{zh}：尚缺和提示", f"The {en}: what is missing, what warns")
    for step in view["missing"]:
        mark = "✗" if step["severity"] == "block" else "!"
        when = (
            tr(f"（最早 {step['earliest']}）", f" (from {step['earliest']})")
            if step["earliest"]
            else ""
        )
        tell(f"{mark} {step['rule']} {step['party']} {step['needed']}{when}", 4)
        if step["hint"]:
            tell(f"    → {step['hint']}", 6)


def _plan(view: dict[str, Any]) -> None:
    found = view["plan"]
    if found is None:
        return
    _title("催收方案（仅供内部）", "Collection plan (for the house only)")
    tone = say(TONES[found["tone"]])
    out(
        tr(
            f"阶段：{found['stage_name']}；语气：{tone}",
            f"stage: {found['stage_name']}; tone: {tone}",
        )
    )
    for person in found["quiet"]:
        party, why = person["party"], person["why"]
        out(tr(f"{party} 现不得联系：{why}", f"{party} is not to be contacted now: {why}"))
    for line in found["lines"]:
        basis = tr(f"（{line['source']}）", f" ({line['source']})")
        tell(f"· [{say(words.PLAN_CHANNELS[line['channel']])}] {line['what']}{basis}", 2)
    if found["good_days"]:
        days = ", ".join(str(day) for day in found["good_days"])
        out(
            tr(
                f"预计回款日，宜当天联系：{days}",
                f"money is expected, good days for contact: {days}",
            )
        )


commands = {"case": case}
