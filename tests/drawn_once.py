"""Papers that are drawn once in a process.

What drawing gives depends on the document and the layout alone (`test_render_pdf`: the same bytes in every
process), and it takes most of the time of a packet. Tests of what is done with the drawn papers share them;
a test that the same packet is made twice draws twice."""

from __future__ import annotations

from collections.abc import Collection

from pytest import MonkeyPatch

from noticegen import render
from noticegen.model import Document
from noticegen.render import HouseStyle, Rendered

drawn_anew = render.render
_DRAWN: dict[tuple[Document, HouseStyle, tuple[str, ...], bool], Rendered] = {}


def render_once(
    document: Document,
    style: HouseStyle,
    formats: Collection[str] = render.FORMATS,
    *,
    bound: bool = False,
) -> Rendered:
    """`render`, once for the same document in the same layout."""
    key = (document, style, tuple(formats), bound)
    if key not in _DRAWN:
        _DRAWN[key] = drawn_anew(document, style, formats, bound=bound)
    return _DRAWN[key]


def draw_once(patch: MonkeyPatch) -> None:
    """Let everything that is bound be drawn so."""
    patch.setattr(render, "render", render_once)
