"""The story of an exhibit: hash it, look in the cache, have a child read it, keep the copy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from noticegen import fsio
from noticegen.confined import KILLED, LATE, OUT_OF_TIME
from noticegen.errors import DataError, OutputError
from noticegen.exhibits import readers
from noticegen.exhibits.readers import Died
from noticegen.exhibits.taken import Fate, Signature, Taken
from noticegen.render.fonts import FontSet, prepare_fonts
from noticegen.render.style import HouseStyle
from noticegen.text import Text

VERSION = "6"  # raised whenever a copy would come out otherwise
MOST_BYTES = 1 << 30  # of a native file
REDUCED = "pictures reduced to {} dpi"
TOO_LARGE = Text("文件超过1 GB", "larger than 1 GB")
DIED = Text("无法读取：读取程序异常终止（文件已损坏）", "it cannot be read: the reader died on it (damaged)")  # fmt: skip
TOOK_LONG = Text("读取超时", "reading it took too long")
STARVED = Text("读取程序被系统终止，很可能内存不足", "the system killed the reader, most likely for want of memory")  # fmt: skip


def take_in(
    source: Path, name: str, cache: Path, *, locale: str = "zh", extra_fonts: tuple[Path, ...] = ()
) -> Taken:
    """Take in the native file `source`, which a reader knows as `name`; the copy stands in `cache`.

    `locale` is that of the pages we write ourselves. The same bytes again cost a hash and a look.
    Never raises for what is in the file; raises DataError when it cannot be read at all, OutputError
    when the copy cannot be written."""
    try:
        size = source.stat().st_size
        sha256 = fsio.sha256_of(source)
    except OSError as error:
        raise DataError(
            Text(
                f"证据文件 {source.name} 读不到", f"the evidence file {source.name} cannot be read"
            ),
            Text("检查文件及其权限", "check the file and its permissions"),
        ) from error
    fonts = _fonts(extra_fonts)
    # a copy that shows the file's name is kept for that name
    keys = [_key(sha256, locale, fonts, ""), _key(sha256, locale, fonts, name)]
    for key in keys:
        if (kept := _kept(cache, key)) is not None:
            return _taken(kept, sha256, name, size, _place(cache, key, ".pdf"))
    job = {
        "source": str(source.absolute()), "name": name, "sha256": sha256, "size": size,
        "locale": locale, "media": "application/octet-stream", "why": None,
        **_fonts_for_job(fonts, extra_fonts),
    }  # fmt: skip
    with fsio.working_folder(cache, "reading") as folder:
        answer, out = _read(job, folder)
        key = keys[1] if answer["named"] else keys[0]
        answer = _keep(cache, key, answer, out)
    return _taken(answer, sha256, name, size, _place(cache, key, ".pdf"))


def _fonts(extra: tuple[Path, ...]) -> FontSet:
    return prepare_fonts(HouseStyle(Path("/nonexistent"), extra_fonts=extra))


def _fonts_for_job(fonts: FontSet, extra: tuple[Path, ...]) -> dict[str, list[str]]:
    """What the first job of a process tells it: it loads its fonts once."""
    return {
        "font_folders": [str(f.path.parent) for f in fonts.fonts],
        "extra_fonts": [str(f.absolute()) for f in extra],
    }


def coarsen(taken: Taken, dpi: int, cache: Path, *, extra_fonts: tuple[Path, ...] = ()) -> Taken:
    """The same exhibit with a copy whose pictures are no finer than `dpi`; as it is where none is finer.

    The native file is not touched. Raises OutputError when the copy cannot be written."""
    key = hashlib.sha256(f"{VERSION}\0{fsio.sha256_of(taken.copy)}\0{dpi}".encode()).hexdigest()
    copy, said = _place(cache, key, ".pdf"), _place(cache, key, ".json")
    answer = _answered(said)
    if answer is None or (answer["changed"] and not copy.is_file()):
        job = {
            "source": str(taken.copy.absolute()), "dpi": dpi,
            **_fonts_for_job(_fonts(extra_fonts), extra_fonts),
        }  # fmt: skip
        with fsio.working_folder(cache, "reading") as folder:
            out = folder / "copy.pdf"
            try:
                answer = readers.ask({**job, "out": str(out)})
            except Died:  # whatever is in it: it stays as fine as it is
                answer = {"changed": False, "bytes": 0}
            if answer["changed"]:
                fsio.publish_chunks(copy, fsio.chunks_of(out))
        fsio.publish(said, json.dumps(answer, sort_keys=True).encode())
    if not answer["changed"]:
        return taken
    return replace(taken, copy=copy, transforms=(*taken.transforms, REDUCED.format(dpi)))


def _answered(said: Path) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = json.loads(said.read_bytes())
    except (OSError, ValueError):
        return None
    return answer if "changed" in answer else None


def _keep(cache: Path, key: str, answer: dict[str, Any], out: Path) -> dict[str, Any]:
    """Put the copy and what is said of it into the cache; the answer that holds for what stands there.

    LibreOffice need not write the same bytes twice: what another process kept first stands, what a dead
    one left without its answer makes way."""
    copy, said = _place(cache, key, ".pdf"), _place(cache, key, ".json")
    try:
        fsio.publish_chunks(copy, fsio.chunks_of(out))
    except OutputError:
        if (kept := _kept(cache, key)) is not None:
            return kept
        fsio.remove(said)
        fsio.remove(copy)
        fsio.publish_chunks(copy, fsio.chunks_of(out))
    fsio.publish(said, json.dumps(answer, ensure_ascii=False, sort_keys=True).encode())
    return answer


def _key(sha256: str, locale: str, fonts: FontSet, name: str) -> str:
    words = (VERSION, sha256, locale, fonts.config.name, name)
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _place(cache: Path, key: str, suffix: str) -> Path:
    return cache / key[:2] / f"{key[2:]}{suffix}"


def _kept(cache: Path, key: str) -> dict[str, Any] | None:
    """What was said of the copy under `key`; None when there is none, it is not whole, or it was said for a
    reason that passes."""
    try:
        answer: dict[str, Any] = json.loads(_place(cache, key, ".json").read_bytes())
        whole = _place(cache, key, ".pdf").stat().st_size == answer["bytes"]
    except (OSError, ValueError, KeyError):
        return None
    return answer if whole and not answer.get("passing") else None


def _taken(answer: dict[str, Any], sha256: str, name: str, size: int, copy: Path) -> Taken:
    signatures = tuple(
        Signature(field, signer, intact, whole, Text(*note))
        for field, signer, intact, whole, note in answer["signatures"]
    )
    return Taken(
        sha256, name, answer["media"], size, Fate(answer["fate"]), answer["pages"], copy,
        answer["text_pages"], tuple(answer["transforms"]), Text(*answer["note"]), signatures,
    )  # fmt: skip


def _read(job: dict[str, Any], folder: Path) -> tuple[dict[str, Any], Path]:
    """What a child makes of the file; a page that says why not, when the child dies of it."""
    if job["size"] > MOST_BYTES:
        return _placeholder(job, folder, Fate.TOO_LARGE, TOO_LARGE)
    try:
        return _child(job, folder)
    except Died as died:
        if died.code not in {*OUT_OF_TIME, KILLED}:
            return _placeholder(job, folder, Fate.DAMAGED, DIED)
        why = STARVED if died.code == KILLED else TOOK_LONG
        answer, out = _placeholder(job, folder, Fate.TOO_LARGE, why)
        # another day the machine has more memory or time to spare; the file is asked again
        return answer | {"passing": died.code in {KILLED, LATE}}, out


def _placeholder(job: dict[str, Any], folder: Path, fate: Fate, why: Text) -> tuple[dict[str, Any], Path]:  # fmt: skip
    return _child({**job, "why": [fate.value, *why]}, folder)


def _child(job: dict[str, Any], folder: Path) -> tuple[dict[str, Any], Path]:
    out = folder / ("why.pdf" if job["why"] else "copy.pdf")
    return readers.ask({**job, "out": str(out)}), out
