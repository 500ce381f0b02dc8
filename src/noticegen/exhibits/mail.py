"""An e-mail: its headers, its text, and its attachments by name and hash. Nothing is fetched."""

from __future__ import annotations

import email
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.header import decode_header
from email.message import Message

from noticegen.exhibits.texts import decoded
from noticegen.text import Text

HEADERS = (
    ("From", Text("发件人", "From")), ("To", Text("收件人", "To")), ("Cc", Text("抄送", "Cc")),
    ("Date", Text("日期", "Date")), ("Subject", Text("主题", "Subject")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment: its name as the mail gives it, type, size in bytes, SHA-256 (hex)."""

    name: str
    media: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader of the mail sees. `left_out`: pictures and the like that its HTML asks for."""

    headers: tuple[tuple[Text, str], ...]
    body: str
    attachments: tuple[Attached, ...]
    from_html: bool
    left_out: int


def read(data: bytes) -> Letter:
    """The mail in `data`; whatever is malformed is shown as it stands."""
    message = email.message_from_bytes(data, policy=policy.compat32)
    headers = tuple(
        (label, header(message.get_all(name) or [])) for name, label in HEADERS if message.get(name)
    )
    plain: list[str] = []
    rich: list[str] = []
    attachments: list[Attached] = []
    left_out = 0
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        content = _payload(part)
        named = part.get_filename()
        if named or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            digest = hashlib.sha256(content).hexdigest()
            attachments.append(Attached(header([named or ""]), kind, len(content), digest))
        elif kind == "text/html":
            text, missing = text_of_html(_text(part, content))
            left_out += missing
            rich.append(text)
        else:
            plain.append(_text(part, content))
    body = "\n".join(plain) if any(p.strip() for p in plain) else "\n".join(rich)
    return Letter(headers, body, tuple(attachments), not any(p.strip() for p in plain), left_out)


def header(values: Sequence[object]) -> str:
    """The words of header lines, encoded words decoded."""
    return ", ".join(_header(str(value)) for value in values)


def _header(value: str) -> str:
    try:
        parts = decode_header(value)
    except Exception:  # noqa: BLE001  # malformed: as it stands
        return value
    words = []
    for part, charset in parts:
        if isinstance(part, str):
            words.append(part)
        else:
            words.append(_decoded(part, charset))
    return " ".join("".join(words).split())


def _payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message, content: bytes) -> str:
    charset = part.get_content_charset()
    return _decoded(content, charset)


def _decoded(content: bytes, charset: str | None) -> str:
    # what calls itself gb2312 is as a rule a larger set
    named = "gb18030" if (charset or "").lower() in ("gb2312", "gbk", "x-gbk") else charset
    if named:
        try:
            return content.decode(named)
        except (UnicodeDecodeError, LookupError, ValueError):
            pass
    guessed = decoded(content)
    return guessed[0] if guessed else content.decode("latin-1")


_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "hr",
    ]
)


def text_of_html(source: str) -> tuple[str, int]:
    """The visible words of HTML, a line for each block, and how many outside things it asks for."""
    from lxml import etree, html

    source = source.replace("\0", "")
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", no_network=True))  # fmt: skip
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", 0
    missing = sum(
        1
        for node in root.iter("img", "iframe", "object", "embed", "video", "audio", "link")
        if node.get("src") or node.get("href") or node.get("data")
    )
    etree.strip_elements(root, "script", "style", "head", etree.Comment, with_tail=False)
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if node.tag in _BLOCKS:
            parts.append("\n")
        elif node.tag in ("td", "th") and event == "end":
            parts.append("  ")
        said = node.text if event == "start" else node.tail
        if said:
            parts.append(" ".join(said.split()) if said.strip() else " ")
            if said.strip() and said[-1].isspace():
                parts.append(" ")
    lines = [" ".join(line.split(" ")).strip() for line in "".join(parts).split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip(), missing
