"""Text of ours and of others set on A4 by the layout engine: placeholders, mails, tables, plain text.

What comes from a file is escaped; nothing is fetched; a character that no font has is written as its
code ([U+1F600]) and counted, for a box would hide it."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable

import pikepdf

from noticegen.exhibits import archive
from noticegen.render.fonts import FontSet
from noticegen.render.plain import write_plain

STYLE = """
@page { size: A4; margin: 22mm 20mm 24mm }
body { font: 10.5pt/1.6 var(--serif); margin: 0; color: #000 }
h1 { font: bold 15pt/1.4 var(--sans); margin: 0 0 6mm }
h2 { font: bold 11.5pt/1.4 var(--sans); margin: 5mm 0 2mm }
pre { font: 9.5pt/1.5 var(--serif); white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
p { margin: 0 0 2mm; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; table-layout: auto }
th, td { border: 0.4pt solid #555; padding: 1mm 1.6mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
th { font-weight: normal; background: #eee }
td.hash { font-size: 8pt }
table.facts { margin: 4mm 0 } table.facts th { width: 30mm }
table.cells { font-size: 8.5pt; line-height: 1.35 }
table.cells td.hash { font-size: 6.5pt } table.cells th.n { width: 8mm; color: #555 } table + pre { margin-top: 5mm }
tr { break-inside: avoid }
"""
WIDE = "@page { size: A4 landscape; margin: 18mm 15mm 20mm }"


class Setter:
    """Escapes text for one job and counts what no font can show. A class because of the count."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self.replaced = 0

    def text(self, words: str) -> str:
        """HTML of foreign text."""
        shown = self._fonts.shown
        parts = []
        for c in words:
            if c in "\n\t" or c in shown:
                parts.append(html.escape(c) if c in "<>&\"'" else c)
            elif c == "\r" or ord(c) in (0xFE0E, 0xFE0F, 0x200B, 0xFEFF):
                continue
            elif c.isspace():
                parts.append(" ")
            else:
                self.replaced += 1
                parts.append(f"[U+{ord(c):04X}]")
        return "".join(parts)

    def pdf(self, bodies: Iterable[str], lang: str, *, wide: bool = False) -> bytes:
        """The bodies (each laid out apart, so that long ones stay cheap) as one PDF/A-2b."""
        style = STYLE + (WIDE if wide else "")
        copy = pikepdf.new()
        for body in bodies:
            page = f'<html lang="{lang}"><head><title>.</title></head><body>{body}</body></html>'
            with pikepdf.open(io.BytesIO(write_plain(page, style, self._fonts))) as laid:
                for item in laid.pages:
                    for key in ("/StructParents", "/Tabs", "/TrimBox", "/BleedBox", "/Annots"):
                        if key in item.obj:
                            del item.obj[key]
                copy.pages.extend(laid.pages)
        with copy:
            return archive.written(copy)
