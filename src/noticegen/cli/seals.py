"""`seal`: the digital seal of a letter, what the seals of a file are worth, certificates for trials."""

from __future__ import annotations

import os
from pathlib import Path

import click

from noticegen.cli.registry import entry_of
from noticegen.cli.session import Session, json_help, note, out, out_json, tr
from noticegen.errors import ExitCode


@click.group("seal", help=tr("电子签章。", "Digital seals."))
def seal() -> None:
    pass


@seal.command(
    "letter",
    help=tr(
        "为已签发的文书加电子签章：签章后的副本存于 out/sealed，原件不变。须有用印审批。",
        "Seal an issued letter: the sealed copy goes to out/sealed, the original stays as it is. The use "
        "of the seal must be approved.",
    ),
)
@click.argument("number")
@click.pass_obj
def letter(session: Session, number: str) -> int:
    from noticegen.issue.sealed import seal_letter

    chosen = entry_of(session, number).number
    made = seal_letter(session.desk, session.book, chosen, session.today(), os.environ)
    out(tr(f"{made.number} 已签章：{made.by}", f"{made.number} is sealed by {made.by}"))
    out(str(made.file))
    return ExitCode.DONE


@seal.command(
    "check",
    help=tr(
        "核验 PDF 的签章；不联网。退出码 1：没有签章，或有签章不可靠。",
        "Say what the seals of a PDF are worth; no network is used. Exit code 1: there is none, or one "
        "that is not good.",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=tr("信任的证书（PEM），可多次；默认取 [sign] trust", "A trusted certificate (PEM); repeat; default [sign] trust."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=json_help())
@click.pass_obj
def check(session: Session, file: Path, trust: tuple[Path, ...], as_json: bool) -> int:
    from noticegen import sealing

    seals = sealing.check(file, trust or session.desk.signing.trust)
    good = bool(seals) and all(s.good for s in seals)
    if as_json:
        out_json(
            {
                "good": good,
                "seals": [
                    {
                        "by": s.by,
                        "intact": s.intact,
                        "untouched": s.untouched,
                        "trusted": s.trusted,
                        "at": None if s.at is None else s.at.isoformat(),
                    }
                    for s in seals
                ],
            }
        )
        return ExitCode.DONE if good else ExitCode.BLOCKED
    if not seals:
        out(tr("没有签章", "there is no seal"))
    for s in seals:
        out(f"{'✓' if s.good else '✗'} {s.by}")
        out("  " + (tr("签章后未被改动", "not altered since") if s.intact and s.untouched else tr("签章后被改动，或签章无效", "altered since, or the signature is not valid")))  # fmt: skip
        out("  " + (tr("证书可信", "the certificate is trusted") if s.trusted else tr("证书不在信任之列", "the certificate is not among the trusted")))  # fmt: skip
        out("  " + (tr(f"时间戳 {s.at:%Y-%m-%d %H:%M:%S%z}", f"timestamp {s.at:%Y-%m-%d %H:%M:%S%z}") if s.at else tr("没有可信时间戳", "no trusted timestamp")))  # fmt: skip
    return ExitCode.DONE if good else ExitCode.BLOCKED


@seal.command(
    "init-test-ca",
    help=tr(
        "在 DIR 生成试用证书。名称注明无法律效力，不得用于正式文书。",
        "Make certificates for trials in DIR. Their names say that they have no legal effect.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def init_test_ca(session: Session, folder: Path) -> int:
    from noticegen.sealing.keys import SECRET
    from noticegen.sealing.trial import PASSWORD, make_trial_authority

    for path in make_trial_authority(folder, session.now()):
        out(str(path))
    note(
        tr(
            f'试用：在 noticegen.toml 写 [sign] pkcs12 = "{folder / "seal.p12"}"，trust = ["{folder / "root.pem"}"]，'
            f"并设环境变量 {SECRET}={PASSWORD}",
            f'To try: [sign] pkcs12 = "{folder / "seal.p12"}", trust = ["{folder / "root.pem"}"] in noticegen.toml, '
            f"and the environment variable {SECRET}={PASSWORD}",
        )
    )
    return ExitCode.DONE


commands = {"seal": seal}
