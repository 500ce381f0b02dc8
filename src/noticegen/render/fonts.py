"""The fonts a letter may use, and what they can show.

The two shipped faces (Noto Serif SC, Noto Sans SC, OFL) come from PyPI as OpenType with cubic
outlines. Subsets of those fail PDF/A (ISO 19005-2, 6.2.11.4.1) and cost twenty times the bytes, so
each is converted once to static TrueType and kept in the user's cache, keyed by the version of the
font package and of this converter. A house may name further font files; they are converted the
same way, keyed by their content.

Nothing else is visible to the layout engine: `fonts.conf` names these files only, so a letter looks
the same on every machine and a character none of them has is refused, never boxed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from noticegen.errors import DataError, MissingError, OutputError
from noticegen.render.cache import cache_folder, keep
from noticegen.render.style import HouseStyle
from noticegen.render.truetype import CONVERTER, to_truetype
from noticegen.text import Text

PACKAGE = "pylopdf-fonts-zh-cn"
PATIENCE = 120  # seconds to wait for another process that converts the same face

Progress = Callable[[Text], None]


@dataclass(frozen=True)
class Font:
    """One face ready for use: its file, its family name, and the glyph of each character."""

    family: str
    path: Path
    glyphs: Mapping[int, int]


@dataclass(frozen=True)
class FontSet:
    """The declared fonts in order of preference after the two shipped ones, and their fonts.conf."""

    serif: Font
    sans: Font
    extra: tuple[Font, ...]
    config: Path

    @property
    def fonts(self) -> tuple[Font, ...]:
        """All faces."""
        return (self.serif, self.sans, *self.extra)

    @property
    def families(self) -> frozenset[str]:
        """Names of all faces."""
        return frozenset(font.family for font in self.fonts)

    def stack(self, first: Font) -> str:
        """A CSS font-family list: `first`, then what the house added, then the other shipped face."""
        order = [first, *self.extra, self.serif, self.sans]
        return ",".join(f'"{family}"' for family in dict.fromkeys(f.family for f in order))

    @cached_property
    def shown(self) -> frozenset[str]:
        """All characters that some face can show."""
        return frozenset(chr(code) for font in self.fonts for code in font.glyphs)

    def missing(self, characters: Iterable[str]) -> tuple[str, ...]:
        """The characters that no declared font can show, in order of code point."""
        codes = set(map(ord, set(characters)))
        for font in self.fonts:  # `shown` would be made of them for each letter
            codes = codes.difference(font.glyphs)
        return tuple(map(chr, sorted(codes)))

    def twins(self, characters: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Pairs of characters that one font draws with one glyph: a PDF could give back only one."""
        pairs = []
        for font in self.fonts:
            seen: dict[int, str] = {}
            for c in sorted(set(characters)):
                glyph = font.glyphs.get(ord(c))
                other = c if glyph is None or c.isspace() else seen.setdefault(glyph, c)
                if other != c:
                    pairs.append((other, c))
        return tuple(pairs)


def prepare_fonts(style: HouseStyle, progress: Progress | None = None) -> FontSet:
    """The fonts of `style`, converted if the cache lacks them (about 25 s each, once, two at a time)."""
    sources = _sources(style)
    missing = [source for source in sources if not source.ready]
    if missing:
        names = ", ".join(source.path.name for source in missing)
        (progress or (lambda _: None))(
            Text(
                f"正在转换字体（只需一次，约半分钟）：{names}",
                f"converting fonts (once, about half a minute): {names}",
            )
        )
        _convert_all(missing)
    return _font_set(tuple(_load(source.folder) for source in sources))


def prepared(style: HouseStyle) -> bool:
    """Whether the cache has all fonts of `style`."""
    return all(source.ready for source in _sources(style))


@dataclass(frozen=True)
class _Source:
    path: Path
    key: str  # names the folder of the converted face

    @property
    def folder(self) -> Path:
        return cache_folder() / "fonts" / self.key

    @property
    def ready(self) -> bool:
        return (self.folder / "face.json").is_file()


def _sources(style: HouseStyle) -> tuple[_Source, ...]:
    return (*_shipped_sources(), *(_extra_source(path) for path in style.extra_fonts))


def _shipped_sources() -> tuple[_Source, _Source]:
    try:
        import pylopdf_fonts_zh_cn as package
    except ImportError as error:
        raise MissingError(
            Text("缺少字体包", f"the font package {PACKAGE} is missing"),
            Text(f"pip install {PACKAGE}", f"pip install {PACKAGE}"),
        ) from error
    version = f"{package.__version__}-{CONVERTER}"
    return (
        _Source(Path(package.serif_path()), f"NotoSerifSC-{version}"),
        _Source(Path(package.sans_path()), f"NotoSansSC-{version}"),
    )


