"""The folder of a packet: BagIt 1.0 (RFC 8493), so that `sha256sum -c` checks it without this program.

bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt  noticegen-bundle.json  data/
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from noticegen import fsio
from noticegen.book.audit import CONTENT
from noticegen.errors import DataError
from noticegen.text import Text

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAGS = "tagmanifest-sha256.txt"
PAYLOAD = "data"
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same on every run
MOST = 8 << 30  # bytes of a zip that is taken apart
SMALL = 256 << 20  # bytes that a zip may always unpack to
SWELLS = 20  # times its own size that a larger one may: ours are not compressed at all
MOST_LISTED = 64 << 20  # bytes of a manifest or of the content file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a packet. `kind`: layout | altered | missing | extra | pages | seal | anchor,
    or the row of the linter; `where` is the file (and page)."""

    kind: str
    where: str
    what: Text


def write_bag(folder: Path, info: Mapping[str, str]) -> str:
    """Make a bag of a folder whose payload and content file are in place; the hash of its tag manifest,
    which stands for all of it.

    `info` are the lines of bag-info.txt, in this order."""
    payload = _files(folder / PAYLOAD)
    sums = {f"{PAYLOAD}/{name}": fsio.sha256_of(path) for name, path in payload.items()}
    size = sum(path.stat().st_size for path in payload.values())
    lines = [*info.items(), ("Payload-Oxum", f"{size}.{len(payload)}")]
    _write(folder / DECLARATION, BAGIT)
    _write(folder / INFO, "".join(f"{key}: {_one_line(value)}\n" for key, value in lines))
    _write(folder / MANIFEST, listing(sums))
    tags = (DECLARATION, INFO, MANIFEST, CONTENT)
    _write(folder / TAGS, listing({name: fsio.sha256_of(folder / name) for name in tags}))
    return fsio.sha256_of(folder / TAGS)


def listing(sums: Mapping[str, str]) -> str:
    """Hash and path, one line each, as `sha256sum` writes them."""
    return "".join(f"{sums[name]}  {_spelt(name)}\n" for name in sorted(sums))


def zipped(folder: Path, name: str) -> Iterator[bytes]:
    """The bag as a zip below the folder `name`, the same bytes for the same files, piece by piece.

    Stored, not compressed: its PDFs are compressed already, and other versions of a compressor would
    give other bytes."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as out:
        for path_name, path in _files(folder).items():
            entry = zipfile.ZipInfo(f"{name}/{path_name}", ZIP_DAY)
            entry.external_attr = 0o100600 << 16
            entry.create_system = 3
            entry.file_size = path.stat().st_size
            with out.open(entry, "w", force_zip64=entry.file_size > zipfile.ZIP64_LIMIT) as member:
                for piece in fsio.chunks_of(path):
                    member.write(piece)
                    yield from sink.take()
    yield from sink.take()


def publish_zip(folder: Path, target: Path, *, over: bool = False) -> str:
    """Put the zip of a bag at `target`, whole or not at all; its hash. `over` replaces a draft's."""
    if over:
        fsio.remove(target)
    return fsio.publish_chunks(target, zipped(folder, folder.name))


class _Sink:
    """What a zip writer writes to; hands on what it got. A class because a file has methods."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The caller has what was written."""

    def take(self) -> list[bytes]:
        """What was written since the last call."""
        taken, self._waiting = self._waiting, []
        return taken


def unzip(source: Path, target: Path) -> Path:
    """Take a packet out of its zip into `target`; the folder that holds it.

    Raises DataError for a file that is no zip, or holds unsafe paths, links or too much."""
    try:
        with zipfile.ZipFile(source) as held:
            entries = [entry for entry in held.infolist() if not entry.is_dir()]
            unsafe = [e.filename for e in entries if not is_safe(e.filename) or _odd(e)]
            names = [entry.filename.casefold() for entry in entries]
            if unsafe or len(set(names)) < len(names):
                raise _refused(source, "含不安全的路径", "holds unsafe or doubled paths")
            most = min(MOST, max(SMALL, SWELLS * source.stat().st_size))
            if sum(entry.file_size for entry in entries) > most:
                raise _refused(source, "过大", "is too large")
            for entry in entries:
                path = target / entry.filename
                path.parent.mkdir(parents=True, exist_ok=True)
                with held.open(entry) as read, path.open("xb") as out:
                    while piece := read.read(fsio.CHUNK):
                        out.write(piece)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        NotImplementedError,  # what zipfile raises for a way of packing that it does not know
        RuntimeError,  # and for a member with a password
        ValueError,
    ) as error:
        raise _refused(source, "不是可读的 zip", "is no readable zip") from error
    tops = sorted(target.iterdir())
    if len(tops) != 1 or not (tops[0] / DECLARATION).is_file():
        raise _refused(
            source, "不是材料包，或在材料包之外还有内容", "holds no packet, or more than one"
        )
    return tops[0]


