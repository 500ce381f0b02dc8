"""`check`, `issue`, `approve`: from the rules to a registered letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from noticegen.cli import words
from noticegen.cli.session import Session, as_day, language, note, out, out_json, say, tell, tr
from noticegen.errors import DataError, ExitCode, UsageError
from noticegen.model import Event, EventType, Finding, Verdict
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
@click.option("--json", "as_json", is_flag=True, help="JSON")
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
    for finding in sorted(shown, key=lambda f: (not f.blocks, f.verdict is not Verdict.FAIL)):
        _show(finding)
    passed = sum(f.verdict is Verdict.PASS for f in findings)
    out(tr(f"另有 {passed} 项通过", f"{passed} more pass"))


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


@click.command(
    "issue",
    help=tr(
        "签发 KIND：检查、取号、生成 PDF 与 DOCX、登记。每位收件人一份。",
        "Issue KIND on LOAN: check, number, draw PDF and DOCX, register. One per addressee.",
    ),
    epilog=tr(
        "示例：noticegen issue overdue-notice DK-0003",
        "Example: noticegen issue overdue-notice DK-0003",
    ),
)
@click.argument("kind")
@click.argument("loan")
@click.option("--party", help=PARTY)
@click.option("--on", metavar="YYYY-MM-DD", help=ON)
@click.option(
    "--locale",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=tr("文书语言", "Language of the document."),
)
@click.option(
    "--draft", is_flag=True, help=tr("草稿：水印，不取号", "A draft: watermark, no number.")
)
@click.option(
    "--dry-run", is_flag=True, help=tr("只显示计划，不写入", "Show the plan, write nothing.")
)
@click.option(
    "--override",
    "overridden",
    multiple=True,
    metavar="RULE",
    help=tr("特批的规则，可多次", "Rule to override; repeat for several."),
)
@click.option("--by", help=tr("特批人", "Who overrides."))
@click.option("--role", help=tr("特批人职务", "Her role."))
@click.option("--reason", help=tr("理由，不少于二十字", "Why, at least 20 characters."))
@click.option("--json", "as_json", is_flag=True, help="JSON")
@click.pass_obj
def issue(
    session: Session, kind: str, loan: str, party: str | None, on: str | None, locale: str, draft: bool,
    dry_run: bool, overridden: tuple[str, ...], by: str | None, role: str | None, reason: str | None, as_json: bool,
) -> int:  # fmt: skip
    from noticegen import issue as story

    if overridden and not (by and role and reason):
        raise UsageError(
            Text("特批须写明 --by、--role、--reason", "an override needs --by, --role and --reason")
        )
    overrides = tuple(
        story.OverrideRequest(rule.upper(), by or "", role or "", reason or "")
        for rule in overridden
    )
    result = story.issue(
        session.desk, session.book, kind, loan, on=as_day(on, session), now=session.local_now(),
        party=party, locale=locale, draft=draft, dry_run=dry_run, overrides=overrides,
    )  # fmt: skip
    return _report(session, kind, loan, result, as_json)


def _report(session: Session, kind: str, loan: str, result: Any, as_json: bool) -> int:
    """Say what came of it; 1 when nothing could be issued."""
    from noticegen import rules

    blocked = result.status in ("blocked", "awaiting")
    if as_json:
        body = dict(rules.as_json(result.findings, kind, loan, result.on, session.lang))
        body.pop("schema_version", None)
        letters = [_plain(letter) for letter in result.letters]
        out_json(
            {
                **body,
                "status": result.status,
                "letters": letters,
                "messages": [say(m) for m in result.messages],
            }
        )
        return ExitCode.BLOCKED if blocked else ExitCode.DONE
    if blocked:
        show_findings(kind, loan, result.on, result.findings, session.desk.policy)
    elif result.status == "draft" and rules.verdict(result.findings) == "blocked":
        note(
            tr(
                "草稿：现在还不能签发（noticegen check 说明原因）",
                "a draft: it may not be issued yet (`noticegen check` says why)",
            )
        )
    for letter in result.letters:
        _say_letter(letter)
    for finding in result.findings:
        if not blocked and finding.verdict is Verdict.FAIL and not finding.blocks:
            note(f"! {finding.rule} {finding.party} {say(finding.needed)} — {say(finding.found)}")
    for message in result.messages:
        note(say(message))
    return ExitCode.BLOCKED if blocked else ExitCode.DONE


def _say_letter(letter: Any) -> None:
    state = say(_LETTER_STATES[letter.state])
    out(
        f"{letter.number or '–'}  {letter.party}  {state}"
        + (tr(f"  {letter.pages} 页", f"  {letter.pages} pages") if letter.pages else "")
    )
    page = f"#page={letter.first_page}" if letter.first_page else ""
    for path, place in ((letter.pdf, page), (letter.docx, "")):
        if path is not None:
            out(f"    {path}{place}")


def _plain(letter: Any) -> dict[str, Any]:
    return {
        "party": letter.party,
        "state": letter.state,
        "number": letter.number,
        "pdf": str(letter.pdf) if letter.pdf else None,
        "docx": str(letter.docx) if letter.docx else None,
        "pages": letter.pages,
        "first_page": letter.first_page or None,
        "replaced": list(letter.replaced),
    }


_LETTER_STATES = {
    "issued": Text("已签发", "issued"),
    "resumed": Text("已续办签发", "finished and issued"),
    "already": Text("此前已签发", "issued before"),
    "draft": Text("草稿", "draft"),
    "planned": Text("将签发", "would be issued"),
}


# --- a second person ----------------------------------------------------------------------------

_CONFIRMABLE = (EventType.OVERRIDE, EventType.SEAL_USE, EventType.LEGAL_APPROVAL, EventType.REFERRAL_APPROVED)  # fmt: skip


@click.command(
    "approve",
    help=tr(
        "以第二人身份确认特批、用印、法务意见或移送审批。LOAN 可写批次名，确认该批次的用印。",
        "Confirm, as a second person, an override, a use of the seal or a legal opinion. LOAN may be the "
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

        act = confirm_seal(
            session.book,
            session.desk.house,
            loan,
            by=by,
            role=role,
            text=text,
            now=session.local_now(),
        )
        out(tr(f"已登记 {loan}/{act.nth}：{by} 确认用印", f"recorded {loan}/{act.nth}: {by} confirms the seal"))  # fmt: skip
        return ExitCode.DONE
    case = session.case(loan)
    wanted = _to_confirm([e for e in case.events if e.type in _CONFIRMABLE], event, last)
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
    now = session.local_now()
    kept = session.book.record(
        loan,
        Event(
            id="", at=now, type=EventType.APPROVAL, recorded_at=now, actors=(by,), text=text,
            details={"role": role, "confirms": wanted.id},
        ),
    )  # fmt: skip
    out(
        tr(
            f"已登记 {kept.id}：{by} 确认 {wanted.id}",
            f"recorded {kept.id}: {by} confirms {wanted.id}",
        )
    )
    return ExitCode.DONE


def _to_confirm(events: list[Event], event: str | None, last: str | None) -> Event:
    found = [e for e in events if (e.id == event if event else e.type.value == last)]
    if not found:
        raise DataError(
            Text("没有可确认的记录", "there is nothing of that kind to confirm"),
            Text("noticegen case LOAN 列出台账", "`noticegen case LOAN` shows the log"),
        )
    return found[-1]


commands = {"check": check, "issue": issue, "approve": approve}
