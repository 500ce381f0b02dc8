"""What a command line run starts from: language, desk, clock. And how it speaks."""

from __future__ import annotations

import gettext
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

import click

from noticegen.cli import screen
from noticegen.errors import UsageError
from noticegen.text import Lang, Text

if TYPE_CHECKING:
    from noticegen.book import Book
    from noticegen.desk import Desk
    from noticegen.model import Case
    from noticegen.vault import Vault

_LANGUAGE: list[Lang] = ["en"]  # set once at the start of a run, read by `tr`


def language(argv: Sequence[str] = (), environ: Mapping[str, str] | None = None) -> Lang:
    """The language of this run: `--lang`, else NOTICEGEN_LANG, LC_ALL, LANG. Without arguments:
    what was chosen before."""
    if environ is None:
        return _LANGUAGE[0]
    wanted = ""
    for i, word in enumerate(argv):
        if word == "--lang" and i + 1 < len(argv):
            wanted = argv[i + 1]
        elif word.startswith("--lang="):
            wanted = word[7:]
    wanted = (
        wanted or environ.get("NOTICEGEN_LANG") or environ.get("LC_ALL") or environ.get("LANG", "")
    )
    _LANGUAGE[0] = "zh" if wanted.lower().startswith("zh") else "en"
    return _LANGUAGE[0]


def tr(zh: str, en: str) -> str:
    """The words in the language of this run."""
    return zh if _LANGUAGE[0] == "zh" else en


class _ClickInChinese(gettext.NullTranslations):
    """click's own few words; it asks gettext for them."""

    words: ClassVar[dict[str, str]] = {
        "Usage:": "用法：",
        "Options": "选项",
        "Arguments": "参数",
        "Commands": "命令",
        "Error: {message}": "错误：{message}",
        "Show this message and exit.": "显示帮助并退出。",
        "Show the version and exit.": "显示版本并退出。",
        "Try '{command} {option}' for help.": "运行 '{command} {option}' 查看帮助。",
        "Missing argument": "缺少参数",
        "Missing option": "缺少选项",
        "Missing parameter": "缺少参数",
        "Missing command.": "缺少命令。",
        "No such option {name!r}.": "没有这个选项：{name}。",
        "Did you mean {possibility}?": "是否为 {possibility}？",
        "(Did you mean one of: {possibilities}?)": "（是否为：{possibilities}？）",
        "{value!r} is not {choice}.": "{value!r} 应为 {choice}。",
        "{value!r} is not one of {choices}.": "{value!r} 不在可选之列：{choices}。",
        "Choose from:\n\t{choices}": "可选：\n\t{choices}",
        "Got unexpected extra argument ({args})": "多余的参数（{args}）",
        "Got unexpected extra arguments ({args})": "多余的参数（{args}）",
        "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
        "Option {name!r} requires an argument.": "选项 {name!r} 须带一个值。",
        "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 须带 {nargs} 个值。",
        "{name} {filename!r} does not exist.": "没有{name} {filename!r}。",
        "{name} {filename!r} is a file.": "{filename!r} 是文件。",
        "{name} {filename!r} is a directory.": "{filename!r} 是文件夹。",
        "{name} {filename!r} is not readable.": "无法读取 {filename!r}。",
        "file": "文件",
        "directory": "文件夹",
        "path": "路径",
        "No such command {name!r}.": "没有这个命令：{name!r}。",
        "Invalid value: {message}": "值无效：{message}",
        "Invalid value for {param_hint}: {message}": "{param_hint} 的值无效：{message}",
        "required": "必填",
        "default: {default}": "默认：{default}",
    }

    def gettext(self, message: str) -> str:
        return self.words.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def speak_chinese() -> None:
    """Give click's own messages in Chinese: it looks its words up with `gettext.gettext`."""
    import click.core
    import click.decorators
    import click.exceptions
    import click.formatting
    import click.parser
    import click.types

    catalog = _ClickInChinese()
    for module in (
        click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types
    ):  # fmt: skip
        for name, words in (("_", catalog.gettext), ("ngettext", catalog.ngettext)):
            if hasattr(module, name):
                setattr(module, name, words)


