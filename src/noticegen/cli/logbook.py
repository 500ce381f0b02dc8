"""`log`: what people did and learned, one event at a time."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import click

from noticegen.cli import words
from noticegen.cli.session import Session, as_time, iso_day, json_help, note, out, out_json, say, tr
from noticegen.errors import ExitCode, UsageError
from noticegen.events import CHANNELS, EVIDENCE_KINDS, OUTCOMES, SPECS
from noticegen.model import Event, EventType
from noticegen.text import Text

# What people record; the program itself writes the life of a document.
_WRITTEN_BY_PROGRAM = {
    EventType.ISSUED,
    EventType.VOIDED,
    EventType.DISPATCHED,
    EventType.SERVED,
    EventType.RETURNED,
    EventType.REFUSED,
    EventType.APPROVAL,
    EventType.DATA_CHANGE,
}
LOGGABLE = [t.value for t in EventType if t not in _WRITTEN_BY_PROGRAM]


def _log_options(kind: EventType) -> list[click.Parameter]:
    """The options one event type takes: the common ones, then its own fields."""
    spec = SPECS[kind]

    def need(name: str) -> str:
        return tr("（必填）", " (needed)") if name in spec.needs else ""

    def option(flag: str, text: str, **more: Any) -> click.Option:
        return click.Option([flag], help=text, **more)

    own = [
        _detail(key, label, need(key))
        for key, label in spec.fields.items()
        if key != "reference" or kind is EventType.PAYMENT
    ]
    return [
        option(
            "--at",
            tr(
                "发生时间，例如 '2026-03-21 09:30'；默认此刻",
                "When it happened, e.g. '2026-03-21 09:30'; default now.",
            ),
        ),
        option("--party", tr("当事人编号", "Party id.") + need("party")),
        option(
            "--staff",
            tr("经办人，可多次", "Who did it; repeat for several.") + need("actors"),
            multiple=True,
        ),
        _chosen("--channel", tr("渠道", "Channel") + need("channel"), CHANNELS),
        _chosen("--outcome", tr("结果", "Outcome") + need("outcome"), OUTCOMES),
        option("--text", tr("摘要", "What was said or seen.") + need("text"), default=""),
        option("--sum", tr("金额（元）", "Amount in yuan.") + need("amount"), metavar="12345.67"),
        option(
            "--by",
            tr("截止或约定日", "Promised, planned or new due day.") + need("by"),
            metavar="YYYY-MM-DD",
        ),
        option(
            "--proof",
            tr("凭证，可多次", "A file as proof; repeat")
            + need("evidence")
            + tr("；种类：", "; kinds: ")
            + words.listed(EVIDENCE_KINDS),
            multiple=True,
            metavar="KIND=FILE",
        ),
        option(
            "--document",
            tr("所涉文书编号", "Number of the document it is about.") + need("document"),
            default="",
        ),
        option(
            "--corrects",
            tr("取代哪一条记录", "Id of the event this one takes the place of."),
            default="",
        ),
        *own,
        click.Option(["--json", "as_json"], is_flag=True, help=json_help()),
    ]


def _run_options() -> list[click.Parameter]:
    """What says which letters the seal may be placed on, when it is allowed for a whole run."""
    return [
        click.Option(["--branch"], default="", help=tr("批次的机构；默认全部", "Branch of the run; default all.")),
        click.Option(["--locale"], type=click.Choice(["zh", "en"]), default="zh", help=tr("文书语言", "Language of the letters.")),
        click.Option(["--engine"], type=click.Choice(["archive", "press"]), default="archive", help=tr("成文方式", "How the letters are made.")),
        click.Option(["--letters"], type=click.IntRange(min=0), help=tr("预演时的份数，记录备查", "How many the plan had, for the record.")),
    ]  # fmt: skip


def _chosen(flag: str, label: str, known: Mapping[str, Text]) -> click.Option:
    """An option that takes one of the words of a list."""
    return click.Option(
        [flag],
        help=f"{label}: {words.listed(known)}",
        type=click.Choice(list(known)),
        metavar="WORD",
    )


def _detail(key: str, label: Text, need: str) -> click.Option:
    """The option for a field of one kind of event; a closed list is shown with its meanings."""
    from noticegen.schema import DETAIL_WORDS

    flag, known = f"--{key.replace('_', '-')}", DETAIL_WORDS.get(key)
    if key == "warnings":
        several = tr("可多项，用逗号隔开", "several separated by commas")
        text = f"{say(label)}{need}, {several}: {words.listed(DETAIL_WORDS[key])}"
        return click.Option([flag], help=text, metavar="WORD,WORD")
    if known:
        return _chosen(flag, say(label) + need, known)
    return click.Option([flag], help=say(label) + need, metavar="TEXT")


@click.command(
    "log",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
    help=tr(
        "登记一条催收记录。LOAN 为借款编号，EVENT 为记录种类；noticegen log LOAN EVENT --help 列出该种记录的栏目。",
        "Record an event on LOAN. `noticegen log LOAN EVENT --help` lists the fields of that kind.",
    ),
)
@click.argument("loan", required=False)
@click.argument("event", required=False)
@click.pass_context
def log(ctx: click.Context, loan: str | None, event: str | None) -> int:
    if loan in (None, "--help", "-h") or event is None:
        out(ctx.get_help())
        out()
        out(tr("记录种类（EVENT）：", "Kinds of EVENT:"))
        for name in LOGGABLE:
            out(f"  {name:<22}{say(SPECS[EventType(name)].name)}")
        return ExitCode.DONE if loan in ("--help", "-h") else ExitCode.USAGE
    if event in ("--help", "-h") and loan in LOGGABLE:
        loan, event = "LOAN", loan  # the fields of a kind, for whatever loan
        ctx.args = ["--help"]
    if event not in LOGGABLE:
        raise UsageError(
            Text(f"没有这种记录：{event}", f"there is no kind of event {event}"),
            Text(_close(event) + "noticegen log --help 列出全部", _close(event) + "`noticegen log --help` lists them"),
        )  # fmt: skip
    kind = EventType(event)
    params = _log_options(kind)
    if kind is EventType.SEAL_USE and ctx.obj.names_run(loan):
        params += _run_options()
    inner = click.Command(
        f"{loan} {event}",
        params=params,
        help=say(SPECS[kind].name),
        callback=lambda **given: _record(ctx.obj, str(loan), kind, given),
    )
    with inner.make_context(f"noticegen log {loan} {event}", list(ctx.args)) as inner_ctx:
        return int(inner.invoke(inner_ctx))


def _close(event: str) -> str:
    """Kinds that are spelt like the one given, or ""."""
    near = difflib.get_close_matches(event, LOGGABLE, n=3)
    return f"{' / '.join(near)}? " if near else ""


def _record(session: Session, loan: str, kind: EventType, given: dict[str, Any]) -> int:
    from noticegen import approved
    from noticegen.recording import complete

    if session.names_run(loan):
        return _allow_seal(session, loan, kind, given)
    spec = SPECS[kind]
    details = {key: given[key] for key in spec.fields if given.get(key)}
    case = session.case(loan)
    event = Event(
        id="",
        at=as_time(given["at"], session),
        type=kind,
        recorded_at=session.local_now(),
        actors=tuple(given["staff"]),
        party=given["party"] or "",
        channel=given["channel"] or "",
        outcome=given["outcome"] or "",
        text=given["text"],
        amount=_money(given["sum"]),
        by=_day(given["by"]),
        details=details,
        evidence=proofs(session, given["proof"]),
        document=given["document"],
        corrects=given["corrects"],
    )
    event = approved.told(case, event, session.desk.policy)
    late = complete(case, event, session.desk.policy)
    kept = session.book.record(loan, event)
    account = _account_of(session, loan, kept)
    if given["as_json"]:
        sum_told = None if kept.amount is None else str(kept.amount)
        out_json(
            {"loan": loan, "event": kept.id, "type": kind.value, "amount": sum_told, "claim": account or None, "late": late}
        )  # fmt: skip
    else:
        out(
            tr(
                f"已登记 {kept.id}：{say(spec.name)}（{kept.day}）",
                f"recorded {kept.id}: {say(spec.name)} on {kept.day}",
            )
        )
    if kept.amount is not None and given["sum"] is None:
        total = f"{kept.amount:,.2f}"
        note(tr(f"已写入当日金额 {total} 元和被告 {kept.details['against']}", f"it is of {total} yuan that day, against {kept.details['against']}"))  # fmt: skip
    if account:
        _say_account(kept, account)
    _say_in_hand(session, loan, kept)
    if late:
        note(tr("提示：补记，将显示为迟录", "note: recorded late; it will show as such"))
    return ExitCode.DONE


def _account_of(session: Session, loan: str, kept: Event) -> str:
    """On which account a sum was booked, `loan` or `recourse`, where that may be asked: once the house has
    paid under its guarantee. "" of anything else."""
    from noticegen import claims

    if kept.type not in {*claims.SHARED, EventType.REFUND}:
        return ""
    case = session.case(loan)
    paid = any(e.day <= kept.day for e in case.of(EventType.SUB_PAYMENT))
    return claims.claim_of(kept, case, session.desk.policy) if paid else ""


def _say_account(kept: Event, account: str) -> None:
    """The account it was booked on; where the entry did not name it, how to have it otherwise."""
    from noticegen.events.words import CLAIMS

    name, other = CLAIMS[account], "loan" if account == "recourse" else "recourse"
    how = Text("", "")
    if not kept.details.get("claim"):
        how = Text(
            f"；如应记入{CLAIMS[other].zh}，请用 --corrects {kept.id} --claim {other} 重新登记",
            f"; if it is for {CLAIMS[other].en}, record it again with --corrects {kept.id} --claim {other}",
        )
    note(say(Text(f"记入：{name.zh}{how.zh}", f"booked on {name.en}{how.en}")))


def _say_in_hand(session: Session, loan: str, kept: Event) -> None:
    """A note where money in or out leaves more in hand than was due, or where more was paid back than
    was in hand, as known today."""
    from noticegen import recourse, surplus
    from noticegen.cli import sums

    if kept.type not in {EventType.PAYMENT, EventType.SUB_PAYMENT, EventType.REFUND}:
        return
    case, today, policy = session.case(loan), session.today(), session.desk.policy
    settled = recourse.settled(case, today, policy)
    for found in surplus.of(case, today, policy):
        told = []
        if found.left:
            told.append(sums.surplus(found.account, found.left, settled=settled))
        if found.short:
            told.append(sums.paid_back_beyond(found.account, found.short))
        for text in told:
            note(say(Text(f"提示：{text.zh}", f"note: {text.en}")))


def _allow_seal(session: Session, run: str, kind: EventType, given: dict[str, Any]) -> int:
    """The one thing that is logged about a run as a whole: the seal may be placed on its letters."""
    from noticegen.batch import made_in_batches, must_be_branch
    from noticegen.batch.run import Asked, ask_for_seal, named
    from noticegen.wording import load_kind

    if kind is not EventType.SEAL_USE or not given["staff"] or not given["role"]:
        raise UsageError(
            Text("批次只能登记 seal_use，须写明 --staff 和 --role", "of a run only `seal_use` is logged, with --staff and --role")
        )  # fmt: skip
    name, on = named(run)
    made_in_batches(name)
    must_be_branch(session.book, given["branch"])
    asked = Asked(load_kind(session.desk.templates, name).id, on, given["locale"], given["branch"], given["engine"])  # fmt: skip
    act = ask_for_seal(
        session.book, session.desk.house, run, asked, by=given["staff"][0], role=given["role"], text=given["text"], now=session.local_now(), letters=given["letters"]
    )  # fmt: skip
    out(tr(f"已登记 {run}/{act.nth}：用印审批（{asked.told.zh}），待另一人确认", f"recorded {run}/{act.nth}: use of the seal ({asked.told.en}); a second person must confirm it"))  # fmt: skip
    return ExitCode.DONE


def proofs(session: Session, given: tuple[str, ...]) -> tuple[Any, ...]:
    """KIND=FILE arguments, kept in the vault. Raises UsageError or DataError."""
    from noticegen.cli.delivery import proof

    return tuple(session.vault.keep(path, kind, path.name) for kind, path in map(proof, given))


def _money(text: str | None) -> Any:
    if text is None:
        return None
    from noticegen.schema import money

    try:
        return money(text)
    except ValueError as error:
        raise UsageError(
            Text("金额应写成 12345.67", "an amount is written 12345.67, without separators")
        ) from error


def _day(text: str | None) -> Any:
    try:
        return None if text is None else iso_day(text)
    except ValueError as error:
        raise UsageError(Text("日期应写成 2026-03-27", "a date is written 2026-03-27")) from error


commands = {"log": log}
