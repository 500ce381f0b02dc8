"""`dispatched`, `served`, `returned`, `refused`: what became of an issued document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from noticegen.cli import words
from noticegen.cli.registry import only_entry_of
from noticegen.cli.session import Session, as_time, json_help, note, out, out_json, say, tr
from noticegen.errors import DataError, ExitCode, UsageError
from noticegen.events import EVIDENCE_KINDS, METHODS, RECIPIENTS, SPECS
from noticegen.model import EventType
from noticegen.schema import ACKNOWLEDGED
from noticegen.text import Text
from noticegen.textgate import check_text

_HELP = {
    EventType.DISPATCHED: Text("登记文书已发出。", "Record that a document was sent."),
    EventType.SERVED: Text(
        "登记文书已送达。凭证不全时状态仍为“已发出”。",
        "Record that a document was served. Without the full proof set it stays dispatched.",
    ),
    EventType.RETURNED: Text("登记文书被退回。", "Record that a document came back."),
    EventType.REFUSED: Text("登记收件人拒收。", "Record that the addressee refused a document."),
}
_OUTLETS = {"national": Text("全国性", "national"), "provincial": Text("省级", "provincial")}
_CHOICES = {"recipient": RECIPIENTS, "outlet": _OUTLETS, "acknowledged": ACKNOWLEDGED}
MAX_PROOF = 500 << 20  # bytes, as in an import


def _command(act: EventType) -> click.Command:
    """The command of one act; its own details become options."""
    spec = SPECS[act]
    params: list[click.Parameter] = [
        click.Argument(["number"]),
        click.Option(["--method"], type=click.Choice(list(METHODS)), required=True, metavar="WORD", help=tr("方式", "How") + f": {words.listed(METHODS)}"),
        click.Option(["--at"], help=tr("时间，例如 '2026-03-28 10:00'；默认此刻", "When, e.g. '2026-03-28 10:00'; default now.")),
        click.Option(["--to"], required="to" in spec.needs, default="", help=tr("交给谁", "To whom.")),
        click.Option(["--staff"], multiple=True, help=tr("送达人，可多次", "Who served it; repeat for several.")),
        click.Option(["--proof"], multiple=True, metavar="KIND=FILE", help=tr("凭证，可多次；种类：", "A file as proof; repeat; kinds: ") + words.listed(EVIDENCE_KINDS)),
        click.Option(["--text"], default="", help=tr("备注", "Remark.")),
    ]  # fmt: skip
    for key, label in spec.fields.items():
        if key in ("method", "to"):
            continue
        known = _CHOICES.get(key)
        params.append(
            click.Option(
                [f"--{key}"],
                type=click.Choice(list(known)) if known else None,
                metavar="WORD" if known else "TEXT",
                required=key in spec.needs,
                help=f"{say(label)}: {words.listed(known)}" if known else say(label),
            )
        )
    params.append(click.Option(["--json", "as_json"], is_flag=True, help=json_help()))

    @click.pass_obj
    def told(session: Session, /, **given: Any) -> int:
        return _tell(session, act, given)

    epilog = tr(
        "NUMBER 可写借款编号，指其最近一份文书。", "NUMBER may be a loan id: its latest document."
    )
    return click.Command(
        act.value, params=params, help=say(_HELP[act]), epilog=epilog, callback=told
    )


def _tell(session: Session, act: EventType, given: dict[str, Any]) -> int:
    from noticegen import service

    entry = only_entry_of(session, given["number"])
    common = {"number", "method", "at", "to", "staff", "proof", "text", "as_json"}
    result = service.tell(
        act,
        session.desk,
        session.book,
        entry.number,
        method=given["method"],
        at=as_time(given["at"], session),
        to=given["to"],
        now=session.local_now(),
        proofs=[proof(item) for item in given["proof"]],
        details={key: value for key, value in given.items() if key not in common and value},
        actors=given["staff"],
        text=given["text"],
    )
    if given["as_json"]:
        lacking = [say(text) for text in result.missing]
        out_json({"number": result.number, "state": result.state, "event": result.event.id, "missing": lacking, "late": result.late})  # fmt: skip
        return ExitCode.DONE
    out(f"{result.number}: {say(words.STATES[result.state])}")
    for text in result.missing:
        note(tr("尚不能算送达：", "it does not count as served yet: ") + say(text))
    if result.late:
        note(tr("提示：补记，将显示为迟录", "note: recorded late; it will show as such"))
    return ExitCode.DONE


def proof(item: str) -> tuple[str, Path]:
    """A KIND=FILE argument. Raises UsageError or DataError."""
    kind, sep, name = item.partition("=")
    if not sep or kind not in EVIDENCE_KINDS:
        raise UsageError(
            Text(f"凭证应写成 种类=文件，而不是 {item!r}", f"a proof is KIND=FILE, not {item!r}"),
            Text("种类：" + "、".join(EVIDENCE_KINDS), "kinds: " + ", ".join(EVIDENCE_KINDS)),
        )
    path = Path(name)
    if not path.is_file():
        raise DataError(
            Text(f"没有这个文件：{name}", f"no such file: {name}"),
            Text("检查路径", "check the path"),
        )
    if not 0 < path.stat().st_size <= MAX_PROOF:
        raise DataError(
            Text(f"凭证文件为空或超过500MB：{name}", f"the file is empty or above 500 MB: {name}"),
            Text("换成有效的文件", "give a file that proves something"),
        )
    if check_text(path.name, kind="name", max_length=200):
        raise DataError(
            Text(
                "凭证文件名含不可印字符或过长", "the file's name is too long or cannot be printed"
            ),
            Text("改名后重试", "rename it and try again"),
        )
    return kind, path


_ACTS = (EventType.DISPATCHED, EventType.SERVED, EventType.RETURNED, EventType.REFUSED)
commands = {act.value: _command(act) for act in _ACTS}
