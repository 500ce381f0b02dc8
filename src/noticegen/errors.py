"""What stops the program, and the exit code that says so.

A missing prior step is never an exception: it is a `Finding` (see `model`). An exception here is
about files, set-up, data or templates, says where, what was found (its shape, never personal
data), what was expected, and how to mend it. `ExitCode` is interface: never renumbered.
"""

from __future__ import annotations

from enum import IntEnum

from noticegen.text import NOTHING, Text


class ExitCode(IntEnum):
    """Exit codes of the command line; stable interface."""

    DONE = 0
    BLOCKED = 1
    USAGE = 2
    BAD_DATA = 3
    BAD_TEMPLATE = 4
    BOOK = 5
    MISSING = 6
    OUTPUT = 7
    BUG = 70
    INTERRUPTED = 130


# what helps where a folder of templates lacks something
WHOLE_COPY = Text(
    "本单位的模板文件夹须整套复制：noticegen template copy DIR",
    "a templates folder of your own is a whole copy: `noticegen template copy DIR`",
)


class NoticegenError(Exception):
    """Base of all errors a user can mend; `message` says what, `hint` says what to do."""

    code = ExitCode.BUG

    def __init__(self, message: Text, hint: Text = NOTHING) -> None:
        super().__init__(message.en)
        self.message = message
        self.hint = hint


class UsageError(NoticegenError):
    """The command or `noticegen.toml` asks for something that does not exist."""

    code = ExitCode.USAGE


class NoDeskError(UsageError):
    """There is no desk here. One whose settings are wrong is there: that is a `UsageError` and no more."""


class DataError(NoticegenError):
    """Data that came in cannot be used."""

    code = ExitCode.BAD_DATA


class TemplateError(NoticegenError):
    """A template, its wording or the policy is wrong."""

    code = ExitCode.BAD_TEMPLATE


class BookError(NoticegenError):
    """The book or the register is busy, damaged or of another version."""

    code = ExitCode.BOOK


class MissingError(NoticegenError):
    """A library, font or program is missing on this machine."""

    code = ExitCode.MISSING


class OutputError(NoticegenError):
    """An output exists already or cannot be written."""

    code = ExitCode.OUTPUT


def of_key(kind: str, message: str) -> Text:
    """Pydantic's word on a key of a TOML file in both languages; its English is kept for what has no Chinese here."""
    known = {"extra_forbidden": ("未知的键", "unknown key"), "missing": ("缺少此键", "missing key")}
    zh, en = known.get(kind, (f"值不可用：{message}", f"cannot be used: {message}"))
    return Text(zh, en)
