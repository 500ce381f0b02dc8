"""Is a packet what it was when it was made? Files, hashes, pages, numbers, links, bookmarks, PDF/A.

Works on a folder or a zip, without the book: whoever holds a packet can do it. What is altered,
missing or extra is named.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from noticegen import fsio
from noticegen.book.audit import CONTENT
from noticegen.bundle.anchor import Anchors, compare, held_to
from noticegen.bundle.bag import DECLARATION, TAGS, Problem, check_layout, unzip
from noticegen.bundle.content import Content, Cut, Native, Volume, read_content
from noticegen.bundle.reading import read_apart
from noticegen.errors import DataError
from noticegen.text import NOTHING, Text, many


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: `problems` () = whole and unaltered. `content` is None when it cannot be read;
    `sha256` is that of the tag manifest ("" = there is none); `held_to` says with what kept outside of
    the packet it was compared: manifest, book, () = nothing."""

    content: Content | None
    problems: tuple[Problem, ...]
    sha256: str = ""
    held_to: tuple[str, ...] = ()


NO_ANCHORS = Anchors()


def verify(path: Path, *, trust: Sequence[Path] = (), anchors: Anchors = NO_ANCHORS) -> Verified:
    """Check a packet: a folder, or the zip of one; against itself, and against what is kept outside.

    `trust` are the certificates that its seals must lead to, () = any: then only whether something was altered
    since the sealing is said. Its PDFs are read in another process. Raises DataError when it is no packet
    at all, or its zip is unsafe."""
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
        there = _readable(content, folder, hurt)
        read = read_apart(folder, there, trust)
        # whether all volumes go together can be asked only of all
        problems += [p for p in read if there == content or p.kind != "row 15"]
        return Verified(content, tuple(problems), sha256, held_to(content, sha256, anchors))


def _readable(content: Content, folder: Path, hurt: set[str]) -> Content:
    """The packet without the files that are missing or altered: that was said of them."""

    def there(one: Volume | Cut) -> bool:
        return one.file not in hurt and (folder / one.file).is_file()

    volumes = tuple(filter(there, content.volumes))
    papers = tuple(filter(there, content.papers))
    return content.model_copy(update={"volumes": volumes, "papers": papers})


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
    with fsio.working_folder(Path(tempfile.gettempdir()), "noticegen-verify") as held:
        yield unzip(path, held)


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
    volumes = {volume.file for volume in content.volumes}
    for cut in content.papers:
        if cut.volume not in volumes:  # there would be nothing to hold its pages against
            yield Problem("layout", cut.file, Text("所属的卷没有记载", "is cut from a volume that the packet does not tell of"))  # fmt: skip
    known = {*told, *content.files}
    payload = (p for p in (folder / "data").rglob("*") if p.is_file())
    for path in sorted(payload):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            yield Problem(
                "extra", name, Text("材料包没有记载该文件", "the packet does not tell of it")
            )


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
        f"whole and unaltered: {many(count, 'volume')}, {many(pages, 'page')}{more.en}",
    )
