"""`init` makes a desk."""

from __future__ import annotations

from pathlib import Path

import click

from noticegen.cli.session import Session, note, out, tr
from noticegen.errors import ExitCode, OutputError
from noticegen.text import Text


@click.command(
    "init",
    help=tr(
        "在 DIR 建立业务台：设置文件、空台账库、导入工作簿。已有设置文件而其台账库尚未建立的，只建台账库。",
        "Make a desk in DIR: settings, an empty book, an import workbook. Where the settings are there and "
        "the book they name is not, only that is made.",
    ),
    epilog=tr("示例：noticegen init my-desk", "Example: noticegen init my-desk"),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def init(session: Session, folder: Path) -> int:
    from noticegen.desk import CONFIG

    if (folder / CONFIG).exists():
        _make_book(folder)
        note(tr("台账库已建立", "the book is made"))
        return ExitCode.DONE
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
    from noticegen.desk import CONFIG, shipped
    from noticegen.fsio import make_private_dir, publish
    from noticegen.sources.template import workbook

    if (folder / CONFIG).exists():
        raise _there_already(folder)
    make_private_dir(folder)
    source = config or shipped("templates") / "house" / CONFIG
    publish(folder / CONFIG, source.read_bytes())
    publish(folder / "import.xlsx", workbook())
    _make_book(folder)


def _make_book(folder: Path) -> None:
    """The book that the settings in `folder` name (a server's, once its address is written there), and the
    folders. Raises OutputError when it is there, or when letters are there without it."""
    import os

    from noticegen.book import Book
    from noticegen.desk import Desk
    from noticegen.fsio import make_private_dir

    desk = Desk.open(folder, {k: v for k, v in os.environ.items() if k == "NOTICEGEN_BOOK"})
    if Book.is_there(desk.book_url):
        raise _there_already(folder)
    if desk.out.is_dir() and any(desk.out.iterdir()):
        raise OutputError(
            Text(f"{desk.out} 中有文书，而其台账库不在", f"{desk.out} holds letters, but their book is not there"),
            Text("请恢复台账库，或检查 noticegen.toml 中的 paths.book", "restore the book, or check paths.book in noticegen.toml"),
        )  # fmt: skip
    make_private_dir(desk.out)
    make_private_dir(desk.evidence)
    Book.create(desk.book_url).close()


def _there_already(folder: Path) -> OutputError:
    return OutputError(
        Text(f"{folder} 已是业务台", f"{folder} is a desk already"),
        Text("另选一个文件夹", "choose another folder"),
    )


commands = {"init": init}
