"""Letters and papers that are drawn once in a process.

What drawing gives depends on the document and the layout alone (`test_render_pdf`: the same bytes in every
process), and it takes most of the time of a letter. Tests of what is done with a drawn letter share it; a
test that the same is made twice draws twice (`drawn_anew`)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from pytest import MonkeyPatch

from noticegen import render
from noticegen.model import Document
from noticegen.render import HouseStyle, Rendered
from noticegen.render.beside import Beside

drawn_anew = render.render
_DRAWN: dict[tuple[Document, HouseStyle, str, tuple[str, ...], bool], Rendered] = {}


def render_once(
    document: Document,
    style: HouseStyle,
    formats: Collection[str] = render.FORMATS,
    *,
    bound: bool = False,
    beside: Beside | None = None,
) -> Rendered:
    """`render`, once for the same document in the same layout, wherever it is laid out."""
    key = (document, style, _layout(style), tuple(formats), bound)
    if key not in _DRAWN:
        _DRAWN[key] = drawn_anew(document, style, formats, bound=bound, beside=beside)
    return _DRAWN[key]


def _layout(style: HouseStyle) -> str:
    """What the files of the layout hold: a test may have changed one."""
    held = hashlib.sha256()
    for path in sorted(style.house.iterdir()):
        if path.is_file():
            held.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return held.hexdigest()


def draw_once(patch: MonkeyPatch) -> None:
    """Let everything be drawn so."""
    patch.setattr(render, "render", render_once)
