"""Small faults that keep a page from PDF/A and have no part in how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, pdfa

_UNKNOWN = re.compile(r"unrecognized key\(s\) (.+) are not checked")
_OBJECT = re.compile(r"\bobj (\d+) (\d+)\b")
# In these an entry that PDF does not define draws nothing; programs leave notes for themselves there.
_IDLE = frozenset({"Resources", "ContentStream", "FormXObject", "ImageXObject", "ToUnicodeCMap"})


def idle_entries(pdf: pikepdf.Pdf, findings: Iterable[pdfa.Finding]) -> bool:
    """Take out the entries that findings name and that draw nothing; whether anything changed."""
    changed = False
    for finding in findings:
        keys = _UNKNOWN.search(finding.message)
        place = _OBJECT.search(finding.where)
        if keys is None or place is None or finding.rule.rpartition("-")[2] not in _IDLE:
            continue
        item = pdf.get_object(int(place[1]), int(place[2]))
        changed |= _drop(item, re.findall(r"/[^\s,]+", keys[1]))
    return changed


def _drop(item: pikepdf.Object, keys: list[str]) -> bool:
    """Drop the entries from an object, or from the resources it holds."""
    held = [item, item.get(Name.Resources)] if isinstance(item, Dictionary | Stream) else []
    changed = False
    for part in held:
        for key in keys:
            if isinstance(part, Dictionary | Stream) and key in part:
                del part[key]
                changed = True
    return changed


def fonts(pdf: pikepdf.Pdf) -> bool:
    """Write out defaults that PDF/A wants written, and drop lists of glyphs, which are optional and
    often wrong; whether anything changed."""
    changed = False
    for item in pdf.objects:
        if not isinstance(item, Dictionary):
            continue
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
        spaces = item.get(Name.ColorSpace)
        if isinstance(spaces, Array) and len(spaces) == 1 and isinstance(spaces[0], Name):
            item.ColorSpace = spaces[0]
            changed = True
    return changed
