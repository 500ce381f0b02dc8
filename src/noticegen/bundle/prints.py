"""What a page is made of, as one hash: its content, its boxes, and everything its content draws with.

Two pages with the same print look alike in every reader. Where the page stands, what it is numbered and
where its links lead is not in it. Streams are hashed as they are stored: nothing is unpacked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

HANDED_DOWN = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # a node above may give them
OWN = ("/Contents", "/UserUnit", "/Group")
DEEP = 60  # nested things; what lies deeper is not looked at
NOT_SEEN = frozenset({"/Parent", "/StructParent", "/StructParents", "/Length"})
Place = tuple[int, int]


def prints(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The print of each page, in order. What several pages share is read once."""
    shared: dict[Place, bytes] = {}
    for page in pdf.pages:
        reading = _Reading(shared)
        digest = hashlib.sha256()
        for key in OWN:
            digest.update(_of(page.obj.get(key), reading, 0))
        for key in HANDED_DOWN:
            digest.update(_of(_given(page.obj, key), reading, 0))
        if not reading.round:
            shared |= reading.known
        yield digest.hexdigest()


@dataclass(slots=True)
class _Reading:
    """One page being read. `round`: something in it refers to itself, or lies too deep; then what is known
    holds for this page alone, for it depends on where one came in."""

    shared: dict[Place, bytes]
    known: dict[Place, bytes] = field(default_factory=dict)
    above: set[Place] = field(default_factory=set)
    round: bool = False


def _given(page: Any, key: str) -> Any:
    """The value of a key of a page, or of the nearest node above that has it."""
    for _ in range(DEEP):
        if page is None or key in page:
            break
        page = page.get("/Parent")
    return None if page is None else page.get(key)


def _of(thing: Any, reading: _Reading, depth: int) -> bytes:
    """The hash of a thing and of all that it refers to."""
    if not isinstance(thing, pikepdf.Object):
        return hashlib.sha256(repr(thing).encode()).digest()
    place = thing.objgen if thing.is_indirect else None
    if place is None:
        return hashlib.sha256(b"".join(_parts(thing, reading, depth + 1))).digest()
    found = reading.shared.get(place) or reading.known.get(place)
    if found is not None:
        return found
    if place in reading.above or depth > DEEP:
        reading.round = True
        return b"round"
    reading.above.add(place)
    found = hashlib.sha256(b"".join(_parts(thing, reading, depth + 1))).digest()
    reading.above.discard(place)
    reading.known[place] = found
    return found


def _parts(thing: Any, reading: _Reading, depth: int) -> Iterator[bytes]:
    if isinstance(thing, pikepdf.Stream):
        yield b"stream"
        yield hashlib.sha256(thing.read_raw_bytes()).digest()
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        for key, value in sorted(thing.items()):
            if key not in NOT_SEEN:
                yield key.encode()
                yield _of(value, reading, depth)
    elif isinstance(thing, pikepdf.Array):
        yield b"array"
        for value in thing:
            yield _of(value, reading, depth)
    else:
        yield thing.unparse()
