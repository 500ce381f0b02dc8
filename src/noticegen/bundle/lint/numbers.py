"""Rows about page numbers: printed, labelled, placed, unchanged once lodged."""

from __future__ import annotations

from collections.abc import Iterator

from noticegen.bundle.lint.values import Packet, at, pages
from noticegen.text import Text


def counted_on(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 2: the number printed on a page and its label are its place, counted from the first page."""
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            if page.label != str(number):
                yield at(volume, number), Text(f"页标签为 {page.label}", f"its label is {page.label}")  # fmt: skip
            if page.printed and page.printed != str(number):
                yield at(volume, number), Text(f"印的是 {page.printed}", f"{page.printed} is printed on it")  # fmt: skip


def in_figures(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 3: page numbers are Arabic figures."""
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            if not (page.label.isascii() and page.label.isdigit()):
                yield at(volume, number), Text(f"页标签为 {page.label}", f"its label is {page.label}")  # fmt: skip


def at_the_bottom_right(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 4: there is a number in the bottom right corner of each page."""
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            if not page.printed:
                yield at(volume, number), Text("右下角没有页码", "no number in its bottom right corner")  # fmt: skip


def hides_nothing(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 5: nothing else is printed where the number stands."""
    for volume, seen in packet.each():
        for number, page in pages(volume, seen):
            if page.covered:
                yield at(volume, number), Text("页码压住了内容", "its number stands on something")


def counts_stay(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 17: what was lodged stays as it was, and what was added later comes after it."""
    last = max((v.last for v in packet.content.volumes if v.lodged), default=0)
    for volume, seen in packet.each():
        if volume.lodged and seen.sha256 != volume.lodged:
            yield at(volume), Text("已提交的一卷被改动", "was lodged, and is another file now")
        for item in volume.items:
            if item.late and (volume.lodged or item.first <= last):
                yield at(volume, item.first), Text("补充材料插在已提交部分之中", "a late page stands among the pages lodged")  # fmt: skip
