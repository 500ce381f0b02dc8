"""The picture of a seal: a small PNG, checked before any engine opens it."""

from __future__ import annotations

import struct

from noticegen.errors import TemplateError
from noticegen.text import Text

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_EDGE = 4000  # pixels; 42 mm at 600 dpi are 1000
MAX_BYTES = 5_000_000


def check_seal(seal: bytes) -> None:
    """Raise TemplateError unless `seal` is a PNG of reasonable size (edge and bytes)."""
    if not seal.startswith(SIGNATURE) or seal[12:16] != b"IHDR" or len(seal) > MAX_BYTES:
        raise _bad("is no PNG, or too large a file", "不是 PNG 图片或文件过大")
    width, height = struct.unpack(">II", seal[16:24])
    if not 0 < max(width, height) <= MAX_EDGE:
        raise _bad(f"has more than {MAX_EDGE} pixels an edge", f"边长超过{MAX_EDGE}像素")


def _bad(en: str, zh: str) -> TemplateError:
    return TemplateError(
        Text(f"印章图片{zh}", f"the picture of the seal {en}"),
        Text(
            "用透明底的 PNG，约1000×1000像素",
            "use a PNG with a transparent ground, about 1000×1000 pixels",
        ),
    )
