"""A PDF written object by object: what is finished leaves memory, whatever the number of pages.

Pages come from other PDFs, copied without their structure tree; the letters themselves stay as they
are in their own files. Nothing here knows what a letter is.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pikepdf

LEFT_OUT = frozenset({"/Parent", "/StructParents", "/Tabs", "/Annots", "/B", "/Thumb", "/Metadata"})
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Writer:
    """The file so far: offsets of its objects and what waits to be handed on. A class because every
    object changes both. `take` gives the bytes made since the last call."""

    def __init__(self) -> None:
        self._offsets = array("Q", [0])  # by object number; 0 = promised, not yet written
        self._waiting: list[bytes] = [HEADER]
        self._at = len(HEADER)
        self._digest = hashlib.sha256(HEADER)

    def promise(self) -> int:
        """A number for an object that is written later."""
        return self.promises(1)

    def promises(self, many: int) -> int:
        """Numbers for so many objects, one after the other; the first of them."""
        first = len(self._offsets)
        self._offsets.frombytes(bytes(self._offsets.itemsize * many))
        return first

    def write(self, number: int, body: bytes) -> int:
        """Write a promised object."""
        self._offsets[number] = self._at
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def add(self, body: bytes) -> int:
        """Write a new object; its number."""
        return self.write(self.promise(), body)

    def stream(self, number: int, head: bytes, data: bytes) -> int:
        """Write a promised stream; `head` are the entries of its dictionary without /Length."""
        return self.write(
            number, b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(data), data)
        )

    def packed(self, head: bytes, data: bytes) -> int:
        """Write a new stream, compressed."""
        return self.stream(self.promise(), head + b"/Filter/FlateDecode", zlib.compress(data, 6))

    def take(self) -> bytes:
        """The bytes since the last call."""
        made = b"".join(self._waiting)
        self._waiting.clear()
        return made

    def end(self, root: int, info: int) -> bytes:
        """The cross-reference table and the trailer; with them the last bytes of the file."""
        name = self._digest.hexdigest()[:32].encode()
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets)]
        lines += [b"%010d 00000 n \n" % offset for offset in self._offsets[1:]]
        start = self._at
        lines.append(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), root, info, name, name, start)
        )
        self._waiting += lines
        return self.take()

    def _put(self, data: bytes) -> None:
        self._waiting.append(data)
        self._at += len(data)
        self._digest.update(data)


class Copier:
    """Copies objects of other PDFs. A class because it remembers pictures: the same one (a seal on
    every letter) is written once. What pages of one PDF share (the fonts of a print stream) is
    written once too."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._pictures: dict[bytes, int] = {}
        self._known: dict[tuple[int, int], int] = {}

    def open(self) -> None:
        """The pages that follow are of another PDF: its objects are not those of the one before."""
        self._known = {}

    def page(
        self, page: pikepdf.Page, parent: int, extra: Callable[[dict[str, bytes]], None]
    ) -> int:
        """Copy a page under `parent`; `extra` may change its entries. Its number."""
        known = self._known
        waiting: list[tuple[int, Any]] = []

        def refer(target: Any) -> int:
            if target.objgen not in known:
                number, new = self._place(target)
                known[target.objgen] = number
                if new:
                    waiting.append((number, target))
            return known[target.objgen]

        own = {key: value for key, value in page.obj.items() if key not in LEFT_OUT}
        for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
            if key not in own and (inherited := _inherited(page.obj, key)) is not None:
                own[key] = inherited
        entries = {key: spell(value, refer) for key, value in own.items() if key != "/Resources"}
        held = own.get("/Resources", pikepdf.Dictionary())
        entries["/Resources"] = dictionary(
            {key: spell(value, refer, top=key == "/XObject") for key, value in held.items()}
        )  # spelled out, so that `extra` can add to it
        entries["/Parent"] = b"%d 0 R" % parent
        extra(entries)
        number = self._writer.add(dictionary(entries))
        while waiting:
            self._copy(*waiting.pop(), refer)
        return number

    def _place(self, target: Any) -> tuple[int, bool]:
        """The number of an object, and whether it must be written."""
        if isinstance(target, pikepdf.Stream) and target.get("/Subtype") == "/Image":
            digest = hashlib.sha256(target.read_raw_bytes()).digest()
            if digest in self._pictures:
                return self._pictures[digest], False
            self._pictures[digest] = self._writer.promise()
            return self._pictures[digest], True
        return self._writer.promise(), True

    def _copy(self, number: int, target: Any, refer: Callable[[Any], int]) -> None:
        if isinstance(target, pikepdf.Stream):
            head = {k: spell(v, refer) for k, v in target.stream_dict.items() if k != "/Length"}
            body = dictionary(head)[2:-2]
            self._writer.stream(number, body, target.read_raw_bytes())
        else:
            self._writer.write(number, spell(target, refer, top=True))


def _inherited(node: Any, key: str) -> Any:
    while node is not None:
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def spell(value: Any, refer: Callable[[Any], int], *, top: bool = False) -> bytes:
    """An object as it stands in a file; what it refers to gets its number from `refer`."""
    if isinstance(value, pikepdf.Object) and value.is_indirect and not top:
        return b"%d 0 R" % refer(value)
    if isinstance(value, pikepdf.Dictionary):
        return dictionary({key: spell(item, refer) for key, item in value.items()})
    if isinstance(value, pikepdf.Array):
        return b"[%b]" % b" ".join(spell(item, refer) for item in value)
    if isinstance(value, pikepdf.Object):
        return bytes(value.unparse())
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if value is None:
        return b"null"
    return format(value, "f" if isinstance(value, Decimal) else "").encode()


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    """A dictionary of spelled entries."""
    parts = [pikepdf.Name(key).unparse() + b" " + entries[key] for key in sorted(entries)]
    return b"<<%b>>" % b"".join(parts)


def text(words: str) -> bytes:
    """A text string."""
    return b"<FEFF%b>" % words.encode("utf-16-be").hex().upper().encode()


def numbers(values: Iterator[float]) -> bytes:
    """Numbers in a row, with at most three places."""
    return b" ".join(f"{v:.3f}".rstrip("0").rstrip(".").encode() for v in values)
