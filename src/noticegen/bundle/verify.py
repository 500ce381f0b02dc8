"""Is a packet what it was when it was made? Files, hashes, pages, numbers, links, bookmarks, PDF/A.

Works on a folder or a zip, without the book: whoever holds a packet can do it. What is altered,
missing or extra is named.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from noticegen import fsio
from noticegen.book.audit import CONTENT
from noticegen.bundle.anchor import Anchors, compare, held_to
from noticegen.bundle.bag import DECLARATION, TAGS, Problem, check_layout, unzip
from noticegen.bundle.content import Content, Cut, Native, Volume, read_content
from noticegen.bundle.job import packet_of
from noticegen.bundle.lint import lint
from noticegen.bundle.profile import Profile
from noticegen.errors import DataError
from noticegen.text import NOTHING, Text

# Rows that only a court asks for are for `build`; these say whether a packet is whole.
WHOLE = frozenset({1, 2, 4, 5, 6, 7, 15, 17, 21, 22, 24, 25, 30, 37, 38, 39, 41})
SealCheck = Callable[[Path, Volume | Cut], Iterator[Problem]]
ANY = Profile(id="any", name={"zh": "", "en": ""}, source="", flavour="2b")  # type: ignore[arg-type]  # pydantic reads it


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: `problems` () = whole and unaltered. `content` is None when it cannot be read;
    `sha256` is that of the tag manifest ("" = there is none); `held_to` says with what kept outside of
    the packet it was compared: manifest, book, () = nothing."""

    content: Content | None
    problems: tuple[Problem, ...]
    sha256: str = ""
    held_to: tuple[str, ...] = ()


def no_seal_check(_: Path, volume: Volume | Cut) -> Iterator[Problem]:
    """Without the means to check a seal: a sealed volume is said to be unchecked."""
    if volume.seal != "none":
        what = Text("印章未核验", "its seal was not checked")
        yield Problem("seal", volume.file, what)


NO_ANCHORS = Anchors()


def verify(
    path: Path, *, check_seal: SealCheck = no_seal_check, anchors: Anchors = NO_ANCHORS
) -> Verified:
    """Check a packet: a folder, or the zip of one; against itself, and against what is kept outside.

    Raises DataError when it is no packet at all, or its zip is unsafe."""
    with _opened(path) as folder:
        problems = check_layout(folder)
        sha256 = fsio.sha256_of(folder / TAGS) if (folder / TAGS).is_file() else ""
        try:
            content = read_content(folder / CONTENT)
        except DataError as error:
            return Verified(None, (*problems, Problem("layout", CONTENT, error.message)), sha256)
        problems += compare(content, sha256, anchors)
        hurt = {p.where for p in problems if p.kind in ("missing", "altered")}
        problems += _untold(content, folder, hurt)
        volumes = tuple(v for v in content.volumes if v.file not in hurt)
        papers = tuple(c for c in content.papers if c.file not in hurt)
        whole = content.model_copy(update={"volumes": volumes, "papers": papers})
        problems += _pages(whole, folder)
        bound: tuple[Volume | Cut, ...] = (*volumes, *papers)
        for sealed in bound:
            problems += check_seal(folder / sealed.file, sealed)
        return Verified(content, tuple(problems), sha256, held_to(content, sha256, anchors))


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    if path.is_dir():
        if not (path / DECLARATION).is_file() and not (path / CONTENT).is_file():
            raise DataError(
                Text(f"{path} 不是材料包", f"{path} is no packet"),
                Text(
                    "指定 bundle build 生成的文件夹或 zip",
                    "name the folder or zip that `bundle build` made",
                ),
            )
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="noticegen-") as held:
        yield unzip(path, Path(held))


def _untold(content: Content, folder: Path, hurt: set[str]) -> Iterator[Problem]:
    """Payload that the content file does not tell of, or tells otherwise."""
    files: tuple[Volume | Cut | Native, ...]
    files = (*content.volumes, *content.papers, *content.natives)
    told = {one.file: one.sha256 for one in files}
    for name, digest in told.items():
        if not (folder / name).is_file():
            if name not in hurt:
                yield Problem("missing", name, Text("文件缺失", "this file is missing"))
        elif name not in hurt and fsio.sha256_of(folder / name) != digest:
            yield Problem(
                "altered", name, Text("与记载的哈希不符", "is not the file that was recorded")
            )
    known = {*told, *content.files}
    payload = (p for p in (folder / "data").rglob("*") if p.is_file())
    for path in sorted(payload):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            yield Problem(
                "extra", name, Text("材料包没有记载该文件", "the packet does not tell of it")
            )


def _pages(content: Content, folder: Path) -> Iterator[Problem]:
    """The rows of the linter that say whether the volumes are whole."""
    there = tuple(v for v in content.volumes if (folder / v.file).is_file())
    papers = tuple(c for c in content.papers if (folder / c.file).is_file())
    there_is = content.model_copy(update={"volumes": there, "papers": papers})
    try:
        packet = packet_of(there_is, folder, ANY, ink=True)
    except Exception as error:  # noqa: BLE001 - whatever a foreign file does to the readers, it is named
        what = Text(
            f"无法读取（{type(error).__name__}）", f"cannot be read ({type(error).__name__})"
        )
        yield Problem("pages", "data", what)
        return
    for fault in lint(packet):
        if fault.row in WHOLE and (fault.row != 15 or len(there) == len(content.volumes)):
            yield Problem(f"row {fault.row}", fault.where, fault.what)


def summary(found: Verified) -> Text:
    """One line: whole, or how much is wrong."""
    if found.content is None:
        return Text("无法读取材料包", "the packet cannot be read")
    if found.problems:
        n = len(found.problems)
        return Text(f"有{n}处问题", f"{n} problem{'s' if n > 1 else ''}")
    if found.content.draft:
        return Text("草稿，与其清单一致", "a draft, which agrees with its manifest")
    pages = sum(v.pages for v in found.content.volumes)
    count = len(found.content.volumes)
    single = len(found.content.papers)
    more = Text(f"，另有{single}份单份文书", f", {single} single papers") if single else NOTHING
    return Text(
        f"完整无改动：{count}卷，共{pages}页{more.zh}",
        f"whole and unaltered: {count} volumes, {pages} pages{more.en}",
    )