def _refused(source: Path, zh: str, en: str) -> DataError:
    return DataError(
        Text(f"{source.name} {zh}", f"{source.name} {en}"),
        Text(
            "请使用 noticegen bundle build 生成的文件",
            "use a file made by `noticegen bundle build`",
        ),
    )


def _odd(entry: zipfile.ZipInfo) -> bool:
    """Neither a plain file nor one this program would read: a link, a secret one."""
    kind = (entry.external_attr >> 16) & 0o170000
    return bool(entry.flag_bits & 1) or kind not in (0, 0o100000)


def is_safe(name: str) -> bool:
    """Whether a path stays below its folder on every system."""
    parts = name.split("/")
    return not (
        name.startswith(("/", "~"))
        or "\\" in name
        or ":" in name
        or "\x00" in name
        or any(part in ("", ".", "..") for part in parts)
    )


def check_layout(folder: Path) -> list[Problem]:
    """What is wrong with the files of a bag: layout, unsafe paths, altered, missing and extra files."""
    found: list[Problem] = []
    absent = [n for n in (DECLARATION, INFO, MANIFEST, TAGS, CONTENT) if not _plain(folder / n)]
    found += [Problem("missing", n, Text("缺少该文件", "this file is missing")) for n in absent]
    for name in (DECLARATION, INFO, MANIFEST, TAGS, CONTENT):
        if name not in absent and (folder / name).stat().st_size > MOST_LISTED:
            found.append(Problem("layout", name, Text("过大", "is too large")))
            absent.append(name)
    if DECLARATION not in absent and (folder / DECLARATION).read_bytes() != BAGIT.encode():
        found.append(Problem("layout", DECLARATION, Text("不是 BagIt 1.0", "not BagIt 1.0")))
    if (folder / "fetch.txt").exists():
        found.append(Problem("extra", "fetch.txt", Text("不应有该文件", "does not belong here")))
    links = [p for p in folder.rglob("*") if p.is_symlink()]
    for link in links:
        name = link.relative_to(folder).as_posix()
        found.append(Problem("layout", name, Text("是链接，不是文件", "a link, not a file")))
    for sums, top in ((MANIFEST, PAYLOAD), (TAGS, "")):
        if sums not in absent:
            found += _compare(folder, sums, top)
    return found


def _compare(folder: Path, sums: str, top: str) -> Iterator[Problem]:
    """The files that a manifest lists against those that are there, both ways."""
    listed: dict[str, str] = {}
    for number, line in enumerate(_lines(folder / sums), 1):
        digest, _, name = line.partition("  ")
        name = _unspelt(name)
        if len(digest) != 64 or not is_safe(name) or (top and not name.startswith(f"{top}/")):
            yield Problem("layout", f"{sums}:{number}", Text("该行无效", "this line is not valid"))
        elif name in listed:
            yield Problem("layout", f"{sums}:{number}", Text("重复列出", "listed twice"))
        else:
            listed[name] = digest.lower()
    for name, digest in sorted(listed.items()):
        if not _plain(folder / name):
            yield Problem("missing", name, Text("清单有，文件没有", "listed, but not there"))
        elif fsio.sha256_of(folder / name) != digest:
            yield Problem("altered", name, Text("内容已被改动", "its content was changed"))
    there = _files(folder / top) if top else _tag_files(folder)
    for name in sorted(there):
        whole = f"{top}/{name}" if top else name
        if whole not in listed:
            yield Problem("extra", whole, Text("文件有，清单没有", "there, but not listed"))


def _tag_files(folder: Path) -> dict[str, Path]:
    """The files beside the payload; a manifest of tag files does not list itself."""
    files = _files(folder)
    return {
        name: path
        for name, path in files.items()
        if not name.startswith(f"{PAYLOAD}/") and name != TAGS
    }


def _files(folder: Path) -> dict[str, Path]:
    """All files below a folder by their path in it, sorted."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return dict(sorted(named.items()))


def _plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _lines(path: Path) -> Sequence[str]:
    return path.read_text("utf-8", errors="replace").splitlines()


def _spelt(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _unspelt(name: str) -> str:
    return name.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def ascii_name(text: str, most: int = 60) -> str:
    """What of a text can stand in a file name anywhere: lower case letters, digits and dashes."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in kept.split("-") if part)[:most].strip("-") or "x"


def suffix_of(name: str) -> str:
    """The last suffix of a name, if it is short and plain."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6 else ""
