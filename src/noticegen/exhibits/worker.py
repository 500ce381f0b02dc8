"""The process in which files of evidence are read: `python -m noticegen.exhibits.worker`.

It loads its libraries once, then takes jobs, a line of JSON each, from stdin. For each job it forks:
the child limits itself, looks at the file by content, writes the copy where the job says and tells
what became of the file. Whatever dies on a file is that child; the answer is then {"died": status}.
Where a process cannot fork, it does one job itself and ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import IO, Any

from noticegen.confined import limit_self
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.text import Text

SECONDS = 300  # of processor time
WALL_SECONDS = 600
WRITTEN = 2 << 30  # bytes of any one file
OLD_OFFICE = Text(
    "旧版 Office 文件或 Outlook 邮件（DOC、XLS、PPT、MSG）无法显示，请另存为 PDF 后重新登记",
    "an old Office file or an Outlook message (DOC, XLS, PPT, MSG) cannot be shown: save it as PDF and record that",
)
MAIL = "__properties_version1.0".encode("utf-16-le")  # a part that every MSG has
DIRECTORY_ENTRY = 128  # bytes; each begins with the name of the part
LOCKED = "EncryptedPackage".encode("utf-16-le")  # what Office names a part that has a password
UNSUPPORTED = Text("此类文件无法显示：{}", "files of this kind cannot be shown: {}")
LARGE = Text("读取时内存不足", "not enough memory to read it")


def main(answers: IO[str]) -> int:
    """Do the jobs that come in."""
    ready = False
    for line in sys.stdin:
        job = json.loads(line)
        if not ready:
            _load_libraries(job)
            ready = True
        answers.write(json.dumps(_forked(job) if hasattr(os, "fork") else _done(job)) + "\n")
        answers.flush()
    return 0


def _load_libraries(job: dict[str, Any]) -> None:
    """Load what jobs need, so that each child has it; only our own data is looked at."""
    import pikepdf

    from noticegen.exhibits import appendix, archive, images, pdfs, placeholder, raster, sniff  # noqa: F401  # loaded before the fork
    from noticegen.render.native import weasyprint

    weasyprint()
    placeholder.fonts_of(job)
    raster.own_fonts([Path(f) for f in job["font_folders"]])
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        archive.written(pdf)


def _forked(job: dict[str, Any]) -> dict[str, Any]:
    """The answer of a child of our own for `job`, or how it died."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _in_child(job, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):  # what it started itself goes with it
        os.killpg(child, signal.SIGKILL)
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        return {"died": os.waitstatus_to_exitcode(status)}
    return answer


def _in_child(job: dict[str, Any], writing: int) -> None:
    """Do `job` within limits, say the answer, and end this process."""
    code = 1
    try:
        os.setpgid(0, 0)
        signal.alarm(WALL_SECONDS)
        limit_self(seconds=SECONDS, written=WRITTEN)
        said = json.dumps(_done(job)).encode()
        while said:
            said = said[os.write(writing, said) :]
        code = 0
    except BaseException:  # noqa: BLE001  # nothing may get past this process
        if os.environ.get("NOTICEGEN_TRACE"):
            import traceback

            traceback.print_exc()
    finally:
        os._exit(code)


def _done(job: dict[str, Any]) -> dict[str, Any]:
    """One file read, its copy written."""
    if job.get("dpi"):
        return _coarser(Path(job["source"]), job)
    if job["why"]:
        media, made = job["media"], _placeholder(job, Fate(job["why"][0]), Text(*job["why"][1:]))
    else:
        media, made = _taken(Path(job["source"]), job)
    Path(job["out"]).write_bytes(made.pdf)
    pages, text_pages = _counts(made.pdf)
    return {
        "media": made.media or media, "fate": made.fate.value, "pages": pages,
        "text_pages": text_pages, "transforms": made.transforms, "note": made.note,
        "signatures": [[s.field, s.signer, s.intact, s.whole, s.note] for s in made.signatures],
        "named": made.named, "bytes": len(made.pdf),
    }  # fmt: skip


def _coarser(copy: Path, job: dict[str, Any]) -> dict[str, Any]:
    """A copy with coarser pictures written, where there is one."""
    from noticegen.exhibits import coarser

    made = coarser.coarsened(copy, job["dpi"])
    if made is not None:
        Path(job["out"]).write_bytes(made)
    return {"changed": made is not None, "bytes": len(made or b"")}


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
    from noticegen.exhibits import sniff

    if media == "application/pdf":
        from noticegen.exhibits import appendix, pdfs

        return appendix.complete(pdfs.take(source), source, job)
    if media in ("text/plain", "text/html", "message/rfc822", sniff.XLSX):
        from noticegen.exhibits import written

        take = {
            "text/plain": written.take_text, "text/html": written.take_html,
            "message/rfc822": written.take_mail, sniff.XLSX: written.take_workbook,
        }[media]  # fmt: skip
        try:
            return take(source, job)
        except Unshowable as refused:
            if refused.why is not written.NO_TEXT:
                raise
        media = sniff.UNKNOWN  # some pictures begin with words (FITS)
    if media.startswith("image/") or media == "application/octet-stream":
        from noticegen.exhibits import images

        return images.take(source, heic=media == "image/heic")
    if media == sniff.DOCX:
        from noticegen.exhibits import office

        return office.take(source, job)
    if media == "application/zip":
        from noticegen.exhibits import preview

        if (made := preview.take(source, job)) is not None:
            return made
    if media == sniff.OLE:
        from noticegen.exhibits.pdfs import ENCRYPTED

        raise Unshowable(
            *((Fate.ENCRYPTED, ENCRYPTED) if _locked(source.read_bytes()) else (Fate.UNSUPPORTED, OLD_OFFICE))
        )  # fmt: skip
    raise Unshowable(Fate.UNSUPPORTED, Text(*(t.format(media) for t in UNSUPPORTED)))


def _locked(container: bytes) -> bool:
    """Whether an old Office container holds an encrypted file: one of its parts is called so. A letter that only
    speaks of one, or a mail that has one attached, does not count."""
    if MAIL in container:
        return False
    place = container.find(LOCKED)
    while place >= 0 and place % DIRECTORY_ENTRY:
        place = container.find(LOCKED, place + 1)
    return place >= 0


def _placeholder(job: dict[str, Any], fate: Fate, why: Text) -> Made:
    from noticegen.exhibits import placeholder

    return placeholder.make(job, fate, why)


def _counts(data: bytes) -> tuple[int, int]:
    """Pages, and how many of them have text."""
    from noticegen.exhibits import raster

    with raster.opened(data) as document:
        texts = [raster.text_of(page) for page in document]
    return len(texts), sum(1 for text in texts if text.strip())


if __name__ == "__main__":
    own = os.fdopen(os.dup(1), "w")  # what libraries print must not stand among the answers
    os.dup2(2, 1)
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        raise SystemExit(main(own))
