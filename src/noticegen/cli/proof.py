"""`prove`: what shows one document to the other side or to a court."""

from __future__ import annotations

from pathlib import Path

import click

from noticegen.cli.registry import checkpoint_in, entry_of
from noticegen.cli.session import Session, json_help, note, out, out_json, tr
from noticegen.errors import ExitCode
from noticegen.text import many


@click.command(
    "prove",
    help=tr(
        "写出一份文书的证明：文书、登记内容、送达凭证、通俗说明，以及不依赖本程序的核验程序。不涉及其他文书。",
        "Write the proof of one document: the document, what the register says of it, the proofs of its "
        "service, a certificate in plain words, and a program that checks it without this one. Nothing "
        "of other documents is in it.",
    ),
    epilog=tr("示例：noticegen prove DK-0003", "Example: noticegen prove DK-0003"),
)
@click.argument("number")
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=tr(
        "一并证明登记簿自该检查点以后只增不改",
        "Prove also that the register was only added to since this checkpoint.",
    ),
)
@click.option(
    "--locale",
    type=click.Choice(["zh", "en"]),
    default="zh",
    help=tr("说明的语言", "Language of the certificate."),
)
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def prove(session: Session, number: str, since: Path | None, locale: str, as_json: bool) -> int:
    from noticegen.prove import prove as story

    old = None if since is None else checkpoint_in(since)
    chosen = entry_of(session, number).number
    made = story(session.desk, session.book, chosen, locale, old)
    if as_json:
        out_json(
            {
                "number": made.number,
                "folder": str(made.folder),
                "files": made.files,
                "entries": made.entries,
                "checkpoint": made.checkpoint.text,
            }
        )
        return ExitCode.DONE
    out(tr(f"{made.number}：{made.files} 个文件、{made.entries} 条登记", f"{made.number}: {many(made.files, 'file')}, {many(made.entries, 'entry', 'entries')}"))  # fmt: skip
    out(str(made.folder))
    note(
        tr(
            "对方在该文件夹内运行 python3 verify.py 即可核验；请将检查点（register verify 末三行）另行交存他人。",
            "Whoever gets the folder runs python3 verify.py in it; give the checkpoint (the last three lines of "
            "`register verify`) to somebody else beforehand.",
        )
    )
    return ExitCode.DONE


commands = {"prove": prove}