@dataclass
class Session:
    """One run of the command line. `now` is the only clock of the program."""

    lang: Lang
    desk_path: Path
    debug: bool = False
    now: Callable[[], datetime] = field(default=lambda: datetime.now(ZoneInfo("UTC")))  # noqa: TID251 - the one clock
    alone: bool = False  # the process was started for this command line: nothing is loaded yet
    _desk: Desk | None = None
    _book: Book | None = None

    @classmethod
    def start(cls, lang: Lang, desk: str | None, debug: bool) -> Session:
        """A session in the folder asked for: --desk, else NOTICEGEN_DESK, else here."""
        chosen = desk or os.environ.get("NOTICEGEN_DESK") or "."
        return cls(lang=lang, desk_path=Path(chosen).absolute(), debug=debug, alone=True)

    @property
    def desk(self) -> Desk:
        """The desk of this folder. Raises UsageError if there is none."""
        if self._desk is None:
            from noticegen.desk import Desk

            self._desk = Desk.find(self.desk_path, os.environ)
        return self._desk

    @property
    def book(self) -> Book:
        """The open book of the desk."""
        if self._book is None:
            from noticegen.book import Book

            self._book = Book.open(self.desk.book_url)
        return self._book

    def close(self) -> None:
        """Give the connections of the book back, if it was opened."""
        if self._book is not None:
            self._book.close()
            self._book = None

    @property
    def vault(self) -> Vault:
        """The evidence kept on this desk."""
        from noticegen.vault import Vault

        return Vault(self.desk.evidence)

    def case(self, loan: str) -> Case:
        """Everything known of one loan. Raises DataError if the book does not have it."""
        return self.book.load(loan, self.desk.house, self.vault)

    def names_run(self, name: str) -> bool:
        """Whether `name` is that of a batch run (2026-03-27-overdue-notice) and of no loan."""
        from noticegen.batch.run import NAME

        return bool(NAME.fullmatch(name)) and not self.book.knows(name)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that decides the day."""
        return ZoneInfo(self.desk.house.zone)

    def local_now(self) -> datetime:
        """Now, in the zone of the house."""
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        """The calendar day in the zone of the house."""
        return self.local_now().date()


def as_day(value: str | None, session: Session) -> date:
    """An ISO date, or today. Raises UsageError."""
    if value is None:
        return session.today()
    try:
        return iso_day(value)
    except ValueError as error:
        raise UsageError(
            Text(
                f"日期应写成 2026-03-27，而不是 {value!r}",
                f"a date is written 2026-03-27, not {value!r}",
            )
        ) from error


def iso_day(text: str) -> date:
    """A day written 2026-03-27 and in no other form. Raises ValueError."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("not a day")
    return date.fromisoformat(text)


def as_time(value: str | None, session: Session) -> datetime:
    """A local time such as "2026-03-27 09:30" (a zone may follow), or now. Raises UsageError."""
    if value is None:
        return session.local_now().replace(microsecond=0)
    try:
        iso_day(value[:10])
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageError(
            Text(
                f"时间应写成 '2026-03-27 09:30'，而不是 {value!r}",
                f"a time is written '2026-03-27 09:30', not {value!r}",
            )
        ) from error
    if len(value) <= 10:
        raise UsageError(
            Text("需要时刻，例如 '2026-03-27 09:30'", "the hour is needed, e.g. '2026-03-27 09:30'")
        )
    moment = moment if moment.tzinfo else moment.replace(tzinfo=session.zone)
    return moment.astimezone(session.zone)  # the zone of the house decides the day


# --- speaking -----------------------------------------------------------------------------------


def out(text: str = "") -> None:
    """A result, on stdout."""
    click.echo(text)


def note(text: str) -> None:
    """Everything that is not a result, on stderr."""
    click.echo(text, err=True)


def say(text: Text) -> str:
    """A `Text` in the language of this run."""
    return tr(*text)


def json_help() -> str:
    """What `--help` says of `--json`."""
    return tr("输出 JSON；各键见 docs/json.md", "Print JSON; docs/json.md has the keys.")


def out_json(value: Mapping[str, Any]) -> None:
    """One object with its schema version, on stdout. Money is text, dates are ISO."""
    body = {"schema_version": 1, **value}
    click.echo(json.dumps(body, ensure_ascii=False, indent=2, default=str))


def table(head: Sequence[str], rows: Iterable[Sequence[object]], aligns: str = "") -> None:
    """A table, on stdout, that fits the screen."""
    for line in screen.table(head, rows, aligns, screen.width()):
        out(line)


def tell(text: str, indent: int = 0) -> None:
    """A sentence, on stdout, folded to the screen; its further lines begin `indent` blanks in."""
    out(screen.paragraph(text, screen.width(), indent))
