"""The command line. Only this package prints, exits, reads the environment or asks the clock.

Each command lives in a module named for its subject and is imported when it is called, so that
`--help` does not wait for the libraries of commands nobody asked for.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence

import click

from noticegen import __version__
from noticegen.cli.helptext import Help
from noticegen.cli.session import Session, language, speak_chinese, tr
from noticegen.errors import ExitCode, NoticegenError

# command → (module, what it does)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": (
        "demo",
        "建立示例业务台并跑完全部流程",
        "Build a desk from the examples and run every job on it.",
    ),
    "init": (
        "start",
        "建立新的业务台",
        "Make a desk: settings, an empty book, an import workbook.",
    ),
    "import": ("imports", "导入借款、担保、台账", "Import loans, guarantees, schedules and logs."),
    "case": (
        "file",
        "查看一笔借款的全貌",
        "Show what is owed on a loan, its log, clocks and next steps.",
    ),
    "due": (
        "due",
        "某一天的工作清单",
        "List what is to be done on a day, what is lost first at the top.",
    ),
    "log": (
        "logbook",
        "登记一条催收记录",
        "Record a call, visit, promise, payment or another event.",
    ),
    "check": (
        "letters",
        "检查一份文书能否签发",
        "Check whether a document may be issued, and say why not.",
    ),
    "issue": ("issue", "签发文书", "Issue a document: check, number, render, register."),
    "batch": (
        "batch",
        "成批签发",
        "Issue every letter that is due; print run, mail list, report.",
    ),
    "bundle": (
        "bundle",
        "起诉材料包：装订、核验",
        "The packet for the court: bind it, verify it.",
    ),
    "approve": (
        "letters",
        "第二人确认",
        "Confirm an override or the use of the seal, as a second person.",
    ),
    "dispatched": ("delivery", "登记发出", "Record that a document was sent."),
    "served": ("delivery", "登记送达", "Record that a document was served, with its proof."),
    "returned": ("delivery", "登记退回", "Record that a document came back."),
    "refused": ("delivery", "登记拒收", "Record that the addressee refused a document."),
    "register": ("registry", "发文登记簿", "List, show, verify or void registered documents."),
    "seal": (
        "seals",
        "电子签章：签章、核验、试用证书",
        "Digital seals: seal a letter, check a file, certificates for trials.",
    ),
    "prove": (
        "proof",
        "证明一份文书在登记簿中",
        "Write the proof of one document, checkable without noticegen.",
    ),
    "person": (
        "persons",
        "个人资料：查看、到期删除",
        "What is held on a person, and its erasure when the time is over.",
    ),
    "rules": ("reference", "规则表", "Show the rules, or explain one."),
    "template": (
        "reference",
        "模板检查、预览、复制",
        "Lint templates, list their fields, preview a letter, copy them.",
    ),
    "doctor": ("reference", "检查本机环境", "Check libraries, fonts, templates and the book."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, _ = COMMANDS[cmd_name]
        loaded = __import__(f"noticegen.cli.{module}", fromlist=["commands"])
        command: click.Command = loaded.commands[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr("命令", "Commands")):
            formatter.write_dl([(name, tr(zh, en)) for name, (_, zh, en) in COMMANDS.items()])


def build() -> click.Group:
    """The command tree in the language of this run."""

    @click.command(
        cls=_Lazy,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=tr(
            "逾期担保贷款的催收文书：核对前序步骤、计算欠款、签发、登记、送达。",
            "Documents for overdue guaranteed loans: check the steps before them, compute what is "
            "owed, issue, register and serve.",
        ),
        epilog=tr("示例：noticegen demo my-desk", "Example: noticegen demo my-desk"),
    )
    @click.option(
        "--lang", type=click.Choice(["zh", "en"]), help=tr("程序语言", "Language of the program.")
    )
    @click.option(
        "--desk", type=click.Path(file_okay=False), help=tr("业务台文件夹", "Folder of the desk.")
    )
    @click.option(
        "--debug", is_flag=True, help=tr("出错时显示调用栈", "Show the traceback of an error.")
    )
    @click.version_option(__version__, prog_name="noticegen")
    @click.pass_context
    def root(ctx: click.Context, lang: str | None, desk: str | None, debug: bool) -> None:
        if not isinstance(ctx.obj, Session):
            ctx.obj = Session.start(lang=language(), desk=desk, debug=debug)

    click.Context.formatter_class = Help
    return root


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of `ExitCode`."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = (
        "__all__"  # no stranger judges our data, none is looked for
    )
    code = run(list(sys.argv[1:] if argv is None else argv))
    gc.freeze()  # what is still there ends with the process: to look for cycles in it takes 0.2 s
    sys.exit(code)


def run(argv: list[str], session: Session | None = None) -> int:
    """Run one command line and return its exit code. `session` fixes desk and clock (demo, tests)."""
    os.umask(0o077)
    chosen = language(argv, os.environ)
    if chosen == "zh":
        speak_chinese()
    try:
        result = build().main(args=argv, prog_name="noticegen", standalone_mode=False, obj=session)
        return int(result) if isinstance(result, int) else ExitCode.DONE
    except click.UsageError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.exceptions.Abort):
        click.echo(tr("已中断", "interrupted"), err=True)
        return ExitCode.INTERRUPTED
    except NoticegenError as error:
        _say_error(error, argv)
        return error.code
    except BrokenPipeError:
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last door: a bug must not print data
        _say_bug(error, argv)
        return ExitCode.BUG


def _say_error(error: NoticegenError, argv: list[str]) -> None:
    click.echo(f"{tr('错误：', 'error: ')}{tr(*error.message)}", err=True)
    if error.hint.en:
        click.echo(f"{tr('办法：', 'hint: ')}{tr(*error.hint)}", err=True)
    if "--debug" in argv:
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True)


def _say_bug(error: Exception, argv: list[str]) -> None:
    """Name the place of a bug, never its message: messages carry data."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    click.echo(
        tr(
            f"程序错误：{type(error).__name__}({where})。请附上此行报告；数据未被显示。",
            f"bug: {type(error).__name__} at {where}. Please report this line; no data was shown.",
        ),
        err=True,
    )
    if "--debug" in argv:
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True)
