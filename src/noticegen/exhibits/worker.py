"""The process in which files of evidence are read: `python -m noticegen.exhibits.worker`, a job on stdin.

It limits itself, looks at the file by content, writes the copy beside its final place and says in one
line of JSON what became of the file. Whatever dies here dies alone."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from noticegen.confined import limit_self
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.text import NOTHING, Text

SECONDS = 300  # of processor time
WRITTEN = 2 << 30  # bytes of any one file
UNSUPPORTED = Text("此类文件无法显示：{}", "files of this kind cannot be shown: {}")
LARGE = Text("读取时内存不足", "not enough memory to read it")


def main() -> int:
    """Do one job."""
    job = json.load(sys.stdin)
    source, out = Path(job["source"]), Path(job["out"])
    from noticegen.exhibits import raster

    raster.own_fonts([Path(f) for f in job["font_folders"]])
    if job["why"]:
        media, made = job["media"], _placeholder(job, Fate(job["why"][0]), Text(*job["why"][1:]))
    else:
        media, made = _taken(source, job)
    out.write_bytes(made.pdf)
    pages, text_pages = _counts(made.pdf)
    answer = {
        "media": made.media or media, "fate": made.fate.value, "pages": pages,
        "text_pages": text_pages, "transforms": made.transforms, "note": made.note,
        "signatures": [
            [s.field, s.signer, s.intact, s.whole, s.note] for s in made.signatures
        ],
        "named": made.named,
    }  # fmt: skip
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


def _taken(source: Path, job: dict[str, Any]) -> tuple[str, Made]:
    from noticegen.exhibits import sniff

    if not source.stat().st_size:
        return "application/x-empty", _placeholder(job, Fate.EMPTY, Text("空文件", "an empty file"))
    media = sniff.media_of(source)
    job["media"] = media
    try:
        return media, _make(source, media, job)
    except Unshowable as refused:
        return media, _placeholder(job, refused.fate, refused.why)
    except MemoryError:
        return media, _placeholder(job, Fate.TOO_LARGE, LARGE)


def _make(source: Path, media: str, job: dict[str, Any]) -> Made:
    if media == "application/pdf":
        from noticegen.exhibits import pdfs

        return pdfs.take(source)
    if media.startswith("image/") or media == "application/octet-stream":
        from noticegen.exhibits import images

        return images.take(source, heic=media == "image/heic")
    raise Unshowable(Fate.UNSUPPORTED, Text(*(t.format(media) for t in UNSUPPORTED)))


def _placeholder(job: dict[str, Any], fate: Fate, why: Text) -> Made:
    from noticegen.exhibits import placeholder

    return placeholder.make(job, fate, why)


def _counts(data: bytes) -> tuple[int, int]:
    """Pages, and how many of them have text."""
    from noticegen.exhibits import raster

    with raster.opened(data) as document:
        texts = [raster.text_of(page) for page in document]
    return len(texts), sum(1 for text in texts if text.strip())


_ = NOTHING

if __name__ == "__main__":
    limit_self(seconds=SECONDS, written=WRITTEN)
    with contextlib.suppress(BrokenPipeError):
        raise SystemExit(main())
