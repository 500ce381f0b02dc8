"""Is this zip what it says, before anything parses it? For workbooks; needs only the stdlib.

Sizes are checked as declared and again by inflating with a bound, so that a lie is caught; every
XML part is looked through for DOCTYPE and ENTITY. Raises `Unsafe` with a code and the part's name.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO

MAX_FILE = 100 << 20
MAX_MEMBERS = 2_000
MAX_MEMBER = 200 << 20
MAX_TOTAL = 500 << 20
MAX_RATIO = 200  # of parts above 1 MiB
SMALL = 1 << 20
BLOCK = 1 << 16
_HEADER = 30  # bytes of a local file header before name and extra field
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Unsafe(Exception):
    """The file is refused; `code` says why, `part` names the member of the zip."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.part = part[:80]


WORKBOOK = "xl/workbook.xml"


def check(file: IO[bytes], part: str = WORKBOOK, *, macros: bool = False) -> None:
    """Look through a workbook, or another office file whose main part is `part`; `macros` may be in
    it if it is only looked at. Raises Unsafe."""
    head = file.read(8)
    if head == _OLE:
        raise Unsafe("old_or_encrypted")
    if not head.startswith(b"PK"):
        raise Unsafe("not_a_workbook")
    if file.seek(0, 2) > MAX_FILE:
        raise Unsafe("file_too_large")
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _declared(members, part, macros)
            for member in members:
                _inflate(file, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
        raise Unsafe("damaged") from None


def _declared(members: list[zipfile.ZipInfo], part: str, macros: bool) -> None:
    if len(members) > MAX_MEMBERS:
        raise Unsafe("too_many_parts")
    if len({m.filename.casefold() for m in members}) < len(members):
        raise Unsafe("duplicate_part")
    if sum(m.file_size for m in members) > MAX_TOTAL:
        raise Unsafe("too_large_unpacked")
    names = {m.filename for m in members}
    for member in members:
        name = member.filename
        if ".." in name.split("/") or name.startswith("/") or "\\" in name or "\0" in name:
            raise Unsafe("bad_part_name")
        if member.flag_bits & 1:
            raise Unsafe("encrypted_part", name)
        if not macros and name.rsplit("/", 1)[-1].lower() == "vbaproject.bin":
            raise Unsafe("macros", name)
        if member.file_size > MAX_MEMBER:
            raise Unsafe("too_large_unpacked", name)
        if member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise Unsafe("bomb", name)
    if part not in names:
        raise Unsafe("not_a_workbook")


def _inflate(file: IO[bytes], member: zipfile.ZipInfo) -> None:
    """Unpack one member, never more than it declares, and look at its text."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unsafe("damaged", member.filename)
    file.seek(member.header_offset)
    header = file.read(_HEADER)
    if len(header) < _HEADER or header[:4] != b"PK\x03\x04":
        raise Unsafe("damaged", member.filename)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    stored = member.compress_type == zipfile.ZIP_STORED
    inflater = None if stored else zlib.decompressobj(-15)
    left, size, crc, tail = member.compress_size, 0, 0, b""
    while left and (block := file.read(min(BLOCK, left))):
        left -= len(block)
        while block:
            room = member.file_size - size + 1
            plain = (
                block[:room] if inflater is None else inflater.decompress(block, min(room, SMALL))
            )
            block = b"" if inflater is None else inflater.unconsumed_tail
            if xml:
                _look(tail + plain, size == 0, member.filename)
                tail = plain[-8:]
            size, crc = size + len(plain), zlib.crc32(plain, crc)
            if size > member.file_size:
                raise Unsafe("bomb", member.filename)
    if left or size != member.file_size or crc != member.CRC:
        raise Unsafe("damaged", member.filename)


def _look(text: bytes, start: bool, part: str) -> None:
    if start and text[:2] in (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00"):
        raise Unsafe("encoding_of_part", part)  # could hide a DOCTYPE; no program writes it
    if _DECLARES.search(text):
        raise Unsafe("doctype", part)
