"""`check`, `approve`: what the rules say of a letter, and the second person they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from noticegen.cli import words
from noticegen.cli.session import (
    Session,
    as_day,
    json_help,
    language,
    note,
    out,
    out_json,
    say,
    tell,
    tr,
)
from noticegen.errors import DataError, ExitCode
from noticegen.model import Case, Event, EventType, Finding, Verdict
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.policy import Policy

ON = tr("哪一天；默认今天", "Which day; default today.")
PARTY = tr("只看这位当事人", "Only this party.")


@click.command(
    "check",
    help=tr(
        "检查 LOAN 能否签发 KIND：要求什么、查到什么、如何补救、最早哪天可签发。",
        "Check whether KIND may be issued on LOAN: what is needed, what was found, how to mend it, from when.",
    ),
    epilog=tr(
        "示例：noticegen check overdue-notice DK-0003",
        "Example: noticegen check overdue-notice DK-0003",
    ),
)
@click.argument("kind")
@click.argument("loan")
@click.option("--party", help=PARTY)
@click.option("--on", metavar="YYYY-MM-DD", help=ON)
@click.option(
    "--all", "every", is_flag=True, help=tr("也列出已通过的规则", "Also list the rules that pass.")
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def check(
    session: Session,
    kind: str,
    loan: str,
    party: str | None,
    on: str | None,
    every: bool,
    as_json: bool,
) -> int:
    from noticegen import rules
    from noticegen.wording import load_kind

    load_kind(session.desk.templates, kind)  # an unknown kind is a usage error, not "ready"
    day = as_day(on, session)
    findings = rules.check(session.case(loan), kind, day, session.desk.policy, party)
    if as_json:
        body = dict(rules.as_json(findings, kind, loan, day, session.lang))
        body.pop("schema_version", None)
        out_json(body)
    else:
        show_findings(kind, loan, day, findings, session.desk.policy, every)
    return ExitCode.DONE if rules.verdict(findings) == "ready" else ExitCode.BLOCKED


def show_findings(
    kind: str,
    loan: str,
    on: date,
    findings: Sequence[Finding],
    policy: Policy,
    every: bool = False,
) -> None:
    """One screen: the verdict, then what stands in the way, then what is only pointed out."""
    from noticegen import rules

    ready = rules.verdict(findings) == "ready"
    out(
        tr(f"{loan} {kind} {on}：可以签发", f"{loan} {kind} {on}: ready")
        if ready
        else tr(f"{loan} {kind} {on}：不能签发", f"{loan} {kind} {on}: blocked")
    )
    if not ready:
        first = rules.earliest(findings)
        out(
            tr(
                f"最早可签发日：{first}（以下可补步骤须届时补齐）",
                f"possible from {first}, if the steps below are on record by then",
            )
            if first
            else _no_day(findings, policy)
        )
    shown = [f for f in findings if every or f.verdict in (Verdict.FAIL, Verdict.OVERRIDDEN)]
    for finding in sorted(shown, key=_place):
        _show(finding)
    passed = sum(f.verdict is Verdict.PASS for f in findings)
    out(tr(f"另有 {passed} 项通过", f"{passed} more pass"))


def _place(finding: Finding) -> tuple[bool, bool, bool]:
    """What blocks before what fails before the rest; first whether the party is one to write to at all."""
    return not finding.blocks, finding.verdict is not Verdict.FAIL, finding.rule != "X-01"


def _no_day(findings: Sequence[Finding], policy: Policy) -> str:
    """Why there is no earliest day: a rule that allows no override stands, it depends on something
    without a day, or a window has closed."""
    stuck = [f for f in findings if f.blocks and not (f.curable and f.earliest)]
    firm = [f.rule for f in stuck if not policy.rule(f.rule).override]
    if firm:
        names = tr("、", ", ").join(dict.fromkeys(firm))
        return tr(f"{names} 未满足前不能签发，也不能特批", f"not possible while {names} is not met; it allows no override")  # fmt: skip
    if all(f.curable for f in stuck):
        return tr(
            "尚无最早日：取决于以下事项", "no day can be named yet: it depends on what is below"
        )
    return tr(
        "补救不能使其成为可能；只有特批（如规则允许）",
        "no later step can mend it; only an override helps, where the rule allows one",
    )


def _show(finding: Finding) -> None:
    from noticegen import rules

    mark = {Verdict.PASS: "✓", Verdict.NA: "–", Verdict.OVERRIDDEN: "○"}.get(
        finding.verdict, "✗" if finding.blocks else "!"
    )
    party = f" {finding.party}" if finding.party else ""
    severity = say(words.SEVERITIES[finding.severity])
    tell(f"{mark} {finding.rule}{party} [{severity}] {say(finding.needed)}", 4)
    if finding.found.en:
        tell(f"    {tr('查到：', 'found: ')}{say(finding.found)}", 8)
    if finding.verdict is Verdict.FAIL:
        if finding.hint.en:
            tell(f"    {tr('办法：', 'mend: ')}{say(finding.hint)}", 8)
        if finding.earliest:
            out(f"    {tr('最早：', 'from: ')}{finding.earliest}")
        if finding.basis:
            tell(f"    {tr('依据：', 'basis: ')}{rules.basis(finding.basis, language())}", 8)


# --- a second person ----------------------------------------------------------------------------

_CONFIRMABLE = (EventType.OVERRIDE, EventType.SEAL_USE, EventType.LEGAL_APPROVAL, EventType.REFERRAL_APPROVED)  # fmt: skip


@click.command(
    "approve",
    help=tr(
        "以第二人身份确认特批、用印、法务意见或移送审批。LOAN 可写批次名，确认该批次的用印。",
        "Confirm, as a second person, an override, a use of the seal, a legal opinion or a referral. LOAN may be the "
        "name of a batch run, for its seal.",
    ),
    epilog=tr(
        "示例：noticegen approve DK-0003 --last seal_use --by 李法务 --role legal",
        "Example: noticegen approve DK-0003 --last seal_use --by 李法务 --role legal",
    ),
)
@click.argument("loan")
@click.argument("event", required=False)
@click.option(
    "--last",
    type=click.Choice([t.value for t in _CONFIRMABLE]),
    help=tr("确认最近一条此种记录", "Confirm the latest of this kind."),
)
@click.option("--by", required=True, help=tr("确认人", "Who confirms."))
@click.option("--role", required=True, help=tr("职务", "Her role."))
@click.option("--text", default="", help=tr("意见", "Remark."))
@click.pass_obj
def approve(
    session: Session, loan: str, event: str | None, last: str | None, by: str, role: str, text: str
) -> int:
    if session.names_run(loan):
        from noticegen.batch.run import confirm_seal

        act, asked = confirm_seal(
            session.book,
            session.desk,
            loan,
            by=by,
            role=role,
            text=text,
            now=session.local_now(),
        )
        out(tr(f"已登记 {loan}/{act.nth}：{by} 确认用印（{asked.told.zh}）", f"recorded {loan}/{act.nth}: {by} confirms the seal ({asked.told.en})"))  # fmt: skip
        return ExitCode.DONE
    from noticegen.rules.persons import may_confirm

    case, now = session.case(loan), session.local_now()
    wanted, waiting = _to_confirm(case, event, last, session.desk.policy, now.date())
    person = next((s for s in session.desk.house.staff if s.name == by), None)
    if person is None or role not in person.roles:
        raise DataError(
            Text(
                "noticegen.toml 中没有此人或此职务",
                "noticegen.toml has no such person with that role",
            ),
            Text("在 [[staff]] 中登记", "enter her under [[staff]]"),
        )
    if by in wanted.actors:
        raise DataError(Text("确认人须为另一人", "a different person must confirm"))
    part = "override" if wanted.type is EventType.OVERRIDE else "approval"
    may_confirm(role, _roles(wanted, session.desk.policy), part)
    kept = session.book.record(
        loan,
        Event(
            id="", at=now, type=EventType.APPROVAL, recorded_at=now, actors=(by,), text=text,
            details={"role": role, "confirms": wanted.id},
        ),
    )  # fmt: skip
    out(
        tr(
            f"已登记 {kept.id}：{by} 确认 {wanted.id}{_about(wanted)}",
            f"recorded {kept.id}: {by} confirms {wanted.id}{_about(wanted)}",
        )
    )
    if waiting:
        ids = tr("、", ", ").join(f"{e.id}{_about(e)}" for e in waiting)
        note(tr(f"尚待确认：{ids}", f"still to be confirmed: {ids}"))
    return ExitCode.DONE


def _about(asked: Event) -> str:
    """The rule and the kind of document of what is confirmed, as far as it names them: " (S-05 overdue-notice)"."""
    named = " ".join(filter(None, (asked.details.get("rule", ""), asked.details.get("kind", ""))))
    return f" ({named})" if named else ""


def _roles(asked: Event, policy: Policy) -> Sequence[str]:
    """In which roles somebody may confirm it."""
    part = policy.override if asked.type is EventType.OVERRIDE else policy.approval
    return part.confirm_roles


def _to_confirm(
    case: Case, event: str | None, last: str | None, policy: Policy, on: date
) -> tuple[Event, list[Event]]:
    """What is confirmed, and what was asked for together with it and still waits. "The latest" is one
    of those recorded at the latest moment: one command may record several overrides. What was asked
    for before that is confirmed by its id only. A confirmation that does not count (not in a role that
    may, or one she no longer holds) leaves it waiting. Raises DataError."""
    from noticegen.rules.persons import confirmation

    asked = [e for e in case.events if e.type in _CONFIRMABLE]
    found = [e for e in asked if (e.id == event if event else e.type.value == last)]
    if not found:
        raise DataError(
            Text("没有可确认的记录", "there is nothing of that kind to confirm"),
            Text("noticegen case LOAN 列出台账", "`noticegen case LOAN` shows the log"),
        )
    if event:
        return found[-1], []
    together = [e for e in found if e.recorded_at == found[-1].recorded_at]
    waiting = [e for e in together if not confirmation(case, e, on, _roles(e, policy))]
    if not waiting:
        raise DataError(
            Text("最近一条此种记录已经确认", "the latest of that kind is confirmed already"),
            Text("确认别的记录，写明其编号", "to confirm another one give its id"),
        )
    return waiting[-1], waiting[:-1]


commands = {"check": check, "approve": approve}
