"""`issue`: from a case to a registered letter.

What this module loads is what a second process waits for before it can be started, so it is little."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from noticegen.cli.session import Session, as_day, json_help, note, out, out_json, say, tr
from noticegen.errors import ExitCode, UsageError
from noticegen.text import Text, many

if TYPE_CHECKING:
    from noticegen.render.beside import Beside


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
@click.option("--party", help=tr("只看这位当事人", "Only this party."))
@click.option(
    "--on", metavar="YYYY-MM-DD", help=tr("哪一天；默认今天", "Which day; default today.")
)
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
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def issue(
    session: Session, kind: str, loan: str, party: str | None, on: str | None, locale: str, draft: bool,
    dry_run: bool, overridden: tuple[str, ...], by: str | None, role: str | None, reason: str | None, as_json: bool,
) -> int:  # fmt: skip
    if overridden and not (by and role and reason):
        raise UsageError(
            Text("特批须写明 --by、--role、--reason", "an override needs --by, --role and --reason")
        )
    if (
        session.alone
    ):  # all that is loaded stays to the end: to look for cycles in it takes a tenth of the time
        gc.disable()
    with _beside(session, dry_run) as beside:
        from noticegen import issue as story

        overrides = tuple(
            story.OverrideRequest(rule.upper(), by or "", role or "", reason or "")
            for rule in overridden
        )
        result = story.issue(
            session.desk, session.book, kind, loan, on=as_day(on, session), now=session.local_now(),
            party=party, locale=locale, draft=draft, dry_run=dry_run, overrides=overrides, beside=beside,
        )  # fmt: skip
    return _report(session, kind, loan, result, as_json)


@contextlib.contextmanager
def _beside(session: Session, dry_run: bool) -> Iterator[Beside | None]:
    """A second process that loads the engine while this one decides, and then lays out.

    None where nothing is drawn, this process has work before and after (it loads the engine itself,
    once), there is one processor only, or no second process can be started."""
    from noticegen.aside import processors

    if dry_run or not session.alone or processors() < 2:
        yield None
        return
    from noticegen.render.beside import Beside

    try:
        beside = Beside()
    except OSError:  # no room for another process: then this one does it all
        yield None
        return
    with beside:
        beside.prepare(session.desk.style)
        yield beside


def _report(session: Session, kind: str, loan: str, result: Any, as_json: bool) -> int:
    """Say what came of it; 1 when nothing could be issued."""
    from noticegen import rules
    from noticegen.cli.letters import show_findings
    from noticegen.model import Severity, Verdict

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
            # what stops a letter at other times is told with its cure: who let it out is to be recorded
            stops = session.desk.policy.rule(finding.rule).forms(kind)[0] is Severity.BLOCK
            mend = (
                tr("；办法：", "; mend: ") + say(finding.hint)
                if stops and any(finding.hint)
                else ""
            )
            note(
                f"! {finding.rule} {finding.party} {say(finding.needed)} — {say(finding.found)}{mend}"
            )
    for message in result.messages:
        note(say(message))
    return ExitCode.BLOCKED if blocked else ExitCode.DONE


def _say_letter(letter: Any) -> None:
    state = say(_LETTER_STATES[letter.state])
    out(
        f"{letter.number or '–'}  {letter.party}  {state}"
        + (tr(f"  {letter.pages} 页", f"  {many(letter.pages, 'page')}") if letter.pages else "")
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


commands = {"issue": issue}
