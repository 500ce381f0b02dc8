"""What a foreign PDF holds besides its pages. Every value may be of the wrong kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

# Marks that pdfium draws even if the file has no picture of them; qpdf would lose them.
_DRAWN_BY_READER = frozenset({
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Square", "/Circle", "/Ink", "/FreeText",
    "/Line", "/Polygon", "/PolyLine",
})  # fmt: skip
_NO_PICTURE = frozenset({"/Link", "/Popup"})
# Their words stand on the page already, or are no remark of a reader.
_SAYS_ITSELF = frozenset(
    {"/FreeText", "/Widget", "/Link", "/Popup", "/Stamp", "/TrapNet", "/PrinterMark"}
)
_HIDDEN = 2 | 32  # flags Hidden and NoView
_DEEP = 64  # levels of a tree
_STATES = (("/View", "/ViewState"), ("/Print", "/PrintState"), ("/Export", "/ExportState"))
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the file: where it stands, and the page (from 0) and point it leads to."""

    page: int
    rect: tuple[float, ...]
    to: int
    at: tuple[float, float] | None


def box(page: pikepdf.Page, key: str) -> Sequence[float] | None:
    """A box of a page as four numbers; None when it has none; () when it is no box."""
    value = page.obj.get(Name(key))
    if value is None:
        return None
    return floats(value)


def floats(value: object) -> tuple[float, ...]:
    """The numbers of an array; () when it is none."""
    if not isinstance(value, Array):
        return ()
    try:
        return tuple(float(v) for v in value)
    except (TypeError, ValueError, ArithmeticError):
        return ()


def rotation(page: pikepdf.Page) -> int:
    """/Rotate in degrees clockwise; 0 when it is no number."""
    try:
        return int(page.obj.get(Name.Rotate, 0))
    except (TypeError, ValueError):
        return 0


def unit(page: pikepdf.Page) -> float:
    """/UserUnit; 1 when it is no sensible number."""
    try:
        value = float(page.obj.get(Name.UserUnit, 1))
    except (TypeError, ValueError):
        return 1.0
    return value if 0.01 <= value <= 1_000 else 1.0


