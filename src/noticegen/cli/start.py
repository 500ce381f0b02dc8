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


commands = {"init": init}
