"""Texts, tables, mails and workbooks set on A4 pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from noticegen.exhibits import mail, texts
from noticegen.exhibits.placeholder import fonts_of
from noticegen.exhibits.sheet import Setter
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.text import Lang, Text, many

MOST_TEXT = 8 << 20  # bytes
MOST_CELLS = 200_000
ROWS_AT_ONCE = 60
WIDE = 7  # columns; a wider table lies on its side
NO_TEXT = Text("编码无法识别", "the encoding is not known")
LONG = Text("文本过长，无法排成页", "the text is too long to be set in pages")
NO_BOOK = Text(
    "工作簿已损坏、加密或含可疑部件", "the workbook is damaged, encrypted or not safe to open"
)
ATTACHMENTS = Text("附件（未装订，见原文件）", "Attachments (not bound here; in the native file)")
COLUMNS = (Text("名称", "Name"), Text("类型", "Type"), Text("字节", "Bytes"), Text("SHA-256", "SHA-256"))  # fmt: skip
NO_BODY = Text("（无正文）", "(no text)")
HTML_NOTE = Text("正文取自 HTML，只显示文字", "the text is taken from HTML; only its words are shown")  # fmt: skip
HIDDEN = Text("隐藏的工作表", "hidden sheet")


def _lang(job: dict[str, Any]) -> Lang:
    return "en" if job["locale"] == "en" else "zh"


def _made(job: dict[str, Any], setter: Setter, bodies: Iterable[str], steps: Sequence[str], notes: Sequence[Text] = (), *, wide: bool = False) -> Made:  # fmt: skip
    pdf = setter.pdf(bodies, "zh-CN" if _lang(job) == "zh" else "en", wide=wide)
    all_notes = list(notes)
    if setter.replaced:
        n = setter.replaced
        all_notes.append(Text(f"{n}个字符无字体可显示，以代码表示", f"{many(n, 'character')} that no font has, shown as codes"))  # fmt: skip
    note = Text("；".join(t.zh for t in all_notes), "; ".join(t.en for t in all_notes))
    return Made(pdf, Fate.OK, tuple(steps), note)


def take_text(path: Path, job: dict[str, Any]) -> Made:
    """Plain text, or a table if it is one. Raises Unshowable."""
    if path.stat().st_size > MOST_TEXT:
        raise Unshowable(Fate.TOO_LARGE, LONG)
    found = texts.decoded(path.read_bytes())
    if found is None:
        raise Unshowable(Fate.UNSUPPORTED, NO_TEXT)
    text, encoding = found
    setter = Setter(fonts_of(job))
    step = f"set from text ({encoding.removesuffix('-sig')})"
    notes = [] if encoding.startswith("utf") else [Text(f"编码推断为 {encoding}", f"the encoding is taken to be {encoding}")]  # fmt: skip
    rows = texts.table_of(text)
    if rows is not None:
        made = _made(job, setter, _tables(rows, setter), (step, "table"), notes, wide=_width(rows) > WIDE)  # fmt: skip
        return Made(made.pdf, made.fate, made.transforms, made.note, media="text/csv")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    bodies = (f"<pre>{setter.text(block)}</pre>" for block in texts.blocks(lines))
    return _made(job, setter, bodies, (step,), notes)


def take_html(path: Path, job: dict[str, Any]) -> Made:
    """A page of the web: its words. Raises Unshowable."""
    if path.stat().st_size > MOST_TEXT:
        raise Unshowable(Fate.TOO_LARGE, LONG)
    found = texts.decoded(path.read_bytes())
    if found is None:
        raise Unshowable(Fate.UNSUPPORTED, NO_TEXT)
    words, missing = mail.text_of_html(found[0])
    setter = Setter(fonts_of(job))
    bodies = (f"<pre>{setter.text(block)}</pre>" for block in texts.blocks(words.split("\n")))
    return _made(job, setter, bodies, ("words of HTML",), [HTML_NOTE, *_left_out(missing)])


def _left_out(missing: int) -> list[Text]:
    if not missing:
        return []
    return [
        Text(f"未装入外部内容{missing}处", f"{missing} outside pictures or frames are not loaded")
    ]


def take_mail(path: Path, job: dict[str, Any]) -> Made:
    """An e-mail. Raises Unshowable."""
    if path.stat().st_size > 16 * MOST_TEXT:
        raise Unshowable(Fate.TOO_LARGE, LONG)
    letter = mail.read(path.read_bytes())
    lang = _lang(job)
    setter = Setter(fonts_of(job))
    rows = "".join(
        f"<tr><th>{label.to(lang)}</th><td>{setter.text(value)}</td></tr>"
        for label, value in letter.headers
    )
    listed = "".join(
        f"<tr><td>{setter.text(a.name)}</td><td>{setter.text(a.media)}</td><td>{a.size}</td><td class='hash'>{a.sha256}</td></tr>"
        for a in letter.attachments
    )
    head = "".join(f"<th>{c.to(lang)}</th>" for c in COLUMNS)
    files = f'<h2>{ATTACHMENTS.to(lang)}</h2><table class="cells"><tr>{head}</tr>{listed}</table>' if listed else ""  # fmt: skip
    first, *rest = texts.blocks(letter.body.replace("\r\n", "\n").split("\n"))
    words = setter.text(first) if letter.body.strip() else NO_BODY.to(lang)
    opening = f'<table class="facts">{rows}</table>{files}<pre>{words}</pre>'
    bodies = (opening, *(f"<pre>{setter.text(block)}</pre>" for block in rest))
    notes = [HTML_NOTE] if letter.from_html and letter.body.strip() else []
    count = len(letter.attachments)
    if count:
        notes.append(Text(f"{count}个附件只列名称和散列值", f"{count} attachments are listed by name and hash only"))  # fmt: skip
    return _made(job, setter, bodies, ("set from e-mail",), [*notes, *_left_out(letter.left_out)])


def take_workbook(path: Path, job: dict[str, Any]) -> Made:
    """A workbook: its sheets as tables of values. Raises Unshowable."""
    import python_calamine as calamine

    from noticegen.sources.preflight import Unsafe, check

    try:
        with path.open("rb") as file:
            check(file, macros=True)
        book = calamine.CalamineWorkbook.from_path(str(path))
    except Unsafe as unsafe:
        locked = unsafe.code in ("encrypted_part", "old_or_encrypted")
        large = unsafe.code in ("file_too_large", "too_large_unpacked", "bomb", "too_many_parts")
        fate = Fate.ENCRYPTED if locked else Fate.TOO_LARGE if large else Fate.DAMAGED
        raise Unshowable(fate, NO_BOOK) from None
    except Exception:  # noqa: BLE001  # the reader's many errors all mean this
        raise Unshowable(Fate.DAMAGED, NO_BOOK) from None
    lang = _lang(job)
    setter = Setter(fonts_of(job))
    sheets, unset = [], []
    cells = 0
    for described in book.sheets_metadata:
        try:
            rows = book.get_sheet_by_name(described.name).to_python(skip_empty_area=False)
        except Exception:  # noqa: BLE001  # whatever is wrong with it, the note names the sheet
            rows = []
            unset.append(described.name)
        else:
            if described.typ != calamine.SheetTypeEnum.WorkSheet:  # a chart, a dialog, macros
                unset.append(described.name)
        shown = [[_said(c) for c in row] for row in rows]
        cells += sum(map(len, shown))
        if cells > MOST_CELLS:
            raise Unshowable(Fate.TOO_LARGE, LONG)
        visible = described.visible == calamine.SheetVisibleEnum.Visible
        title = described.name if visible else f"{described.name} ({HIDDEN.to(lang)})"
        sheets.append((title, _trimmed(shown)))
    wide = any(_width(rows) > WIDE for _, rows in sheets)
    bodies = (body for title, rows in sheets for body in _tables(rows, setter, title))
    note = Text(
        "表中为单元格的值，未套用显示格式", "cells are shown as values, without their formats"
    )
    notes = [note]
    if unset:
        named = "、".join(unset), ", ".join(unset)
        notes.append(
            Text(f"未能显示的工作表：{named[0]}", f"sheets that cannot be shown: {named[1]}")
        )
    return _made(job, setter, bodies, ("set from workbook",), notes, wide=wide)


def _said(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Without the empty columns at the right and the empty rows at the end."""
    width = max((n for row in rows for n, c in enumerate(row, 1) if c.strip()), default=0)
    kept = [row[:width] for row in rows]
    while kept and not any(c.strip() for c in kept[-1]):
        kept.pop()
    return kept


def _width(rows: Sequence[Sequence[str]]) -> int:
    return max(map(len, rows), default=0)


def _tables(rows: Sequence[Sequence[str]], setter: Setter, title: str = "") -> Iterator[str]:
    """The rows as tables of some rows each; one column of row numbers, as in a spreadsheet."""
    head = f"<h2>{setter.text(title)}</h2>" if title else ""
    width = _width(rows)
    if not rows:
        yield head or "<p></p>"
    for start in range(0, len(rows), ROWS_AT_ONCE):
        body = "".join(
            f'<tr><th class="n">{number}</th>'
            + "".join(f"<td>{setter.text(c)}</td>" for c in row)
            + "<td></td>" * (width - len(row))
            + "</tr>"
            for number, row in enumerate(rows[start : start + ROWS_AT_ONCE], start + 1)
        )
        yield f'{head if not start else ""}<table class="cells">{body}</table>'