def marks(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    """The annotations of a page that are dictionaries."""
    found = page.obj.get(Name.Annots)
    if isinstance(found, Array):
        yield from (item for item in found if isinstance(item, Dictionary))


def _hidden(item: pikepdf.Object) -> bool:
    flags = item.get(Name.F, 0)
    return isinstance(flags, int) and bool(flags & _HIDDEN)


def _has_picture(item: pikepdf.Object) -> bool:
    looks = item.get(Name.AP)
    return isinstance(looks, Dictionary) and isinstance(looks.get(Name.N), Dictionary | Stream)


def visible_annotations(pdf: pikepdf.Pdf) -> int:
    """How many notes, stamps and fields show on pages."""
    return sum(
        1
        for page in pdf.pages
        for item in marks(page)
        if plain(item.get(Name.Subtype)) not in _NO_PICTURE and not _hidden(item)
    )


def _yes(value: object) -> bool:
    return value is True


def _acroform(pdf: pikepdf.Pdf) -> pikepdf.Object | None:
    form = pdf.Root.get(Name.AcroForm)
    return form if isinstance(form, Dictionary) else None


def fields_without_picture(pdf: pikepdf.Pdf) -> bool:
    """Whether a form field has a value but no picture of it, or asks for new ones."""
    form = _acroform(pdf)
    if form is None:
        return False
    if _yes(form.get(Name.NeedAppearances)):
        return True
    return any(
        plain(item.get(Name.Subtype)) == "/Widget" and not _has_picture(item)
        for page in pdf.pages
        for item in marks(page)
    )


def fields(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """All field dictionaries of the form, each once."""
    form = _acroform(pdf)
    stack = [(form.get(Name.Fields), 0)] if form is not None else []
    seen: set[tuple[int, int]] = set()
    while stack:
        listed, depth = stack.pop()
        if not isinstance(listed, Array) or depth > _DEEP:
            continue
        for item in listed:
            if not isinstance(item, Dictionary) or (item.is_indirect and item.objgen in seen):
                continue
            seen.add(item.objgen)
            yield item
            stack.append((item.get(Name.Kids), depth + 1))


def signature_fields(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Names of signature fields that are signed."""
    return tuple(
        str(item.get(Name.T, ""))
        for item in fields(pdf)
        if item.get(Name.FT) == Name.Sig
        and isinstance(item.get(Name.V), Dictionary)
        and Name.ByteRange in item.V
    )


def dynamic_form(pdf: pikepdf.Pdf) -> bool:
    """Whether the pages only say that another program is needed (a dynamic XFA form)."""
    form = _acroform(pdf)
    return form is not None and Name.XFA in form and _yes(pdf.Root.get(Name.NeedsRendering))


def comments(pdf: pikepdf.Pdf) -> tuple[tuple[int, str], ...]:
    """The words of notes and marks that a reader sees only by clicking, with their page (from 1)."""
    found = []
    for n, page in enumerate(pdf.pages, 1):
        for item in marks(page):
            words = item.get(Name.Contents)
            kind = plain(item.get(Name.Subtype))
            if kind not in _SAYS_ITSELF and not _hidden(item) and isinstance(words, String):
                text = "".join(c for c in str(words) if c == "\n" or c.isprintable()).strip()
                if text:
                    found.append((n, text))
    return tuple(found)


def unescaped(word: bytes) -> bytes:
    """A name as it is written in a file, its #xx replaced by the bytes they stand for."""
    return _HEX.sub(lambda m: bytes([int(m[1], 16)]), word)


def plain(name: Any) -> str:
    """A name of a foreign file as text: in UTF-8, or in GBK, as Chinese programs write the names of
    their fonts, or byte for byte."""
    if not isinstance(name, Name):
        return ""
    raw = unescaped(name.unparse())
    for code in ("utf-8", "gb18030"):
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def pages_to_redraw(pdf: pikepdf.Pdf) -> set[int]:
    """Pages (from 0) that qpdf's copy would show otherwise than a reader does: with layers that are
    off, with marks that have no picture of their own, with Chinese in a field without a picture."""
    if _has_hidden_layer(pdf):
        return set(range(len(pdf.pages)))
    needs = fields_without_picture(pdf)
    found = set()
    for n, page in enumerate(pdf.pages):
        for item in marks(page):
            kind = plain(item.get(Name.Subtype))
            if _hidden(item):
                continue
            if (kind in _DRAWN_BY_READER and not _has_picture(item)) or (
                kind == "/Widget" and needs and not _latin(_value(item))
            ):
                found.add(n)
    return found


def _has_hidden_layer(pdf: pikepdf.Pdf) -> bool:
    """Whether a layer is off, or may be: by its use (Acrobat hides a watermark on the screen or in print
    that way), or by what other layers are."""
    layers = pdf.Root.get(Name.OCProperties)
    if not isinstance(layers, Dictionary):
        return False
    first = layers.get(Name.D)
    if not isinstance(first, Dictionary):
        return False
    off = first.get(Name.OFF)
    if first.get(Name.BaseState) == Name.OFF or (isinstance(off, Array) and len(off) > 0):
        return True
    return any(_may_hide(item) for item in pdf.objects if isinstance(item, Dictionary))


def _may_hide(item: Dictionary) -> bool:
    """A layer with a use in which it is off, or a rule that asks for more than that one of its layers is on
    (ISO 32000-1, 8.11.2 and 8.11.4.4)."""
    if item.get(Name.Type) == Name.OCMD:
        return Name.VE in item or item.get(Name.P, Name.AnyOn) not in (Name.AnyOn, Name.AllOn)
    uses = item.get(Name.Usage) if item.get(Name.Type) == Name.OCG else None
    if not isinstance(uses, Dictionary):
        return False
    told = [(uses.get(kind), state) for kind, state in _STATES]
    return any(isinstance(use, Dictionary) and use.get(state) == Name.OFF for use, state in told)


def _value(item: pikepdf.Object) -> str:
    for _ in range(_DEEP):
        value = item.get(Name.V)
        if value is not None:
            return str(value) if isinstance(value, String) else ""
        parent = item.get(Name.Parent)
        if not isinstance(parent, Dictionary):
            return ""
        item = parent
    return ""


def _latin(text: str) -> bool:
    return all(ord(c) < 256 for c in text)  # what qpdf can draw


def internal_links(pdf: pikepdf.Pdf) -> list[Link]:
    """Links that lead to a page of the same file."""
    places = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
    found = []
    for n, page in enumerate(pdf.pages):
        for item in marks(page):
            rect = floats(item.get(Name.Rect))
            if item.get(Name.Subtype) != Name.Link or len(rect) != 4:
                continue
            spot = _destination(pdf, item)
            if spot is None or not isinstance(spot[0], Dictionary) or spot[0].objgen not in places:
                continue
            found.append(Link(n, rect, places[spot[0].objgen], _point(spot)))
    return found


def _destination(pdf: pikepdf.Pdf, item: pikepdf.Object) -> pikepdf.Object | None:
    """The explicit destination of a link, or None."""
    spot = item.get(Name.Dest)
    action = item.get(Name.A)
    if spot is None and isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
        spot = action.get(Name.D)
    if isinstance(spot, String):
        spot = _named(pdf, str(spot))
    elif isinstance(spot, Name):
        old = pdf.Root.get(Name.Dests)
        spot = old.get(spot) if isinstance(old, Dictionary) else None
    if isinstance(spot, Dictionary):
        spot = spot.get(Name.D)
    return spot if isinstance(spot, Array) and len(spot) else None


def _named(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object | None:
    names = pdf.Root.get(Name.Names)
    tree = names.get(Name.Dests) if isinstance(names, Dictionary) else None
    if not isinstance(tree, Dictionary):
        return None
    try:
        return pikepdf.NameTree(tree).get(name)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        return None


def _point(spot: pikepdf.Object) -> tuple[float, float] | None:
    kind = spot[1] if len(spot) > 1 else None
    if kind != Name.XYZ or len(spot) < 4:
        return None
    left, top = spot[2], spot[3]
    try:
        return float(left or 0), float(top)
    except (TypeError, ValueError):
        return None


def active_content(pdf: pikepdf.Pdf) -> list[str]:
    """What of the file acts or leads outside; none of it is copied. For the manifest."""
    found = set()
    root = pdf.Root
    names = root.get(Name.Names)
    if isinstance(names, Dictionary):
        found |= {"scripts"} if Name.JavaScript in names else set()
        found |= {"attachments"} if Name.EmbeddedFiles in names else set()
    if Name.OpenAction in root or Name.AA in root:
        found.add("actions")
    if _acroform(pdf) is not None:
        found.add("form")
    if Name.Outlines in root:
        found.add("bookmarks")
    for page in pdf.pages:
        if Name.AA in page.obj:
            found.add("actions")
        for item in marks(page):
            found |= _acts(item)
    return sorted(found)


def _acts(item: pikepdf.Object) -> set[str]:
    kind = plain(item.get(Name.Subtype))
    found = {"attachments"} if kind == "/FileAttachment" else set()
    if kind in ("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"):
        found.add("media")
    action = item.get(Name.A)
    deed = plain(action.get(Name.S)) if isinstance(action, Dictionary) else ""
    if deed == "/URI":
        found.add("external links")
    elif deed == "/JavaScript":
        found.add("scripts")
    elif deed and deed != "/GoTo":
        found.add("actions")
    if Name.AA in item:
        found.add("actions")
    return found
