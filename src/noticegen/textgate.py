"""Which characters may stand in a name, an address, an identifier or a text.

Refused, never stripped: what no letter can show, what hides or reverses what is printed, and what
is too long. Text is kept exactly as given otherwise. Unassigned code points are not refused here:
the Unicode table of this Python is older than names in use; fonts decide. A refusal names position
and code point, never the value.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from noticegen.text import Text, many

Kind = Literal["name", "address", "text", "id"]
LIMITS: dict[Kind, int] = {"name": 200, "address": 500, "text": 4000, "id": 64}
MAX_MARKS = 2  # combining marks in a row; Vietnamese needs two
MAX_REFUSALS = 8
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_JOINERS = "\u200b\u200c\u200d\u2060\u00ad"
# What GB 18030-2000 still had in the private use area; the newer standard gives these.
_GB18030_LEFT = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip


def check_text(value: str, *, kind: Kind = "text", max_length: int | None = None) -> list[Text]:
    """The reasons why this text cannot be used; [] = fine. Positions count from 1.

    An empty text is fine here: whether a field may be empty is another question."""
    limit = LIMITS[kind] if max_length is None else max_length
    found: list[Text] = []
    if len(value) > limit:
        found.append(
            Text(
                f"过长：{len(value)}个字符，最多{limit}个",
                f"too long: {many(len(value), 'character')}, at most {limit}",
            )
        )
        value = value[:limit]
    if value != value.strip():
        found.append(Text("首尾有空格", "blank at the start or end"))
    for at, char in enumerate(value, 1):
        why = _refusal(char, kind)
        if why:
            found.append(_at(at, char, why))
        if len(found) >= MAX_REFUSALS:
            return found
    return found + (_marks(value) if kind in ("name", "address", "id") else [])


def _at(position: int, char: str, why: Text) -> Text:
    point = f"U+{ord(char):04X}"
    return Text(f"第{position}个字符 {point}：{why.zh}", f"character {position}, {point}: {why.en}")


def _refusal(char: str, kind: Kind) -> Text | None:
    """Why this one character is refused, or None."""
    code = ord(char)
    if 0x20 <= code < 0x7F or 0x4E00 <= code <= 0x9FFF:
        return None
    if char in "\t\n" and kind == "text":
        return None
    if code < 0xA0:
        return Text("控制字符", "control character")
    if 0xD800 <= code <= 0xDFFF:
        return Text("不成对的代理码位", "lone surrogate")
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or code == 0xFEFF:
        return Text("非字符或字节顺序标记", "noncharacter or byte order mark")
    if char in "\u2028\u2029" or 0xFFF9 <= code <= 0xFFFB or 0xE0001 <= code <= 0xE007F:
        return Text("不可见的分隔或标注字符", "invisible separator or annotation")
    if _BIDI.match(char):
        return Text("改变文字方向的控制字符", "control that changes the direction of text")
    if code == 0xFFFD:
        return Text("替换字符：文件转码时已丢字", "replacement character: lost in a conversion")
    if unicodedata.category(char) == "Co":
        return _private(char)
    if kind != "text" and char in _JOINERS:
        return Text("不可见的连接字符", "invisible joiner")
    return None


def _private(char: str) -> Text:
    """A private code point: each font shows something else; older GB 18030 used some for names."""
    meant = gb18030_hint(char)
    if not meant:
        return Text("私用区字符，各字体显示不同", "private use: each font shows something else")
    point = f"U+{ord(meant):04X}"
    return Text(
        f"私用区字符，可能是 {meant}（{point}），请改用后者",
        f"private use; probably {meant} ({point}) is meant: use that",
    )


def gb18030_hint(char: str) -> str:
    """The character an older GB 18030 font shows at this private code point, or ""."""
    code = ord(char)
    if code in _GB18030_LEFT:
        return chr(_GB18030_LEFT[code])
    if not 0xE815 <= code <= 0xE864:
        return ""
    trail = 0x50 + code - 0xE815
    trail += trail >= 0x7F  # GBK has no trail byte 7F
    meant = bytes((0xFE, trail)).decode("gb18030", "replace")
    return meant if len(meant) == 1 and unicodedata.category(meant) != "Co" else ""


def _marks(value: str) -> list[Text]:
    """More combining marks in a row than any name has."""
    run = 0
    for at, char in enumerate(value, 1):
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run > MAX_MARKS:
            why = Text("连续的组合附加符过多", "too many combining marks in a row")
            return [_at(at, char, why)]
    return []
