"""Rows about what the volumes hold: text, pictures, exhibits, papers, and nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from noticegen.bundle.content import Item, Row
from noticegen.bundle.lint.values import Packet, at, item_at, pages
from noticegen.text import Text

TOLERANCE = 2.0  # points by which a page may differ from the paper


def text_there(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 11: pages have text that can be searched, or belong to an exhibit known to be a picture."""
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            item = item_at(volume, number)
            picture = (
                item is not None and item.kind == "exhibit" and item.text_pages < item.span.pages
            )
            if page.characters <= 0 and not picture:
                yield at(volume, number), Text("没有可检索的文字", "has no text that can be searched")  # fmt: skip


def upright(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 12: no page needs to be turned by the reader's program."""
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            if page.turn:
                yield at(volume, number), Text(f"旋转了{page.turn}度", f"is turned by {page.turn} degrees")  # fmt: skip


def fine_enough(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 13: no picture is finer than the profile allows (a twentieth more is let pass)."""
    most = packet.profile.max_dpi
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            if most and page.dpi > most * 1.05:
                yield at(volume, number), Text(f"{page.dpi:.0f} dpi，上限 {most}", f"{page.dpi:.0f} dpi, the limit is {most}")  # fmt: skip


def no_doubles(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 19: no file is an exhibit twice."""
    known: dict[str, str] = {}
    for volume, _ in packet.each():
        for item in volume.items:
            if item.kind != "exhibit" or not item.sha256:
                continue
            if item.sha256 in known:
                yield at(volume, item.first), Text(f"与 {known[item.sha256]} 是同一文件", f"is the same file as {known[item.sha256]}")  # fmt: skip
            known.setdefault(item.sha256, item.number)


def in_time_order(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 20: demands stand in the order of their days, the service of each behind it in its own."""
    for volume, _ in packet.each():
        head: Item | None = None  # a letter, or what belongs to none
        last: Item | None = None  # of what stands behind the letter
        for item in volume.items:
            if item.kind != "exhibit" or not item.day or not item.timed:
                continue
            behind = head is not None and item.sha256 in head.proofs
            before = last if behind else head
            if before and item.day < before.day and not item.late:
                yield at(volume, item.first), Text(f"{item.number} 早于 {before.number}", f"{item.number} is older than {before.number}")  # fmt: skip
            head, last = (head if behind else item), item


def not_locked(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 21: no password, no restriction."""
    for volume, seen in packet.each():
        if seen.encrypted:
            yield at(volume), Text("已加密", "is encrypted")


def inert(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 22: no script, program, film, sound, link to the outside, or note that is drawn over a page."""
    for volume, seen in packet.each():
        for name in seen.unsafe:
            yield at(volume), Text(f"含 {name}", f"holds {name}")


def flat(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 23: no form to fill in, except the field of a seal."""
    for volume, seen in packet.each():
        for name in seen.forms if volume.seal == "none" else ():
            yield at(volume), Text(f"含表单（{name}）", f"holds a form ({name})")


def archival(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 24: it is PDF/A; a sealed volume was before it was sealed."""
    for volume, seen in packet.each():
        if volume.archival != "pass":
            yield at(volume), Text(f"不是 PDF/A：{volume.archival}", f"is not PDF/A: {volume.archival}")  # fmt: skip
        elif volume.seal == "none":
            for line in seen.archival[:3]:
                yield at(volume), Text(f"不是 PDF/A：{line}", f"is not PDF/A: {line}")


def fonts_inside(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 25: all fonts are embedded."""
    for volume, seen in packet.each():
        for name in seen.loose:
            yield at(volume), Text(f"字体 {name} 未嵌入", f"the font {name} is not embedded")


def on_paper(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 26: each page is of the profile's paper, upright or across."""
    short, long = sorted(packet.profile.paper)
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            low, high = sorted(page.size)
            if abs(low - short) > TOLERANCE or abs(high - long) > TOLERANCE:
                yield at(volume, number), Text(f"页面为 {page.size[0]:.0f}×{page.size[1]:.0f} 点", f"is {page.size[0]:.0f} by {page.size[1]:.0f} points")  # fmt: skip


def stamp_free(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 27: the top right of the cover is free for the court's stamp."""
    for volume, seen in packet.each():
        if packet.profile.stamp_corner and seen.corner_taken:
            yield at(volume, volume.first), Text("封面右上角不是空白", "the top right of its cover is not blank")  # fmt: skip


def columns_there(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 31: the evidence list has the columns that are asked for, and none of their cells is empty."""
    columns = packet.profile.columns.get(packet.content.locale, ())
    for volume, _ in packet.each():
        if volume.audience != "court" or not columns or volume.part > 1:
            continue
        lists = {n: h for n, h in volume.heads.items() if set(columns) <= set(h)}
        if not lists:
            yield at(volume), Text("证据目录缺少应有的栏目", "no evidence list with the columns asked for")  # fmt: skip
        for row in volume.rows:
            for name in columns if row.item in lists else ():
                if not _cell(row, lists[row.item], name):
                    yield at(volume), Text(f"{row.target} 的“{name}”为空", f"{name} of {row.target} is empty")  # fmt: skip


def _cell(row: Row, head: Sequence[str], name: str) -> str:
    place = list(head).index(name)
    return row.cells[place].strip() if place < len(row.cells) else ""


def numbered_in_groups(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 32: exhibits are numbered as the profile asks, each number once, in order."""
    numbers: list[tuple[int, ...]] = []
    for volume, _ in packet.each():
        for item in volume.items:
            if item.kind != "exhibit":
                continue
            if not re.fullmatch(packet.profile.exhibit_number, item.number):
                yield at(volume, item.first), Text(f"编号 {item.number} 不合要求", f"the number {item.number} is not of the form asked for")  # fmt: skip
                continue
            place = tuple(int(n) for n in re.findall(r"\d+", item.number))
            if place in numbers or (numbers and place < max(numbers) and not item.late):
                yield at(volume, item.first), Text(f"编号 {item.number} 重复或失序", f"the number {item.number} is doubled or out of order")  # fmt: skip
            numbers.append(place)


def origin_known(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 33: of each exhibit the hash, the name or letter it comes from, and what was done to it are
    on record."""
    for volume, _ in packet.each():
        for item in volume.items:
            if item.kind != "exhibit":
                continue
            if len(item.sha256) != 64 or not item.fate or not (item.name or item.letter):
                yield at(volume, item.first), Text("来源或哈希没有记录", "its origin or hash is not on record")  # fmt: skip


def parts_there(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 34: the papers that a filing needs are in it."""
    held = {i.id for v in packet.content.volumes if v.audience == "court" for i in v.items}
    for name in packet.profile.required:
        if name not in held and "court" in packet.profile.audience:
            yield "court", Text(f"缺少 {name}", f"{name} is missing")


def says_what_it_is(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 38: title (in both places, shown), language."""
    for volume, seen in packet.each():
        if seen.title != volume.title or not seen.xmp_title or not seen.shows_title:
            yield at(volume), Text("没有标题或标题不一致", "its title is missing or differs")
        if seen.lang != volume.lang:
            yield at(volume), Text(f"语言为 {seen.lang or '–'}", f"its language is {seen.lang or '–'}")  # fmt: skip


def never_mixed(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 39 (of the house): nothing made for the house alone is in a volume for the court."""
    for volume in packet.content.volumes:
        for item in volume.items:
            if item.audience != volume.audience:
                yield at(volume, item.first), Text(f"{item.title} 属内部材料", f"{item.title} is for {item.audience} eyes")  # fmt: skip


def carries_natives(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 42 (of the house): a volume carries nothing, or (the internal one, where the profile wants it) each
    native file as it lies beside it, and nothing else."""
    natives = {PurePosixPath(one.file).name: one.sha256 for one in packet.content.natives}
    for volume, seen in packet.each():
        inside = volume.audience == "internal"
        wanted = (
            natives if inside and (seen.attached or packet.profile.natives == "attached") else {}
        )
        for name in sorted(wanted.keys() - seen.attached.keys()):
            yield at(volume), Text(f"未附原件 {name}", f"does not carry {name}")
        for name, digest in seen.attached.items():
            if name not in wanted:
                yield at(volume), Text(f"附有不应有的文件 {name}", f"carries {name}, which does not belong there")  # fmt: skip
            elif digest != wanted[name]:
                yield at(volume), Text(f"所附 {name} 不是原件", f"carries another file as {name}")
