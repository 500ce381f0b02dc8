"""Documents of Apple's programs (Pages, Numbers, Keynote): the PDF they put into the file for others to look at."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

from noticegen.exhibits import pdfs
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.text import Text

PARTS = ("QuickLook/Preview.pdf", "preview.pdf")
# One of these is in every document of theirs, of 2009 and before or of later: a file that happens to be
# called preview.pdf makes no such document.
OWN = (
    "index.xml",
    "index.xml.gz",
    "index.apxl",
    "index.apxl.gz",
    "Index.zip",
    "Index/Document.iwa",
)
MOST_BYTES = 256 << 20  # unpacked
NOTE = Text(
    "原文件须用 Apple 软件打开；此处为该软件存在文件中的预览，可能不是全部内容",
    "Apple's programs are needed to open the file; shown is the preview that they stored in it, which need "
    "not be all of it",
)


def take(path: Path, job: dict[str, Any]) -> Made | None:
    """The copy of the preview in the file at `path`; None when it has none. Raises Unshowable."""
    copy = Path(job["out"]).with_name("preview.pdf")
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            part = next((n for n in PARTS if n in names), None)
            if (
                part is None
                or names.isdisjoint(OWN)
                or archive.getinfo(part).file_size > MOST_BYTES
            ):
                return None
            with archive.open(part) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
    except Exception:  # noqa: BLE001  # whatever is wrong with the container: there is nothing to show
        return None
    try:
        made = pdfs.take(copy)
    except Unshowable as refused:
        raise Unshowable(Fate.UNSUPPORTED, refused.why) from None
    told = [note for note in (NOTE, made.note) if note.zh]
    note = Text("；".join(n.zh for n in told), "; ".join(n.en for n in told))
    fate = max(Fate.REPAIRED, made.fate, key=list(Fate).index)
    return Made(made.pdf, fate, ("preview in the file", *made.transforms), note)
