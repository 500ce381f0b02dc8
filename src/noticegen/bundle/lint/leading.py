"""Rows about what leads somewhere: lists, references, bookmarks, and how a volume opens."""

from __future__ import annotations

from collections.abc import Iterator

from noticegen.bundle.bind import title_with_pages
from noticegen.bundle.content import Volume
from noticegen.bundle.lint.values import Packet, at, item_at
from noticegen.bundle.look import OUTSIDE
from noticegen.bundle.profile import Profile
from noticegen.text import Text


def rows_lead(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 6: each row of a list leads to the first page of what it names, as do all references, and no
    link leads anywhere else."""
    for volume, seen in packet.each():
        own = {item.id: item for item in volume.items}
        for lead in volume.leads:
            place = lead.page - volume.first
            links = seen.pages[place].links if 0 <= place < len(seen.pages) else {}
            if lead.target in own:
                there = own[lead.target].first - volume.first
                if links.get(there, 0) < lead.count:
                    yield at(volume, lead.page), Text(f"缺少通往 {lead.target} 的链接", f"a link to {lead.target} is missing or leads elsewhere")  # fmt: skip
            elif links.get(OUTSIDE, 0) < lead.count:
                yield at(volume, lead.page), Text(f"缺少通往 {lead.target} 的链接", f"a link to {lead.target} is missing")  # fmt: skip
        known = sum(lead.count for lead in volume.leads)
        there_are = sum(sum(page.links.values()) for page in seen.pages)
        if there_are > known:
            yield at(volume), Text(f"有{there_are}个链接，应为{known}个", f"{there_are} links, {known} are known")  # fmt: skip
        led = {(row.item, row.target) for row in volume.rows}
        places = {(_id_at(volume, lead.page), lead.target) for lead in volume.leads}
        for item, target in sorted(led - places):
            yield at(volume), Text(f"{item} 中 {target} 一行没有链接", f"the row of {target} in {item} does not lead there")  # fmt: skip


def _id_at(volume: Volume, page: int) -> str:
    item = item_at(volume, page)
    return item.id if item else ""


def all_bookmarked(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 7: a bookmark for each part, with its title and its pages, that leads to its first page."""
    for volume, seen in packet.each():
        marks = {(mark.title, mark.page + volume.first) for mark in seen.marks}
        for item in volume.items:
            if (title_with_pages(item.title, item.span), item.first) not in marks:
                yield at(volume, item.first), Text(f"缺少书签：{item.title}", f"no bookmark: {item.title}")  # fmt: skip


def exhibits_described(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 8: the bookmark of an exhibit has its number and a description, and nothing is nested deeper
    than the profile allows."""
    for volume, seen in packet.each():
        titles = [mark.title for mark in seen.marks]
        for item in volume.items:
            if item.kind != "exhibit":
                continue
            said = next((t for t in titles if t.startswith(item.title)), "")
            rest = said.split(item.number, 1)[-1].strip() if item.number in said else ""
            if len(rest.removesuffix(str(item.span)).strip()) < 2:
                yield at(volume, item.first), Text("书签没有编号或名称", "its bookmark lacks number or description")  # fmt: skip
        deep = [m for m in seen.marks if m.level > packet.profile.bookmark_levels]
        for mark in deep:
            yield at(volume), Text(f"书签层次过深：{mark.title}", f"nested too deep: {mark.title}")


def zoom_kept(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 9: a bookmark leads to a page and keeps the zoom of the reader."""
    for volume, seen in packet.each():
        for mark in seen.marks:
            if mark.page == OUTSIDE or not mark.keeps_zoom:
                yield at(volume), Text(f"书签改变缩放：{mark.title}", f"changes the zoom: {mark.title}")  # fmt: skip


def opens_well(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 10: it opens at the zoom the profile names."""
    for volume, seen in packet.each():
        if seen.zoom != packet.profile.zoom:
            yield at(volume), Text(f"打开时缩放为 {seen.zoom:.0%}", f"opens at {seen.zoom:.0%}")


def has_front(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 28: from so many pages on it begins with a cover, and a contents page follows."""
    for volume, _ in packet.each():
        if volume.pages < packet.profile.cover_from or volume.part > 1:
            continue
        kinds = [item.kind for item in volume.items[:2]]
        if kinds != ["cover", "contents"]:
            yield at(volume), Text("没有封面和目录", "has no cover and contents page")


def rows_have_pages(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 30: each row of a list shows the pages of what it names."""
    spans = {i.id: str(i.span) for v in packet.content.volumes for i in v.items}
    for volume, _ in packet.each():
        for row in volume.rows:
            span = spans.get(row.target, "?")
            shown = {span} if _is_index(volume, row.item, packet.profile) else {span, span.split("-")[0]}  # fmt: skip
            if not shown & set(row.cells):
                yield at(volume), Text(f"{row.item} 中 {row.target} 的页码应为 {span}", f"the row of {row.target} in {row.item} does not show {span}")  # fmt: skip


def _is_index(volume: Volume, item: str, profile: Profile) -> bool:
    """Whether a paper lists parts in the order of the pages: contents, list of evidence."""
    kinds = {i.kind for i in volume.items if i.id == item}
    return "contents" in kinds or item == profile.evidence_list


def same_order(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 37: lists and bookmarks follow the order of the pages."""
    starts = {i.id: i.first for v in packet.content.volumes for i in v.items}
    for volume, seen in packet.each():
        order = [mark.page for mark in seen.marks]
        if order != sorted(order):
            yield at(volume), Text("书签次序与页次不符", "bookmarks are not in the order of the pages")  # fmt: skip
        for item in [i for i in volume.heads if _is_index(volume, i, packet.profile)]:
            order = [starts.get(row.target, 0) for row in volume.rows if row.item == item]
            if order != sorted(order):
                yield at(volume), Text(f"{item} 的次序与页次不符", f"the rows of {item} are not in the order of the pages")  # fmt: skip
