"""Chinese lines that end flush: the room left over goes between the characters.

WeasyPrint justifies at blanks only, and a Chinese line has none, so its right edge would be ragged
by up to two characters. While `flush_chinese` is open, lines of a text in Chinese are set as printers
do: an equal, small space after each full-width character. Words and numbers in Latin letters keep
their shape. Other languages are justified by the engine as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

# What a printer spaces: ideographs, their punctuation, full-width forms; not ASCII, not rules of "_".
WIDE = "[“”‘’…—\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff]"
_RUNS = re.compile(f"{WIDE}+")
_ONE = re.compile(WIDE)
# Of the size of the letters: a wider gap looks torn (and some readers of PDF take it for a blank).
WIDEST = 0.14


@contextmanager
def flush_chinese() -> Iterator[None]:
    """Let the engine set Chinese lines flush until this is left."""
    from weasyprint.layout import inline

    usual = inline.justify_line

    def justify(context: Any, line: Any, room: float) -> None:
        if not str(line.style["lang"] or "").startswith("zh"):
            usual(context, line, room)
        else:
            _spread(line, room)

    inline.justify_line = justify
    try:
        yield
    finally:
        inline.justify_line = usual


def _spread(line: Any, room: float) -> None:
    """Put `room` (CSS px) between the wide characters of a line, or leave it if that is too much."""
    texts = list(_texts(line))
    gaps = sum(len(_ONE.findall(box.text)) for box in texts)
    if not gaps or room / gaps > WIDEST * line.style["font_size"]:
        return
    # Pango gives the first and the last character of a text half a space: measure what a guess
    # brings, then scale it.
    guess = room / gaps
    gained = sum(_width(_laid(box, guess)) - _width(_laid(box, 0)) for box in texts)
    if gained <= 0:
        return
    spacing = guess * room / gained
    _shift(line, {id(box): _laid(box, spacing) for box in texts}, 0.0)


def _texts(box: Any) -> Iterator[Any]:
    """The text boxes of a line in the order of reading, those in inline boxes too."""
    from weasyprint.formatting_structure.boxes import InlineBox, LineBox, TextBox

    if isinstance(box, TextBox):
        yield box
    elif isinstance(box, LineBox | InlineBox):
        for child in box.children:
            yield from _texts(child)


def _shift(box: Any, layouts: dict[int, Any], advance: float) -> float:
    """Move what stands in `box` to the right by what was added before it; how much that is after it."""
    from weasyprint.formatting_structure.boxes import InlineBox, LineBox, TextBox

    if isinstance(box, TextBox):
        box.position_x += advance
        added = _width(layouts[id(box)]) - _width(_laid(box, 0))
        box.width += added
        box.pango_layout = layouts[id(box)]
        box.pango_layout.deactivate()
        return advance + added
    if isinstance(box, LineBox | InlineBox):
        box.position_x += advance
        after = advance
        for child in box.children:
            if child.is_in_normal_flow():
                after = _shift(child, layouts, after)
        box.width += after - advance
        return after
    box.translate(advance, 0)
    return advance


def _width(layout: Any) -> float:
    from weasyprint.text.line_break import line_size

    line, _ = layout.get_first_line()
    return float(line_size(line, layout.style)[0])


def _laid(box: Any, spacing: float) -> Any:
    """The text of `box` set with `spacing` (CSS px) after each wide character."""
    layout = _spaced()(box.style, spacing)
    layout.set_text(box.text, justify=True)
    return layout


@cache
def _spaced() -> type[Any]:
    """A layout that keeps its spacing when the engine sets it up again for drawing."""
    from weasyprint.text.ffi import TO_UNITS, ffi, pango
    from weasyprint.text.line_break import Layout

    class Spaced(Layout):  # type: ignore[misc]  # WeasyPrint ships no types
        def __init__(self, style: Any, spacing: float) -> None:
            self.spacing = spacing
            super().__init__(style)

        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text, justify)
            units = int(self.spacing * TO_UNITS)
            if not units:
                return
            found = pango.pango_layout_get_attributes(self.layout)
            if found == ffi.NULL:
                found = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            for run in _RUNS.finditer(self.text):
                attribute = pango.pango_attr_letter_spacing_new(units)
                attribute.start_index = len(self.text[: run.start()].encode())
                attribute.end_index = len(self.text[: run.end()].encode())
                pango.pango_attr_list_change(found, attribute)
            pango.pango_layout_set_attributes(self.layout, found)

    return Spaced