def _extra_source(path: Path) -> _Source:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise MissingError(
            Text(f"字体文件 {path} 读不到", f"the font file {path} cannot be read"),
            Text("检查 noticegen.toml 的 [fonts] extra", "check [fonts] extra in noticegen.toml"),
        ) from error
    return _Source(path, f"{path.stem}-{digest}-{CONVERTER}")


def _convert_all(sources: Sequence[_Source]) -> None:
    """Convert the first here and the others in child processes; what a child fails at, here too."""
    first, *others = sources
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    program = "import sys; from noticegen.render.fonts import convert; convert(*sys.argv[1:])"
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(source.path), str(source.folder)],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for source in others
    ]  # fmt: skip
    convert(first.path, first.folder)
    for child, source in zip(children, others, strict=True):
        if child.wait() != 0:
            convert(source.path, source.folder)


def convert(source: Path | str, target: Path | str) -> None:
    """Put the converted face of the font file `source` into the folder `target`, if it is not there.

    A second process that wants the same face waits for the first, but not for a dead one."""
    folder = Path(target)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    busy = folder / "busy"
    for _ in range(PATIENCE):
        try:
            busy.touch(exist_ok=False)
            break
        except FileExistsError:
            time.sleep(1)
        if (folder / "face.json").is_file():
            return
    try:
        face, outlines, pairs = to_truetype(Path(source))
        keep(folder / "face.ttf", outlines)
        keep(folder / "face.cmap", pairs)
        keep(folder / "face.json", json.dumps(face).encode())  # last: it says the rest is whole
    finally:
        busy.unlink(missing_ok=True)


@lru_cache(maxsize=16)
def _load(folder: Path) -> Font:
    face = json.loads((folder / "face.json").read_bytes())
    path = folder / "face.ttf"
    pairs = array("I")
    pairs.frombytes((folder / "face.cmap").read_bytes())
    if path.stat().st_size != face["size"] or len(pairs) != 2 * face["characters"]:
        raise OutputError(
            Text(f"字体缓存 {folder} 已损坏", f"the font cache {folder} is damaged"),
            Text("删除该文件夹后重试", "delete this folder and try again"),
        )
    return Font(face["family"], path, dict(zip(pairs[::2], pairs[1::2], strict=True)))


FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
</fontconfig>
"""


def _font_set(fonts: tuple[Font, ...]) -> FontSet:
    cache = cache_folder()
    folders = "\n".join(f"<dir>{escape(str(font.path.parent))}</dir>" for font in fonts)
    text = FONTS_CONF.format(folders=folders, cache=escape(str(cache / "fontconfig"))).encode()
    config = cache / "fonts" / f"{hashlib.sha256(text).hexdigest()[:16]}.conf"
    if not config.is_file():
        keep(config, text)
    return FontSet(fonts[0], fonts[1], fonts[2:], config)


def check_coverage(fonts: FontSet, text: str) -> None:
    """Raise DataError naming the code points of `text` that no declared font can show."""
    missing = fonts.missing(text.replace("\n", ""))
    if missing:
        codes = [f"U+{ord(c):04X}" for c in missing[:8]]
        zh, en = "、".join(codes), ", ".join(codes)
        raise DataError(
            Text(f"现有字体无法显示字符 {zh}", f"no declared font can show {en}"),
            Text(
                "在 noticegen.toml 的 [fonts] extra 中加入含该字的字体，如 Debian 软件包 fonts-noto-cjk 的 "
                "NotoSerifCJK-Regular.ttc",
                "name a font that has it in [fonts] extra of noticegen.toml, e.g. "
                "NotoSerifCJK-Regular.ttc of the Debian package fonts-noto-cjk",
            ),
        )


def check_twins(fonts: FontSet, text: str) -> None:
    """Raise DataError if `text` has two spellings that a declared font draws alike: two characters
    with one glyph, or a letter with its mark apart (e + U+0301) beside the composed one (é)."""
    for character in sorted(set(text)):
        if unicodedata.combining(character):
            code = f"U+{ord(character):04X}"
            raise DataError(
                Text(
                    f"组合附加符 {code} 与合成字符混用，存档后无法区分",
                    f"the combining mark {code} could not be told apart from a composed letter",
                ),
                Text("改用合成字符（NFC）", "write the composed letter (NFC)"),
            )
    for first, second in fonts.twins(text):
        codes = f"U+{ord(first):04X} / U+{ord(second):04X}"
        raise DataError(
            Text(
                f"字符 {codes} 在所用字体中字形相同，存档后无法区分",
                f"{codes} share a glyph in a declared font and could not be told apart",
            ),
            Text("统一写成其中一个", "write one of them throughout"),
        )
