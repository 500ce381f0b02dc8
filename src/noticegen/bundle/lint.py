"""What courts ask of an electronic bundle, row by row, each as a check of the finished volumes.

The rows and their numbers are those of docs/bundles.md, which names the rule of court or practice
guide behind each. A check yields one fault for each thing wrong; it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from noticegen.bundle.bind import title_with_pages
from noticegen.bundle.content import Content, Item, Row, Volume
from noticegen.bundle.look import OUTSIDE, Page, Seen
from noticegen.bundle.profile import Profile
from noticegen.text import Text

TOLERANCE = 2.0  # points by which a page may differ from the paper


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the row, the file and page, what. `warns` = the profile only points it out."""

    row: int
    where: str
    what: Text
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Packet:
    """What is checked: what the packet says of itself, its volumes as they are, the profile."""

    content: Content
    seen: Sequence[tuple[Volume, Seen]]
    profile: Profile
    files: Sequence[tuple[str, int]]  # all files for the court: path, bytes

    def each(self) -> Iterator[tuple[Volume, Seen]]:
        """The volumes that belong to the audiences of the profile."""
        return ((v, s) for v, s in self.seen if v.audience in self.profile.audience)


Check = Callable[[Packet], Iterator[tuple[str, Text]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: its number, what it asks, and its check."""

    row: int
    what: Text
    check: Check


def lint(packet: Packet) -> tuple[Fault, ...]:
    """The faults of a packet by the rows that its profile applies, in their order."""
    rows = packet.profile.rows
    found = []
    for rule in RULES:
        if str(rule.row) in rows.off:
            continue
        warns = str(rule.row) in rows.warn
        found += [Fault(rule.row, where, what, warns) for where, what in rule.check(packet)]
    return tuple(found)


def _at(volume: Volume, page: int = 0) -> str:
    return f"{volume.file}:{page}" if page else volume.file


def _pages(volume: Volume, seen: Seen) -> Iterator[tuple[int, Page]]:
    return iter(enumerate(seen.pages, volume.first))


def _item_at(volume: Volume, number: int) -> Item | None:
    return next((i for i in volume.items if i.first <= number <= i.last), None)


# --- files --------------------------------------------------------------------------------------


def one_sound_file(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 1: each volume is one PDF without errors of syntax, with the pages it should have."""
    for volume, seen in packet.each():
        for line in seen.broken[:3]:
            yield _at(volume), Text(f"PDF 语法错误：{line}", f"error of syntax: {line}")
        if len(seen.pages) != volume.pages:
            yield _at(volume), Text(f"有{len(seen.pages)}页，应为{volume.pages}页", f"{len(seen.pages)} pages, not {volume.pages}")  # fmt: skip


def small_enough(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 14: no file is larger than the profile allows."""
    most = packet.profile.max_bytes
    for name, size in packet.files:
        if most and size > most:
            yield name, Text(f"{size / 1e6:.1f} MB，上限 {most / 1e6:.0f} MB", f"{size / 1e6:.1f} MB, the limit is {most / 1e6:.0f} MB")  # fmt: skip


def split_well(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 15: split volumes count on without a gap, each under its own cover, the first with the contents
    of all."""
    for audience in packet.profile.audience:
        held = [v for v in packet.content.volumes if v.audience == audience]
        held.sort(key=lambda v: v.part)
        for n, volume in enumerate(held, 1):
            first = held[n - 2].last + 1 if n > 1 else 1
            if (volume.part, volume.of) != (n, len(held)):
                yield _at(volume), Text("卷次不符", "is not the part it says of all parts")
            if volume.first != first:
                yield _at(volume), Text(f"应从第{first}页起", f"should begin on page {first}")
            if len(held) > 1 and (not volume.items or volume.items[0].kind != "cover"):
                yield _at(volume), Text("分卷没有封面", "has no cover of its own")
        named = {row.target for v in held[:1] for row in v.rows}
        wanted = [i for v in held[1:] for i in v.items if i.kind == "exhibit" and not i.late]
        for item in wanted:
            if item.id not in named:
                yield _at(held[0]), Text(f"总目录缺 {item.title}", f"the master index lacks {item.title}")  # fmt: skip


def well_named(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 16: file names are those the profile allows, and short."""
    for name, _ in packet.files:
        last = PurePosixPath(name).name
        if not re.fullmatch(packet.profile.allowed_name, last) or len(last.encode()) > 255:
            yield name, Text("文件名不合要求", "this file name is not allowed")


def of_known_type(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 35: only types of files that the court takes."""
    for name, _ in packet.files:
        if PurePosixPath(name).suffix[1:] not in packet.profile.types:
            yield name, Text("法院不收此类型的文件", "a type of file that is not taken")


# --- numbers ------------------------------------------------------------------------------------


def counted_on(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 2: the number printed on a page and its label are its place, counted from the first page."""
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            if page.label != str(number):
                yield _at(volume, number), Text(f"页标签为 {page.label}", f"its label is {page.label}")  # fmt: skip
            if page.printed and page.printed != str(number):
                yield _at(volume, number), Text(f"印的是 {page.printed}", f"{page.printed} is printed on it")  # fmt: skip


def in_figures(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 3: page numbers are Arabic figures."""
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            if not (page.label.isascii() and page.label.isdigit()):
                yield _at(volume, number), Text(f"页标签为 {page.label}", f"its label is {page.label}")  # fmt: skip


def at_the_bottom_right(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 4: there is a number in the bottom right corner of each page."""
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            if not page.printed:
                yield _at(volume, number), Text("右下角没有页码", "no number in its bottom right corner")  # fmt: skip


def hides_nothing(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 5: nothing else is printed where the number stands."""
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            if page.covered:
                yield _at(volume, number), Text("页码压住了内容", "its number stands on something")


def counts_stay(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 17: what was lodged stays as it was, and what was added later comes after it."""
    last = max((v.last for v in packet.content.volumes if v.lodged), default=0)
    for volume, seen in packet.each():
        if volume.lodged and seen.sha256 != volume.lodged:
            yield _at(volume), Text("已提交的一卷被改动", "was lodged, and is another file now")
        for item in volume.items:
            if item.late and (volume.lodged or item.first <= last):
                yield _at(volume, item.first), Text("补充材料插在已提交部分之中", "a late page stands among the pages lodged")  # fmt: skip


# --- index, links, bookmarks --------------------------------------------------------------------


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
                    yield _at(volume, lead.page), Text(f"缺少通往 {lead.target} 的链接", f"a link to {lead.target} is missing or leads elsewhere")  # fmt: skip
            elif links.get(OUTSIDE, 0) < lead.count:
                yield _at(volume, lead.page), Text(f"缺少通往 {lead.target} 的链接", f"a link to {lead.target} is missing")  # fmt: skip
        known = sum(lead.count for lead in volume.leads)
        there_are = sum(sum(page.links.values()) for page in seen.pages)
        if there_are > known:
            yield _at(volume), Text(f"有{there_are}个链接，应为{known}个", f"{there_are} links, {known} are known")  # fmt: skip
        led = {(row.item, row.target) for row in volume.rows}
        places = {(_id_at(volume, lead.page), lead.target) for lead in volume.leads}
        for item, target in sorted(led - places):
            yield _at(volume), Text(f"{item} 中 {target} 一行没有链接", f"the row of {target} in {item} does not lead there")  # fmt: skip


def _id_at(volume: Volume, page: int) -> str:
    item = _item_at(volume, page)
    return item.id if item else ""


def all_bookmarked(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 7: a bookmark for each part, with its title and its pages, that leads to its first page."""
    for volume, seen in packet.each():
        marks = {(mark.title, mark.page + volume.first) for mark in seen.marks}
        for item in volume.items:
            if (title_with_pages(item.title, item.span), item.first) not in marks:
                yield _at(volume, item.first), Text(f"缺少书签：{item.title}", f"no bookmark: {item.title}")  # fmt: skip


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
                yield _at(volume, item.first), Text("书签没有编号或名称", "its bookmark lacks number or description")  # fmt: skip
        deep = [m for m in seen.marks if m.level > packet.profile.bookmark_levels]
        for mark in deep:
            yield _at(volume), Text(f"书签层次过深：{mark.title}", f"nested too deep: {mark.title}")


def zoom_kept(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 9: a bookmark leads to a page and keeps the zoom of the reader."""
    for volume, seen in packet.each():
        for mark in seen.marks:
            if mark.page == OUTSIDE or not mark.keeps_zoom:
                yield _at(volume), Text(f"书签改变缩放：{mark.title}", f"changes the zoom: {mark.title}")  # fmt: skip


def opens_well(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 10: it opens at the zoom the profile names."""
    for volume, seen in packet.each():
        if seen.zoom != packet.profile.zoom:
            yield _at(volume), Text(f"打开时缩放为 {seen.zoom:.0%}", f"opens at {seen.zoom:.0%}")


def has_front(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 28: from so many pages on it begins with a cover, and a contents page follows."""
    for volume, _ in packet.each():
        if volume.pages < packet.profile.cover_from or volume.part > 1:
            continue
        kinds = [item.kind for item in volume.items[:2]]
        if kinds != ["cover", "contents"]:
            yield _at(volume), Text("没有封面和目录", "has no cover and contents page")


def rows_have_pages(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 30: each row of a list shows the pages of what it names."""
    spans = {i.id: str(i.span) for v in packet.content.volumes for i in v.items}
    for volume, _ in packet.each():
        for row in volume.rows:
            span = spans.get(row.target, "?")
            shown = {span} if _is_index(volume, row.item, packet.profile) else {span, span.split("-")[0]}  # fmt: skip
            if not shown & set(row.cells):
                yield _at(volume), Text(f"{row.item} 中 {row.target} 的页码应为 {span}", f"the row of {row.target} in {row.item} does not show {span}")  # fmt: skip


def _is_index(volume: Volume, item: str, profile: Profile) -> bool:
    """Whether a paper lists parts in the order of the pages: contents, list of evidence."""
    kinds = {i.kind for i in volume.items if i.id == item}
    return "contents" in kinds or item == profile.evidence_list


def same_order(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 37: lists and bookmarks follow the order of the pages."""
    starts = {i.id: i.first for v in packet.content.volumes for i in v.items}
    for volume, seen in packet.each():
        pages = [mark.page for mark in seen.marks]
        if pages != sorted(pages):
            yield _at(volume), Text("书签次序与页次不符", "bookmarks are not in the order of the pages")  # fmt: skip
        for item in [i for i in volume.heads if _is_index(volume, i, packet.profile)]:
            order = [starts.get(row.target, 0) for row in volume.rows if row.item == item]
            if order != sorted(order):
                yield _at(volume), Text(f"{item} 的次序与页次不符", f"the rows of {item} are not in the order of the pages")  # fmt: skip


# --- what is in it ------------------------------------------------------------------------------


def text_there(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 11: pages have text that can be searched, or belong to an exhibit known to be a picture."""
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            item = _item_at(volume, number)
            picture = (
                item is not None and item.kind == "exhibit" and item.text_pages < item.span.pages
            )
            if page.characters <= 0 and not picture:
                yield _at(volume, number), Text("没有可检索的文字", "has no text that can be searched")  # fmt: skip


def upright(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 12: no page needs to be turned by the reader's program."""
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            if page.turn:
                yield _at(volume, number), Text(f"旋转了{page.turn}度", f"is turned by {page.turn} degrees")  # fmt: skip


def fine_enough(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 13: no picture is finer than the profile allows (a twentieth more is let pass)."""
    most = packet.profile.max_dpi
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            if most and page.dpi > most * 1.05:
                yield _at(volume, number), Text(f"{page.dpi:.0f} dpi，上限 {most}", f"{page.dpi:.0f} dpi, the limit is {most}")  # fmt: skip


def no_doubles(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 19: no file is an exhibit twice."""
    known: dict[str, str] = {}
    for volume, _ in packet.each():
        for item in volume.items:
            if item.kind != "exhibit" or not item.sha256:
                continue
            if item.sha256 in known:
                yield _at(volume, item.first), Text(f"与 {known[item.sha256]} 是同一文件", f"is the same file as {known[item.sha256]}")  # fmt: skip
            known.setdefault(item.sha256, item.number)


def in_time_order(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 20: demands and their service stand in the order of their days."""
    for volume, _ in packet.each():
        days = [(i.day, i) for i in volume.items if i.kind == "exhibit" and i.day and i.timed]
        for (before, _b), (day, item) in pairwise(days):
            if day < before and not item.late:
                yield _at(volume, item.first), Text(f"{item.number} 早于前一件", f"{item.number} is older than the one before it")  # fmt: skip


def not_locked(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 21: no password, no restriction."""
    for volume, seen in packet.each():
        if seen.encrypted:
            yield _at(volume), Text("已加密", "is encrypted")


def inert(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 22: no script, program, film, sound, or link to the outside."""
    for volume, seen in packet.each():
        for name in seen.unsafe:
            yield _at(volume), Text(f"含 {name}", f"holds {name}")


def flat(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 23: no form to fill in, except the field of a seal."""
    for volume, seen in packet.each():
        for name in seen.forms if volume.seal == "none" else ():
            yield _at(volume), Text(f"含表单（{name}）", f"holds a form ({name})")


def archival(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 24: it is PDF/A; a sealed volume was before it was sealed."""
    for volume, seen in packet.each():
        if volume.archival != "pass":
            yield _at(volume), Text(f"不是 PDF/A：{volume.archival}", f"is not PDF/A: {volume.archival}")  # fmt: skip
        elif volume.seal == "none":
            for line in seen.archival[:3]:
                yield _at(volume), Text(f"不是 PDF/A：{line}", f"is not PDF/A: {line}")


def fonts_inside(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 25: all fonts are embedded."""
    for volume, seen in packet.each():
        for name in seen.loose:
            yield _at(volume), Text(f"字体 {name} 未嵌入", f"the font {name} is not embedded")


def on_paper(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 26: each page is of the profile's paper, upright or across."""
    short, long = sorted(packet.profile.paper)
    for volume, seen in packet.each():
        for number, page in _pages(volume, seen):
            low, high = sorted(page.size)
            if abs(low - short) > TOLERANCE or abs(high - long) > TOLERANCE:
                yield _at(volume, number), Text(f"页面为 {page.size[0]:.0f}×{page.size[1]:.0f} 点", f"is {page.size[0]:.0f} by {page.size[1]:.0f} points")  # fmt: skip


def stamp_free(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 27: the top right of the cover is free for the court's stamp."""
    for volume, seen in packet.each():
        if packet.profile.stamp_corner and seen.corner_taken:
            yield _at(volume, volume.first), Text("封面右上角不是空白", "the top right of its cover is not blank")  # fmt: skip


def columns_there(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 31: the evidence list has the columns that are asked for, and none of their cells is empty."""
    columns = packet.profile.columns.get(packet.content.locale, ())
    for volume, _ in packet.each():
        if volume.audience != "court" or not columns or volume.part > 1:
            continue
        lists = {n: h for n, h in volume.heads.items() if set(columns) <= set(h)}
        if not lists:
            yield _at(volume), Text("证据目录缺少应有的栏目", "no evidence list with the columns asked for")  # fmt: skip
        for row in volume.rows:
            for name in columns if row.item in lists else ():
                if not _cell(row, lists[row.item], name):
                    yield _at(volume), Text(f"{row.target} 的“{name}”为空", f"{name} of {row.target} is empty")  # fmt: skip


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
                yield _at(volume, item.first), Text(f"编号 {item.number} 不合要求", f"the number {item.number} is not of the form asked for")  # fmt: skip
                continue
            place = tuple(int(n) for n in re.findall(r"\d+", item.number))
            if place in numbers or (numbers and place < max(numbers) and not item.late):
                yield _at(volume, item.first), Text(f"编号 {item.number} 重复或失序", f"the number {item.number} is doubled or out of order")  # fmt: skip
            numbers.append(place)


def origin_known(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 33: of each exhibit the hash, the name or letter it comes from, and what was done to it are
    on record."""
    for volume, _ in packet.each():
        for item in volume.items:
            if item.kind != "exhibit":
                continue
            if len(item.sha256) != 64 or not item.fate or not (item.name or item.letter):
                yield _at(volume, item.first), Text("来源或哈希没有记录", "its origin or hash is not on record")  # fmt: skip


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
            yield _at(volume), Text("没有标题或标题不一致", "its title is missing or differs")
        if seen.lang != volume.lang:
            yield _at(volume), Text(f"语言为 {seen.lang or '–'}", f"its language is {seen.lang or '–'}")  # fmt: skip


def never_mixed(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 39 (of the house): nothing made for the house alone is in a volume for the court."""
    for volume in packet.content.volumes:
        for item in volume.items:
            if item.audience != volume.audience:
                yield _at(volume, item.first), Text(f"{item.title} 属内部材料", f"{item.title} is for {item.audience} eyes")  # fmt: skip


RULES = (
    Rule(1, Text("每卷一个完好的 PDF", "one sound PDF a volume"), one_sound_file),
    Rule(2, Text("印的页码、页标签、页次一致", "printed number, label and place are one"), counted_on),
    Rule(3, Text("阿拉伯数字页码", "Arabic page numbers"), in_figures),
    Rule(4, Text("页码在右下角", "the number at the bottom right"), at_the_bottom_right),
    Rule(5, Text("页码不压内容", "the number hides nothing"), hides_nothing),
    Rule(6, Text("目录各行与引用均可点击", "rows and references lead there"), rows_lead),
    Rule(7, Text("各部分均有书签及页码", "a bookmark with pages for each part"), all_bookmarked),
    Rule(8, Text("证据书签有编号和名称", "exhibits bookmarked by number and name"), exhibits_described),
    Rule(9, Text("书签不改变缩放", "bookmarks keep the zoom"), zoom_kept),
    Rule(10, Text("打开时的缩放", "the zoom at opening"), opens_well),
    Rule(11, Text("文字可检索", "text can be searched"), text_there),
    Rule(12, Text("页面正放", "pages upright"), upright),
    Rule(13, Text("分辨率", "resolution"), fine_enough),
    Rule(14, Text("文件大小", "size of files"), small_enough),
    Rule(15, Text("分卷连续编页", "split volumes count on"), split_well),
    Rule(16, Text("文件名", "file names"), well_named),
    Rule(17, Text("补充材料排在最后", "late pages come last"), counts_stay),
    Rule(19, Text("没有重复的证据", "no exhibit twice"), no_doubles),
    Rule(20, Text("催收材料按时间排列", "demands in order of time"), in_time_order),
    Rule(21, Text("没有加密", "not encrypted"), not_locked),
    Rule(22, Text("没有脚本和外部链接", "no scripts, no outside links"), inert),
    Rule(23, Text("没有表单", "no forms"), flat),
    Rule(24, Text("PDF/A", "PDF/A"), archival),
    Rule(25, Text("字体已嵌入", "fonts embedded"), fonts_inside),
    Rule(26, Text("纸张大小", "size of paper"), on_paper),
    Rule(27, Text("封面留出盖章处", "room for the court's stamp"), stamp_free),
    Rule(28, Text("有封面和目录", "cover and contents"), has_front),
    Rule(30, Text("目录各行有页码", "pages in each row"), rows_have_pages),
    Rule(31, Text("证据目录的栏目", "columns of the evidence list"), columns_there),
    Rule(32, Text("证据编号", "numbers of exhibits"), numbered_in_groups),
    Rule(33, Text("证据来源有记录", "origin of exhibits on record"), origin_known),
    Rule(34, Text("立案材料齐全", "the papers of a filing"), parts_there),
    Rule(35, Text("文件类型", "types of files"), of_known_type),
    Rule(37, Text("目录、书签次序一致", "one order for lists and bookmarks"), same_order),
    Rule(38, Text("标题和语言", "title and language"), says_what_it_is),
    Rule(39, Text("内部材料不入卷", "nothing internal for the court"), never_mixed),
)  # fmt: skip
# Rows that are not checked, and why.
LEFT_OUT = {
    18: Text("字母分节是页标签的另一种写法，与第2行相冲突", "sections lettered A, B, C would break row 2"),
    29: Text("台账没有译文", "the book knows no translations"),
    36: Text("印度最高法院的三件套不在提交方式之列", "the three files of the Indian pilot are no profile"),
}  # fmt: skip
