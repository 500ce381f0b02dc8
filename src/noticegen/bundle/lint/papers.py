"""Parts cut out of a volume: each is held against the volume page for page, and as a file against the rows
that files are held against. What its pages hold was asked of the volume.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from noticegen.bundle.content import Cut, Item, Volume
from noticegen.bundle.lint.values import Packet, at
from noticegen.text import Text, many

ROWS = frozenset({1, 2, 3, 4, 6, 10, 21, 22, 23, 24, 25, 38, 42})


def alone(packet: Packet) -> Packet:
    """The packet as if each paper that was cut out were a volume."""
    volumes = {volume.file: volume for volume, _ in packet.seen}
    seen = [
        (_as_volume(cut, volumes[cut.volume], item), one)
        for cut, one in packet.cuts
        if (item := _item(cut, volumes[cut.volume])) is not None
    ]
    return replace(packet, seen=seen, files=(), cuts=())


def _as_volume(cut: Cut, volume: Volume, item: Item) -> Volume:
    leads = [v for v in volume.leads if v.target == cut.item and cut.first <= v.page <= cut.last]
    return Volume(
        file=cut.file, title=item.title, audience=volume.audience, lang=volume.lang,
        flavour=volume.flavour, first=cut.first, pages=cut.last - cut.first + 1, sha256=cut.sha256,
        archival=cut.archival, seal=cut.seal, items=(item,), leads=tuple(leads),
    )  # fmt: skip


def _item(cut: Cut, volume: Volume) -> Item | None:
    return next((item for item in volume.items if item.id == cut.item), None)


def cut_as_bound(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 41: where papers are cut out of a volume there is one for each part, and its pages are those of
    the volume."""
    volumes = {volume.file: (volume, seen) for volume, seen in packet.seen}
    for cut, seen in packet.cuts:
        volume, whole = volumes[cut.volume]
        item = _item(cut, volume)
        if item is None or (item.first, item.last) != (cut.first, cut.last):
            yield cut.file, Text("不是卷内的一部分", "is no part of its volume")
            continue
        first = cut.first - volume.first
        bound = whole.prints[first : first + item.span.pages]
        if len(seen.prints) != len(bound):
            yield cut.file, Text(f"有{len(seen.prints)}页，卷内有{len(bound)}页", f"{many(len(seen.prints), 'page')}, {len(bound)} in the volume")  # fmt: skip
        pairs = zip(seen.prints, bound, strict=False)
        for number, (own, other) in enumerate(pairs, cut.first):
            if own != other:
                yield (
                    f"{cut.file}:{number}",
                    Text("与卷内该页不同", "is not the page of the volume"),
                )
    for file in {cut.volume for cut, _ in packet.cuts}:
        volume, _ = volumes[file]
        there = {cut.item for cut in packet.content.papers if cut.volume == file}
        for item in volume.items:
            if item.id not in there:
                yield at(volume, item.first), Text(f"{item.title} 没有单独的文件", f"{item.title} has no file of its own")  # fmt: skip
