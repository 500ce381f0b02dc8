"""The pictures a letter may show: those beside the layout, and the seal of this document."""

from __future__ import annotations

import re
from pathlib import Path

ASSET = re.compile(r"asset:([a-z0-9][a-z0-9._-]{0,80})")
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
MAX_BYTES = 20_000_000
SEAL = "seal"


class Refused(Exception):
    """What was asked for may not be loaded, or is not there; says why, and never quotes a letter."""


def picture(url: str, folder: Path, seal: bytes) -> tuple[bytes, str]:
    """The bytes and the media type of `asset:NAME` in `folder` or of `asset:seal`; raises Refused."""
    match = ASSET.fullmatch(url)
    if match is None:
        raise Refused("only asset:NAME may be loaded")
    name = match[1]
    if name == SEAL and seal:
        return seal, "image/png"
    path = folder / name
    kind = TYPES.get(path.suffix)
    if kind is None or not path.is_file() or path.resolve().parent != folder.resolve():
        raise Refused(f"no picture asset:{name} beside the layout")
    if path.stat().st_size > MAX_BYTES:
        raise Refused(f"asset:{name} is too large")
    return path.read_bytes(), kind
