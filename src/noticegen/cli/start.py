"""`init` makes a desk; `demo` makes one from the examples and runs every job on it."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from noticegen.cli.session import Session, note, out, say, tr
from noticegen.errors import ExitCode, OutputError
from noticegen.text import Text

EXAMPLES_ZONE = "Asia/Shanghai"


@click.command(
    "init",
    help=tr(
        "在 DIR 建立业务台：设置文件、空台账库、导入工作簿。",
        "Make a desk in DIR: settings, an empty book, an import workbook.",
    ),
    epilog=tr("示例：noticegen init my-desk", "Example: noticegen init my-desk"),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def init(session: Session, folder: Path) -> int:
    from noticegen.desk import CONFIG

    make_desk(folder)
    out(str(folder / CONFIG))
    out(str(folder / "import.xlsx"))
    note(
        tr(
            "请在 noticegen.toml 中填写本单位资料，在 import.xlsx 中填写借款，然后运行 noticegen import import.xlsx",
            "Fill in your house in noticegen.toml and your loans in import.xlsx, then run `noticegen import import.xlsx`",
        )
    )
    return ExitCode.DONE


def make_desk(folder: Path, config: Path | None = None) -> None:
    """Settings, empty book, folders and import workbook in `folder`.

    Raises OutputError if there is a desk already: a book is never written over."""
    import os

    from noticegen.book import Book
    from noticegen.desk import CONFIG, Desk, shipped
    from noticegen.fsio import make_private_dir, publish
    from noticegen.sources.template import workbook

    if (folder / CONFIG).exists():
        raise OutputError(
            Text(f"{folder} 已是业务台", f"{folder} is a desk already"),
            Text("另选一个文件夹", "choose another folder"),
        )
    make_private_dir(folder)
    source = config or shipped("templates") / "house" / CONFIG
    publish(folder / CONFIG, source.read_bytes())
    publish(folder / "import.xlsx", workbook())
    desk = Desk.open(folder, {k: v for k, v in os.environ.items() if k == "NOTICEGEN_BOOK"})
    make_private_dir(desk.out)
    make_private_dir(desk.evidence)
    Book.create(desk.book_url)


def _examples() -> Any:
    """The module that makes the example portfolio (`examples/make_examples.py`)."""
    from noticegen.desk import shipped

    spec = importlib.util.spec_from_file_location(
        "noticegen_examples", shipped("examples") / "make_examples.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare_demo(folder: Path, day: date) -> Path:
    """A desk with the example portfolio around `day`, not yet imported; the workbook's path."""
    from noticegen.desk import shipped

    examples = shipped("examples")
    make_desk(folder, config=examples / "noticegen.toml")
    shutil.copyfile(examples / "seal.png", folder / "seal.png")
    made: Path = _examples().write(folder / "examples", day)
    return made


@click.command(
    "demo",
    help=tr(
        "用示例数据在 DIR 建立业务台，并逐步演示全部流程。",
        "Build a desk from the examples in DIR and run every job on it.",
    ),
    epilog=tr("示例：noticegen demo my-desk", "Example: noticegen demo my-desk"),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def demo(session: Session, folder: Path) -> int:
    from noticegen.render import prepare_fonts

    day = session.now().astimezone(ZoneInfo(EXAMPLES_ZONE)).date()  # the zone of their desk decides
    note(tr(f"示例以今天（{day}）为基准生成。", f"The examples are made around today, {day}."))
    prepare_demo(folder, day)
    inside = Session(
        lang=session.lang, desk_path=folder.absolute(), debug=session.debug, now=session.now
    )
    prepare_fonts(inside.desk.style, lambda text: note(say(text)))
    number = f"〔{day.year}〕催字第0001号"
    for want, line in _script(folder, number, day):
        code = _perform(line, inside)
        if code != want:
            note(
                tr(
                    "演示中止：上一步结果与预期不符",
                    "demo stopped: the last step did not end as it should",
                )
            )
            return code
    out()
    note(
        tr(
            f"完成。文书在 {folder / 'out'}，可在 {folder} 中继续操作。",
            f"Done. The letters are in {folder / 'out'}; go on working in {folder}.",
        )
    )
    return ExitCode.DONE


def _script(folder: Path, number: str, day: date) -> list[tuple[int, list[str]]]:
    """The steps of the demo with the exit code each must have (1 = rightly blocked)."""
    loan, slip = "DK-0003", str(folder / "examples" / "evidence" / "DK-0003-01-photo.png")
    seal = ["--staff", "刘总", "--role", "approver", "--kind", "overdue-notice"]
    before = (day - timedelta(days=1)).isoformat()
    served = [
        "--method",
        "hand",
        "--to",
        "赵六",
        "--recipient",
        "self",
        "--staff",
        "王经办",
        "--staff",
        "赵协办",
    ]
    return [
        (0, ["import", str(folder / "examples" / "portfolio.xlsx")]),
        (0, ["case", loan]),
        (1, ["check", "overdue-notice", "DK-0004"]),
        (0, ["check", "overdue-notice", loan]),
        (
            0,
            [
                "log",
                loan,
                "seal_use",
                *seal,
                "--at",
                f"{before} 17:00",
                "--text",
                "同意在该逾期催收通知书上用印",
            ],
        ),
        (0, ["approve", loan, "--last", "seal_use", "--by", "李法务", "--role", "legal"]),
        (0, ["issue", "overdue-notice", loan]),
        (0, ["issue", "overdue-notice", "DK-0010", "--locale", "en"]),
        (0, ["served", number, *served, "--proof", f"slip={slip}"]),
        (0, ["register", "list"]),
        (0, ["register", "verify"]),
    ]


def _perform(line: list[str], session: Session) -> int:
    from noticegen.cli import run

    out()
    out("$ noticegen " + " ".join(f"'{word}'" if " " in word else word for word in line))
    return run(line, session)


commands = {"init": init, "demo": demo}
