"""An XLSX workbook, parsed in a child process that may die without us (see `child`)."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from noticegen.confined import command
from noticegen.errors import DataError
from noticegen.schema import SHEETS, Sheet
from noticegen.sources.faults import Bad
from noticegen.sources.preflight import MAX_FILE
from noticegen.sources.tables import (  # fmt: skip
    Place,
    Report,
    Row,
    Table,
    missing_sheets,
    sheet_named,
    unknown_sheet,
)
from noticegen.text import Text

WALL_SECONDS = 600
FRAME = 500  # rows in a full frame; a shorter one is the last of its sheet
# Sheets of the import workbook that hold no data.
IGNORED = frozenset({"填写说明", "字典", "说明", "readme", "问题", "faults"})

_SAVE_AGAIN = Text("在 Excel 或 WPS 中打开，另存为 .xlsx 后重试", "open it in Excel or WPS, save it as .xlsx and try again")  # fmt: skip
UNSAFE = {
    "old_or_encrypted": (Text("旧格式（.xls、.doc）或加密的文件", "an old format (.xls, .doc) or an encrypted file"), Text("去掉密码，另存为 .xlsx", "take the password off and save it as .xlsx")),
    "not_a_workbook": (Text("不是 XLSX 工作簿", "not an XLSX workbook"), _SAVE_AGAIN),
    "file_too_large": (Text("文件超过100 MB", "larger than 100 MB"), Text("改用 CSV 文件夹", "use a folder of CSV files")),
    "damaged": (Text("工作簿已损坏或不完整", "a damaged or truncated workbook"), _SAVE_AGAIN),
    "too_many_parts": (Text("压缩包内文件过多", "too many parts in the zip"), _SAVE_AGAIN),
    "duplicate_part": (Text("压缩包内有重名文件", "two parts of one name in the zip"), _SAVE_AGAIN),
    "too_large_unpacked": (Text("解压后过大", "too large when unpacked"), Text("改用 CSV 文件夹", "use a folder of CSV files")),
    "bad_part_name": (Text("压缩包内有可疑的文件名", "a part with a name that leads elsewhere"), _SAVE_AGAIN),
    "encrypted_part": (Text("压缩包有密码", "an encrypted part"), Text("去掉密码", "take the password off")),
    "macros": (Text("含宏", "macros"), Text("另存为不含宏的 .xlsx", "save it as .xlsx without macros")),
    "bomb": (Text("压缩炸弹：内容远大于所声明或压缩比异常", "a zip bomb: far larger inside than it says or than it should be"), _SAVE_AGAIN),
    "encoding_of_part": (Text("XML 部件不是 UTF-8", "an XML part that is not UTF-8"), _SAVE_AGAIN),
    "doctype": (Text("含 DOCTYPE 或 ENTITY", "a DOCTYPE or ENTITY"), _SAVE_AGAIN),
    "far_cell": (Text("数据区之外很远处有单元格", "a cell far outside the data"), Text("删除该单元格所在的行和列", "delete the row and column of that cell")),
    "epoch_1904": (Text("使用1904年日期系统", "the 1904 date system"), Text("在选项中关闭1904年日期系统并核对日期", "switch the 1904 date system off and check the days")),
    "crashed": (Text("无法解析：读取程序异常终止（文件过大或已损坏）", "it cannot be parsed: the reader died on it (too large or damaged)"), Text("另存为 .xlsx，或改用 CSV 文件夹", "save it as .xlsx again, or use a folder of CSV files")),
    "timeout": (Text("读取超时", "reading it took too long"), Text("改用 CSV 文件夹", "use a folder of CSV files")),
}  # fmt: skip


class UnsafeFile(DataError):
    """A workbook that is refused whole; `reason` is its code."""

    def __init__(self, path: Path, reason: str, part: str = "") -> None:
        what, cure = UNSAFE[reason]
        where = f"（{part}）" if part else ""
        super().__init__(
            Text(
                f"{path.name}{where}：{what.zh}",
                f"{path.name}{f' ({part})' if part else ''}: {what.en}",
            ),
            cure,
        )
        self.reason = reason


class Workbook:
    """The file. A class because it is read twice when a marked copy is made."""

    def __init__(self, path: Path) -> None:
        self.base = path.parent
        self._path = path

    def tables(self, report: Report) -> Iterator[Table]:
        """A table for each sheet, in the order of `SHEETS`. Raises UnsafeFile (a DataError)."""
        if self._path.stat().st_size > MAX_FILE:
            raise UnsafeFile(self._path, "file_too_large")
        with Reader(self._path) as reader:
            found = self._sheets(reader.sheets, report)
            missing_sheets(self._path.name, [sheet for sheet, _ in found], report)
            reader.ask([name for _, name in found])
            for sheet, name in found:
                yield Table(sheet, Place(self._path.name, name, "a1", sheet), reader.rows(name))

    def _sheets(self, sheets: list[tuple[str, bool]], report: Report) -> list[tuple[Sheet, str]]:
        """Our sheets among those of the workbook, in the order of `SHEETS`."""
        found: dict[str, str] = {}
        for name, visible in sheets:
            sheet = sheet_named(name)
            if name.casefold() in IGNORED:
                continue
            place = Place(self._path.name, name)
            if not visible:
                report(place.stop("hidden_sheet", Text("可见的表", "a visible sheet"), Text("取消隐藏，核对后保留或删除", "unhide it, look at it, keep or delete it"), Text("隐藏的表", "a hidden sheet")))  # fmt: skip
            elif sheet is None:
                report(unknown_sheet(self._path.name, name))
            elif sheet.key in found:
                report(place.stop("duplicate_sheet", Text("每个表一张", "each sheet once"), Text("合并或删去其一", "merge them, or delete one"), Text("同一个表的第二张", "the sheet a second time")))  # fmt: skip
            else:
                found[sheet.key] = name
        return [(sheet, found[sheet.key]) for sheet in SHEETS if sheet.key in found]


class Reader:
    """The child process. A class because it holds the pipe; use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._late = False
        self._child = subprocess.Popen(
            command("noticegen.sources.child", str(path.absolute())), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        self._timer = threading.Timer(WALL_SECONDS, self._kill)
        self._timer.daemon = True
        self._timer.start()
        self._ended = False
        self.sheets: list[tuple[str, bool]] = []

    def __enter__(self) -> Reader:
        try:
            self.sheets = [(name, visible) for name, visible in self._frame()["sheets"]]
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _kill(self) -> None:
        self._late = True
        self._child.kill()

    def close(self) -> None:
        """End the child."""
        self._timer.cancel()
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, names: list[str]) -> None:
        """Say which sheets are wanted, in which order."""
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(names) + "\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            raise UnsafeFile(self._path, "crashed") from None

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of the next sheet asked for; `name` only says which one that is."""
        while True:
            frame = self._frame()
            if frame["sheet"] != name:  # the rest of a sheet whose header was refused
                continue
            for number, hidden, cells in frame["rows"]:
                yield Row(number, [_cell(c) if type(c) is list else c for c in cells], hidden)
            if len(frame["rows"]) < FRAME:
                return

    def _frame(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line.endswith("\n"):
            raise UnsafeFile(self._path, "timeout" if self._late else "crashed")
        frame: dict[str, Any] = json.loads(line)
        if "unsafe" in frame:
            raise UnsafeFile(self._path, frame["unsafe"], frame["part"])
        return frame


def _cell(given: list[str]) -> object:
    if given[0] == "b":
        return Bad(given[1], given[2])
    text = given[1]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
