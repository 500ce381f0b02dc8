"""Document → DOCX: the house's letterhead filled with the same blocks.

`letterhead.docx` is a docxtpl template: docxtpl heals the placeholders Word tears apart and turns
its parts into Jinja sources. That is done once per letterhead and kept in the cache; a letter only
fills the sources, in the one environment of `env`, and zips the parts. docxtpl's own rendering is
never used: by default it drops what follows a `<` and runs code found in a template.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from noticegen.errors import TemplateError
from noticegen.model import Document
from noticegen.render import ooxml
from noticegen.render.cache import cache_folder, keep
from noticegen.render.env import MISTAKES, compiled, encoded, fill
from noticegen.render.html import GENERATOR, LANGUAGES
from noticegen.render.package import pack, unpack
from noticegen.render.style import HouseStyle
from noticegen.text import Text

COMPILER = "2"  # raise when `compile_letterhead` changes what it writes
NAME = "letterhead.docx"
MAIN = "word/document.xml"
SLOTTED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
REPLACED = (
    "docProps/core.xml",
    "docProps/app.xml",
    "docProps/thumbnail.jpeg",
    "docProps/custom.xml",
)
REVIEW = re.compile(rb"<w:(ins|del|moveFrom|moveTo|commentRangeStart) ")
SEAL_PART = "word/media/seal.png"


@dataclass(frozen=True)
class Letterhead:
    """A letterhead ready to be filled: Jinja sources by part, the words that must survive, the rest."""

    sources: Mapping[str, str]
    statics: tuple[tuple[str, str], ...]  # (part, words)
    parts: Mapping[str, bytes]


def write_docx(document: Document, style: HouseStyle, pages: int = 1) -> bytes:
    """The DOCX of `document`. `pages` is the number a reader that does not compute fields shows.

    Raises TemplateError if the letterhead is wrong."""
    letterhead = load_letterhead(style)
    context = {
        "locale": document.locale,
        "letterhead": document.letterhead,
        "number": document.number,
        "title": document.title,
        "watermark": document.watermark,
        "pages": pages,
        "body": Markup(ooxml.body(document)),
    }
    parts = dict(letterhead.parts)
    for name, source in letterhead.sources.items():
        parts[name] = fill(source, context, f"{NAME}/{name}").encode()
    parts["docProps/core.xml"] = _core(document).encode()
    parts["docProps/app.xml"] = APP.encode()
    if document.seal:
        parts[SEAL_PART] = document.seal
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>", SEAL_RELATIONSHIP + b"</Relationships>"
        )
    return pack(parts)


def load_letterhead(style: HouseStyle) -> Letterhead:
    """The letterhead of `style`, compiled once per version of the file. Raises TemplateError."""
    path = style.house / NAME
    if not path.is_file():
        raise _wrong("is missing", "缺少该文件")
    return _load(path.read_bytes(), style.docx_font, style.docx_heading_font)


def get_ready(style: HouseStyle) -> None:
    """Compile what `write_docx` will fill, so that it need not; what is wrong with it, that will say."""
    with contextlib.suppress(TemplateError, OSError, *MISTAKES):
        for source in load_letterhead(style).sources.values():
            compiled(source)


@lru_cache(maxsize=4)
def _load(data: bytes, body_font: str, heading_font: str) -> Letterhead:
    try:
        parts = unpack(data)
    except ValueError as error:
        raise _wrong(f"is no DOCX file: {error}", "不是有效的 DOCX 文件") from error
    key = hashlib.sha256(data + _compiler_version().encode()).hexdigest()[:24]
    kept = cache_folder() / "letterhead" / f"{key}.json"
    if kept.is_file():
        compiled = json.loads(kept.read_bytes())
    else:
        compiled = compile_letterhead(parts)
        keep(kept, json.dumps(compiled).encode())
    rest = {
        name: content
        for name, content in parts.items()
        if name not in compiled["sources"] and name not in REPLACED
    }
    rest["[Content_Types].xml"], rest["_rels/.rels"] = _content_types(rest), RELATIONSHIPS
    rest["word/styles.xml"] = _with_fonts(rest["word/styles.xml"], body_font, heading_font)
    return Letterhead(compiled["sources"], tuple(map(tuple, compiled["statics"])), rest)


def _compiler_version() -> str:
    from importlib.metadata import version

    return f"{COMPILER}-{version('docxtpl')}"


def compile_letterhead(parts: Mapping[str, bytes]) -> dict[str, object]:
    """Jinja sources of the slotted parts and the static words. Raises TemplateError naming the part."""
    from docxtpl import DocxTemplate
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    healer = DocxTemplate(None)
    sources, statics = {}, []
    for name, content in parts.items():
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise _wrong(f"{name} holds an entity", f"{name} 含实体声明")
        if b'TargetMode="External"' in content or name.endswith("vbaProject.bin"):
            raise _wrong(f"{name} points outside the file", f"{name} 引用了外部内容")
        if not SLOTTED.fullmatch(name):
            if (
                name.endswith(".xml")
                and (b"{{" in content or b"{%" in content)
                and name not in REPLACED
            ):
                raise _wrong(
                    f"{name} holds a placeholder that is never filled",
                    f"{name} 中的占位符不会被替换",
                )
            continue
        if REVIEW.search(content):
            raise _wrong(f"{name} has tracked changes or comments", f"{name} 含修订或批注")
        try:
            tree = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise _wrong(f"{name} is not well-formed", f"{name} 不是有效的 XML") from error
        sources[name] = healer.patch_xml(etree.tostring(tree, encoding="unicode"))
        if name == MAIN and static_words(sources[name], everywhere=True):
            raise _wrong(
                "has words in its body; they belong in the wording",
                "正文中有固定文字，应写入文书用语",
            )
        statics += [(name, words) for words in static_words(sources[name])]
    for slot in ("letterhead", "number", "title", "body"):
        if not re.search(r"{{\s*" + slot + r"\s*}}", sources.get(MAIN, "")):
            raise _wrong(f"lacks the slot {slot}", f"缺少字段 {slot}")
    return {"sources": sources, "statics": statics}


def static_words(source: str, *, everywhere: bool = False) -> list[str]:
    """The words of a compiled part that every letter must show: those under no condition.

    With `everywhere`, those under conditions too."""
    words, depth = [], 0
    for tag, text in re.findall(r"{%\s*(\w+)[^%]*%}|<w:t(?:\s[^>]*)?>([^<]*)</w:t>", source):
        if tag in {"if", "for"}:
            depth += 1
        elif tag in {"endif", "endfor"}:
            depth -= 1
        elif depth == 0 or everywhere:
            words += [part.strip() for part in re.split(r"{{.*?}}", text) if part.strip()]
    return words


def _with_fonts(styles: bytes, body_font: str, heading_font: str) -> bytes:
    """The styles with the shipped face names replaced by those of the house."""
    for shipped, wanted in (("仿宋", body_font), ("黑体", heading_font)):
        if wanted != shipped:
            new = f'w:eastAsia="{encoded(wanted)}"'.encode()
            styles = styles.replace(f'w:eastAsia="{shipped}"'.encode(), new)
    return styles


def _wrong(en: str, zh: str) -> TemplateError:
    return TemplateError(
        Text(f"{NAME}：{zh}", f"{NAME} {en}"),
        Text(
            "从出厂的 letterhead.docx 重新修改",
            "start again from the letterhead.docx that was shipped",
        ),
    )


# --- the parts we write ourselves, so that nothing of the template's author is carried over -------

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

APP = (
    f'{XML}<Properties xmlns="{OFFICE}/extended-properties">'
    f"<Application>{GENERATOR}</Application></Properties>"
)
RELATIONSHIPS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="{MAIN}"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
).encode()
SEAL_RELATIONSHIP = (
    f'<Relationship Id="rIdSeal" Type="{OFFICE}/relationships/image" Target="media/seal.png"/>'
).encode()


def _content_types(parts: Mapping[str, bytes]) -> bytes:
    """The content types of the letterhead, with pictures known and removed parts forgotten."""
    listed = parts["[Content_Types].xml"].decode()
    listed = re.sub(r'<Override PartName="/docProps/[^"]*"[^>]*/>', "", listed)
    listed = re.sub(r'<Default Extension="(png|jpeg)"[^>]*/>', "", listed)
    ours = (
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    )
    return listed.replace("</Types>", ours + "</Types>").encode()


def _core(document: Document) -> str:
    day = document.issued_on
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
        if day
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{encoded(document.title)}</dc:title><dc:subject>{encoded(document.subject)}</dc:subject>"
        f"<dc:creator>{encoded(document.letterhead)}</dc:creator>"
        f"<dc:language>{LANGUAGES[document.locale]}</dc:language>{dates}</cp:coreProperties>"
    )
