"""A DOCX file as a mapping of parts, and back to the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold; it means nothing here
FIRST = ("[Content_Types].xml", "_rels/.rels")  # readers look for these at the start
MAX_PARTS = 200
MAX_BYTES = 50_000_000


def unpack(data: bytes, wanted: Collection[str] = ()) -> dict[str, bytes]:
    """The parts of a zip by name (only those `wanted`, if any are named).

    Raises ValueError for one that is no sane DOCX file or lacks a part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            if len(names) > MAX_PARTS or len(set(names)) != len(names):
                raise ValueError("too many or doubled parts")
            if sum(member.file_size for member in members) > MAX_BYTES:
                raise ValueError("parts too large")
            names = [name for name in wanted or names if not name.endswith("/")]
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError) as error:
        raise ValueError("not a zip file") from error


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A zip of `parts` with fixed order, times and modes."""
    out = io.BytesIO()
    rest = sorted(name for name in parts if name not in FIRST)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in (*(name for name in FIRST if name in parts), *rest):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o600 << 16
            archive.writestr(member, parts[name])
    return out.getvalue()
