"""How the house wants its print runs: `templates/print.toml`; and the print run of one batch."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noticegen.batch.rows import Row, Rows
from noticegen.desk import Desk
from noticegen.errors import OutputError, TemplateError
from noticegen.issue import letter as letters
from noticegen.render.printrun import Printed, Told, Window, print_run
from noticegen.text import Text

FILE = "print.toml"
A4_MM = (210.0, 297.0)
Length = Annotated[float, Field(ge=0, le=300)]


class _Window(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    style: Literal["sheet", "stamp", "none"]
    left_mm: Length
    top_mm: Length
    width_mm: Annotated[float, Field(ge=20, le=200)]
    height_mm: Annotated[float, Field(ge=10, le=200)]
    size_pt: Annotated[float, Field(ge=6, le=24)]


class PrintSettings(BaseModel):
    """What `templates/print.toml` says; lengths in millimetres from the upper left corner."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    duplex: bool
    window: _Window


def load_settings(templates: Path) -> PrintSettings:
    """The settings of a templates folder. Raises TemplateError naming the key that is wrong."""
    path = templates / FILE
    try:
        settings = PrintSettings.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = type(error).__name__
        raise TemplateError(
            Text(f"{path} 无法读取（{why}）", f"{path} cannot be read ({why})"),
            Text("对照随附的 print.toml", "compare the shipped print.toml"),
        ) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        if where == "copies":  # until 2026-11 it stood here
            raise TemplateError(
                Text(f"{path} [copies]：份数已移至各种类的 kind.toml", f"{path} [copies]: the number of copies is now set in each kind.toml"),
                Text("从 print.toml 删去这一行", "delete the line from print.toml"),
            ) from error  # fmt: skip
        raise TemplateError(
            Text(f"{path} [{where}]：值不可用", f"{path} [{where}]: {first['msg']}"),
            Text("对照随附的 print.toml", "compare the shipped print.toml"),
        ) from error
    wide, high = A4_MM
    w = settings.window
    if w.style != "none" and (w.left_mm + w.width_mm > wide or w.top_mm + w.height_mm > high):
        raise TemplateError(
            Text(f"{path} [window]：窗口超出A4纸边", f"{path} [window]: the window reaches over the edge of the sheet (A4)"),
            Text(f"左边距加宽度不超过{wide:g}毫米，上边距加高度不超过{high:g}毫米", f"left_mm + width_mm at most {wide:g}, top_mm + height_mm at most {high:g}"),
        )  # fmt: skip
    return settings


def printed(
    desk: Desk, settings: PrintSettings, run: str, rows: Rows, told: Told, *, copies: int
) -> Iterator[bytes]:
    """The bytes of the print run in posting order, made while the letters are read.

    Each letter stands in it as often as it says of itself (`copies` of its kind): they go into one
    envelope, so only the first has the address."""
    characters: set[str] = set()
    for row in rows.posting():
        characters.update("".join(_address(row)))
    window = Window(**settings.window.model_dump())
    many = rows.counts()["issued"] * copies
    yield from print_run(
        _letters(desk, copies, rows), many, letters.style(desk), characters, window, settings.duplex, run, told
    )  # fmt: skip


def _letters(desk: Desk, copies: int, rows: Rows) -> Iterator[Printed]:
    file, pdf = "", b""
    for place, row in rows.copying():
        if row.file != file:
            file, pdf = row.file, _issued(desk.out / f"{row.file}.pdf", row.pdf_sha256)
        title = f"{row.number} {row.name} {row.loan}"
        first, pages = (row.first_page - 1, row.pages) if row.first_page else (0, 0)
        for n in range(copies):
            nth = f"{title} ({n + 1}/{copies})" if copies > 1 else title
            address = _address(row) if n == 0 else ()
            yield Printed(place * copies + n, nth, address, pdf, first, pages)


def _issued(path: Path, sha256: str) -> bytes:
    """An issued file, as the register has it: what was altered since is not sent to anybody."""
    try:
        pdf = path.read_bytes()
    except OSError as missing:
        raise OutputError(
            Text(f"已签发的文件无法读取：{path}", f"an issued file cannot be read: {path}"),
            _RESTORE,
        ) from missing
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise OutputError(
            Text(f"已签发的文件签发后被改动：{path}", f"an issued file was altered since it was issued: {path}"),
            _RESTORE,
        )  # fmt: skip
    return pdf


_RESTORE = Text(
    "运行 noticegen register verify；从备份恢复该文件后，再运行同一命令即续办",
    "run `noticegen register verify`; put the file back from a backup, then the same command goes on",
)


def _address(row: Row) -> tuple[str, ...]:
    return (row.postcode, row.address, f"{row.name} 收" if row.name else "")
