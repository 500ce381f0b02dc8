"""Small faults that keep a page from PDF/A and have no part in how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream, String, pdfa

from noticegen.exhibits.features import unescaped

_UNKNOWN = re.compile(r"unrecognized key\(s\) (.+) are not checked")
_OBJECT = re.compile(r"\bobj (\d+) (\d+)\b")
_STEP = re.compile(r"(/[^\s\[(]+)(?:\[(\d+)\])?")
# In these an entry that PDF does not define draws nothing; programs leave notes for themselves there.
_IDLE = frozenset(
    {
        "Resources",
        "ContentStream",
        "FormXObject",
        "ImageXObject",
        "ToUnicodeCMap",
        "Font",
        "CIDFont",
        "FontDescriptor",
        "ExtGState",
    }
)
_WORD = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_BY_NAME = (
    "/Pattern",
    "/Shading",
    "/ColorSpace",
)  # lists of which a page may carry what it does not draw with
_OF_RESOURCES = re.compile(r"-(Resources|Properties)$|:(colour-space|optional-content)$")
_MARKS = "/Properties"
_LENGTHS = ("/Length1", "/Length2", "/Length3")
Place = pikepdf.Object  # a page, a form or a pattern: what has resources and draws with them


def carried(pdf: pikepdf.Pdf, findings: Iterable[pdfa.Finding]) -> bool:
    """Where findings fault the resources of a page: drop patterns, shadings and colour spaces that its
    drawing never names (LaTeX hangs all of a document's patterns on every page), and the named lists
    behind marks, which say in which layer a thing is; whether anything changed.

    Layers that are off were drawn as pictures before."""
    if not any(_OF_RESOURCES.search(finding.rule) for finding in findings):
        return False
    changed = False
    for place in list(_places(pdf)):
        changed |= _unnamed(pdf, place)
        changed |= _unlisted(pdf, place)
    return changed


def _places(pdf: pikepdf.Pdf) -> Iterator[Place]:
    """Pages, and forms and patterns with resources of their own, each once."""
    yield from (page.obj for page in pdf.pages)
    for item in pdf.objects:
        if isinstance(item, Stream) and isinstance(item.get(Name.Resources), Dictionary):
            yield item


def _unnamed(pdf: pikepdf.Pdf, place: Place) -> bool:
    resources = place.get(Name.Resources)
    if not isinstance(resources, Dictionary):
        return False
    lists = [key for key in _BY_NAME if isinstance(resources.get(key), Dictionary)]
    if not lists:
        return False
    try:
        named = _named(place, set())
    except pikepdf.PdfError:  # another reader may still draw it, with any of them
        return False
    changed = False
    for key in lists:
        entries = dict(resources[key].items())
        kept = {name: value for name, value in entries.items() if name in named}
        if len(kept) == len(entries):
            continue
        resources = Dictionary(dict(resources.items()))  # other pages may share the old ones
        if kept:
            resources[key] = Dictionary(kept)
        else:
            del resources[key]
        place.Resources = resources
        changed = True
    return changed


def _named(place: Place, seen: set[tuple[int, int]]) -> set[str]:
    """The names in the drawing of a page or form, and in what it draws with. Raises PdfError where a
    drawing cannot be read."""
    found = set()
    for word in _WORD.findall(_drawing(place)):
        found |= {f"/{w.decode('utf-8', 'replace')}" for w in (word, unescaped(word))}
    resources = place.get(Name.Resources)
    if isinstance(resources, Dictionary):
        for key in (Name.XObject, Name.Pattern):
            inner = resources.get(key)
            for _, item in inner.items() if isinstance(inner, Dictionary) else ():
                if (
                    isinstance(item, Stream)
                    and item.get(Name.Subtype) != Name.Image
                    and item.objgen not in seen
                ):
                    seen.add(item.objgen)
                    found |= _named(item, seen)
    return found


def _drawing(place: Place) -> bytes:
    """The operators of a page or form."""
    held = place if isinstance(place, Stream) else place.get(Name.Contents)
    parts: Iterable[Any] = held if isinstance(held, Array) else [held]
    return b"\n".join(part.read_bytes() for part in parts if isinstance(part, Stream))


def _unlisted(pdf: pikepdf.Pdf, place: Place) -> bool:
    """Marks that name a list become bare marks, and the lists go; not those that hold text."""
    resources = place.get(Name.Resources)
    if not isinstance(resources, Dictionary):
        return False
    listed = resources.get(_MARKS)
    if not isinstance(listed, Dictionary):
        return False
    if any(isinstance(v, Dictionary) and Name.ActualText in v for _, v in listed.items()):
        return False
    drawing: list[Any] = []
    for step in pikepdf.parse_content_stream(place):
        operands, operator = list(step.operands), step.operator
        if operator in (Operator("BDC"), Operator("DP")) and isinstance(operands[-1], Name):
            bare = Operator("BMC" if operator == Operator("BDC") else "MP")
            drawing.append(pikepdf.ContentStreamInstruction([Name.Span], bare))
        else:
            drawing.append(step)
    data = pikepdf.unparse_content_stream(drawing)
    if isinstance(place, Stream):
        place.write(data)
    else:
        place.Contents = pdf.make_stream(data)
    rest = {key: value for key, value in resources.items() if key != _MARKS}
    place.Resources = Dictionary(rest)
    return True


def idle_entries(pdf: pikepdf.Pdf, findings: Iterable[pdfa.Finding]) -> bool:
    """Take out the entries that findings name and that draw nothing; whether anything changed."""
    changed = False
    for finding in findings:
        keys = _UNKNOWN.search(finding.message)
        place = _OBJECT.search(finding.where)
        if keys is None or place is None or finding.rule.rpartition("-")[2] not in _IDLE:
            continue
        item = _step_down(
            pdf.get_object(int(place[1]), int(place[2])), finding.where[place.end() :]
        )
        for key in re.findall(r"/[^\s,]+", keys[1]):
            if isinstance(item, Dictionary | Stream) and key in item:
                del item[key]
                changed = True
    return changed


def _step_down(item: Any, path: str) -> Any:
    """What a finding means inside of an object: " (Font) /DescendantFonts[0] (CIDFont)"."""
    for key, place in _STEP.findall(path):
        item = item.get(key) if isinstance(item, Dictionary | Stream) else None
        if place:
            item = item[int(place)] if isinstance(item, Array) and int(place) < len(item) else None
    return item


def fonts(pdf: pikepdf.Pdf) -> bool:
    """Write out defaults that PDF/A wants written, and drop lists of glyphs, which are optional and
    often wrong; whether anything changed."""
    changed = False
    for item in _dictionaries(pdf):
        if item.get(Name.Type) == Name.FontDescriptor and Name.CIDSet in item:
            del item[Name.CIDSet]  # optional, and wrong in many files
            changed = True
        if (
            item.get(Name.Subtype) == Name.CIDFontType2
            and Name.CIDToGIDMap not in item
            and isinstance(item.get(Name.FontDescriptor), Dictionary)
            and Name.FontFile2 in item.FontDescriptor
        ):
            item.CIDToGIDMap = Name.Identity  # the default (ISO 32000-1, table 117)
            changed = True
        changed |= _spelled(item) | _named_well(item)
        if item.get(Name.OPM) == 1:  # how inks are mixed in print: no screen asks
            item.OPM = 0
            changed = True
        spaces = item.get(Name.ColorSpace)
        if isinstance(spaces, Array) and len(spaces) == 1 and isinstance(spaces[0], Name):
            item.ColorSpace = spaces[0]
            changed = True
    return changed


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Dictionary]:
    """The dictionaries of a file, and the fonts that stand inside of others."""
    for item in pdf.objects:
        if isinstance(item, Dictionary):
            yield item
            inner = item.get(Name.DescendantFonts)
            for font in inner if isinstance(inner, Array) else ():
                if isinstance(font, Dictionary) and not font.is_indirect:
                    yield font


def _spelled(item: Dictionary) -> bool:
    """Small values that stand in objects of their own are written where they are asked for."""
    system = item.get(Name.CIDSystemInfo)
    descriptor = item.get(Name.FontDescriptor)
    if isinstance(system, Dictionary):
        item.CIDSystemInfo = Dictionary(
            {k: String(bytes(v)) if isinstance(v, String) else v for k, v in system.items()}
        )
    for program in _programs(descriptor):
        for name in _LENGTHS:
            if name in program:
                program[name] = int(program[name])
    return False  # nothing that a reader of the file would call a change


def _named_well(item: Dictionary) -> bool:
    """The name of an embedded font in another code than UTF-8 (Chinese programs write GBK) becomes a
    plain one: nothing is looked up by it. A font that is not embedded keeps its name."""
    inner = item.get(Name.DescendantFonts)
    parts = [item, *(inner if isinstance(inner, Array) else [])]
    described = [p.get(Name.FontDescriptor) for p in parts if isinstance(p, Dictionary)]
    if not any(list(_programs(d)) for d in described):
        return False
    changed = False
    for part in (*parts, *described):
        for key in ("/BaseFont", "/FontName"):
            raw = _raw_name(part.get(key)) if isinstance(part, Dictionary) else None
            if raw is None:
                continue
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                plain = re.sub(rb"[^A-Za-z0-9+-]", lambda m: b"%02X" % m[0][0], raw)
                part[key] = Name(f"/{plain.decode('ascii')}")
                changed = True
    return changed


def _raw_name(name: Any) -> bytes | None:
    """The bytes of a name, without its slash."""
    if not isinstance(name, Name):
        return None
    return unescaped(name.unparse()[1:])


def _programs(descriptor: Any) -> Iterator[Stream]:
    """The font programs behind a descriptor."""
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        program = descriptor.get(key) if isinstance(descriptor, Dictionary) else None
        if isinstance(program, Stream):
            yield program
