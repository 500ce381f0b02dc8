"""The page that stands for a file that cannot be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from noticegen.exhibits.sheet import Setter
from noticegen.exhibits.taken import Fate, Made
from noticegen.render.fonts import FontSet, prepare_fonts
from noticegen.render.style import HouseStyle
from noticegen.text import Lang, Text

TITLE = Text("本件无法在此显示", "This file cannot be shown here")
ROWS = (
    Text("文件名", "File name"), Text("文件类型", "Type"), Text("大小（字节）", "Size (bytes)"),
    Text("SHA-256", "SHA-256"), Text("原因", "Reason"),
)  # fmt: skip
_HASH = " class='hash'"
BESIDE = Text(
    "原文件按原样保存，随本卷一并提供；上列 SHA-256 值可核对其未经改动。",
    "The native file is kept unchanged beside this volume; the SHA-256 above shows that it is the same.",
)


def fonts_of(job: dict[str, Any]) -> FontSet:
    """The declared fonts."""
    extra = tuple(Path(f) for f in job["extra_fonts"])
    return prepare_fonts(HouseStyle(Path("/nonexistent"), extra_fonts=extra))


def make(job: dict[str, Any], fate: Fate, why: Text) -> Made:
    """A page that says what the file is and why it is not shown."""
    lang: Lang = "en" if job["locale"] == "en" else "zh"
    setter = Setter(fonts_of(job))
    values = (job["name"], job["media"], str(job["size"]), job["sha256"], why.to(lang))
    rows = "".join(
        f"<tr><th>{row.to(lang)}</th><td{_HASH if row is ROWS[3] else ''}>{setter.text(value)}</td></tr>"
        for row, value in zip(ROWS, values, strict=True)
    )
    body = f'<h1>{TITLE.to(lang)}</h1><table class="facts">{rows}</table><p>{BESIDE.to(lang)}</p>'
    pdf = setter.pdf([body], "zh-CN" if lang == "zh" else "en")
    return Made(pdf, fate, ("placeholder page",), why, named=True)
