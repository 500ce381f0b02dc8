"""Rows about the files themselves: sound, small enough, well named, split well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from noticegen.bundle.lint.values import Packet, at
from noticegen.text import Text, many


def one_sound_file(packet: Packet) -> Iterator[tuple[str, Text]]:
    """Row 1: each volume is one PDF without errors of syntax, with the pages it should have."""
    for volume, seen in packet.each():
        for line in seen.broken[:3]:
            yield at(volume), Text(f"PDF 语法错误：{line}", f"error of syntax: {line}")
        if len(seen.pages) != volume.pages:
            yield at(volume), Text(f"有{len(seen.pages)}页，应为{volume.pages}页", f"{many(len(seen.pages), 'page')}, not {volume.pages}")  # fmt: skip


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
                yield at(volume), Text("卷次不符", "is not the part it says of all parts")
            if volume.first != first:
                yield at(volume), Text(f"应从第{first}页起", f"should begin on page {first}")
            if len(held) > 1 and (not volume.items or volume.items[0].kind != "cover"):
                yield at(volume), Text("分卷没有封面", "has no cover of its own")
        named = {row.target for v in held[:1] for row in v.rows}
        wanted = [i for v in held[1:] for i in v.items if i.kind == "exhibit" and not i.late]
        for item in wanted:
            if item.id not in named:
                yield at(held[0]), Text(f"总目录缺 {item.title}", f"the master index lacks {item.title}")  # fmt: skip


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
