"""What a house may choose about the look of its letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class HouseStyle:
    """`templates` holds `house/` (letter.html, letter.css, letterhead.docx, pictures).

    `docx_font` and `docx_heading_font` are names Word looks up on the reader's machine; they are
    not embedded. `extra_fonts` are files for characters the shipped fonts lack, or the house's own
    body face. `page_cap` is the most pages one letter may have."""

    templates: Path
    docx_font: str = "仿宋"
    docx_heading_font: str = "黑体"
    extra_fonts: tuple[Path, ...] = ()
    page_cap: int = 40

    @property
    def house(self) -> Path:
        """The folder of the layout files."""
        return self.templates / "house"

    @classmethod
    def of(cls, templates: Path, fonts: Mapping[str, Any], root: Path) -> HouseStyle:
        """From the `[fonts]` table of `noticegen.toml`; relative paths start at `root`."""
        return cls(
            templates=templates,
            docx_font=str(fonts.get("docx_body") or "仿宋"),
            docx_heading_font=str(fonts.get("docx_heading") or "黑体"),
            extra_fonts=tuple(root / str(path) for path in fonts.get("extra", ())),
        )
