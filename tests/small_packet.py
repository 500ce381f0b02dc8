"""A small packet bound from a few papers and two exhibits, for the tests of linter, verify and splitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bound_samples import DAY, fonts, sheet
from drawn_once import draw_once
from pytest import MonkeyPatch

from noticegen import fsio
from noticegen.bundle import archival
from noticegen.bundle.assemble import Held, Studio, plan
from noticegen.bundle.content import Content, Volume
from noticegen.bundle.job import packet_of
from noticegen.bundle.lint import Fault, lint
from noticegen.bundle.profile import Profile, load_profile
from noticegen.bundle.volumes import Setting, bind_all
from noticegen.desk import shipped
from noticegen.exhibits import Fate, Taken
from noticegen.model import Document, Paragraph, Run, Table
from noticegen.packet import Audience, Exhibit, Paper, Span
from noticegen.render import HouseStyle
from noticegen.text import Text

TEMPLATES = shipped("templates")
COLUMNS = ("序号", "证据名称", "证明目的", "来源", "页码")


def exhibit(n: int, day: int) -> Exhibit:
    return Exhibit(
        f"e-1-{n}", f"1-{n}", "demand", Text(f"通知书{n}", f"notice {n}"), Text("已催收", "asked"),
        Text("原告持有", "held by the plaintiff"), DAY.replace(day=day),
    )  # fmt: skip


def held(folder: Path, n: int, pages: int = 2, day: int = 1, size: int = 0) -> Held:
    """An exhibit of so many pages, its file filled up with `size` bytes of noise in a picture."""
    content = b"0.4 g 100 %d 80 %d re f" % (600 - n, 10 + n)
    copy = sheet(folder / f"x{n}.pdf", pages, content=content, ballast=size)
    digest = fsio.sha256_of(copy)
    taken = Taken(
        digest, f"x{n}.pdf", "application/pdf", copy.stat().st_size, Fate.OK, pages, copy, 0
    )
    return Held(exhibit(n, day), taken, copy)


def papers(
    exhibits: Sequence[Held], pages: Mapping[str, Span], groups: tuple[str, ...] = ("demand",)
) -> tuple[Paper, ...]:
    """Cover, contents, list of evidence, a separator for each group; a summary for the house."""

    def at(name: str) -> str:
        return str(pages[name]) if name in pages else "–"

    own = [one.exhibit for one in exhibits]
    index = [("evidence-list", "证据目录")]
    for n, group in enumerate(groups, 1):
        index += [(f"g-{n}", f"第{n}组证据")]
        index += [(e.id, e.title.zh) for e in own if e.group == group]
    contents = Table(
        ("序号", "名称", "页码"), tuple((str(n), t, at(i)) for n, (i, t) in enumerate(index, 1)),
        (12, 74, 14), "clc", links=tuple(i for i, _ in index),
    )  # fmt: skip
    listed = Table(
        COLUMNS, tuple((e.number, e.title.zh, e.proves.zh, e.source.zh, at(e.id)) for e in own),
        (9, 30, 29, 20, 12), "cllll", links=tuple(e.id for e in own),
    )  # fmt: skip
    inner = Table(
        ("序号", "名称", "页码"), (("1", "案件摘要", at("file-summary")),), (12, 74, 14), "clc",
        links=("file-summary",),
    )  # fmt: skip
    story = Paragraph((Run("见证据1-1。"),))
    return (
        _paper("file-cover", "内部移送卷", Audience.INTERNAL, (story_of_the_house(),)),
        _paper("file-contents", "目录", Audience.INTERNAL, (inner,)),
        _paper("file-summary", "案件摘要", Audience.INTERNAL, (story_of_the_house(),)),
        _paper("cover", "诉讼材料", Audience.COURT, (Paragraph((Run("原告：示例担保"),)),)),
        _paper("contents", "目录", Audience.COURT, (contents,)),
        _paper(
            "evidence-list", "证据目录", Audience.COURT, (listed, story), (("证据1-1", "e-1-1"),)
        ),
        *(
            _paper(f"g-{n}", f"第{n}组证据", Audience.COURT, (Paragraph((Run("证据"),)),), group=g)
            for n, g in enumerate(groups, 1)
        ),
    )


def story_of_the_house() -> Paragraph:
    return Paragraph((Run("内部意见：移送。"),))


def _paper(
    name: str,
    title: str,
    audience: Audience,
    blocks: tuple[Paragraph | Table, ...],
    links: tuple[tuple[str, str], ...] = (),
    group: str = "",
) -> Paper:
    document = Document(
        kind=name, locale="zh", title=title, letterhead="", number="", blocks=blocks, links=links,
        issued_on=DAY, audience=str(audience),
    )  # fmt: skip
    return Paper(name, Text(title, title), audience, document, group=group)


def cover_of(part: int, of: int, span: Span) -> Paper:
    words = Paragraph((Run(f"第{part}卷共{of}卷，第{span}页"),))
    return _paper(f"volume-{part}-cover", f"诉讼材料（第{part}卷）", Audience.COURT, (words,))


def profile(**changes: object) -> Profile:
    """The profile of a Chinese court portal without the papers this packet does not have."""
    return load_profile(TEMPLATES, "cn-portal").model_copy(
        update={"required": ("cover", "evidence-list"), "files": "volume", **changes}
    )


def bound(
    folder: Path, exhibits: Sequence[Held], wanted: Profile, most: int = 0
) -> tuple[Content, Path]:
    """The packet's volumes in `folder`/packet, and what it says of itself."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    with MonkeyPatch.context() as patch:
        draw_once(patch)
        plans = plan(
            lambda pages: papers(exhibits, pages), exhibits,
            Studio(HouseStyle(TEMPLATES), work), "zh", most=most, volume_cover=cover_of,
        )  # fmt: skip
    setting = Setting("DK-0001", "示例担保", "zh", DAY, False, wanted, fonts(), folder / "cache")
    out = folder / "packet"
    volumes = [volume for volume, _ in bind_all(plans, out, setting)]
    return content(volumes, wanted), out


def content(volumes: Sequence[Volume], wanted: Profile) -> Content:
    return Content(
        schema_version=1, program="noticegen", loan="DK-0001", number="〔2026〕诉字第0001号",
        on=DAY.isoformat(), locale="zh", profile=wanted.id, draft=False, volumes=tuple(volumes),
    )  # fmt: skip


def faults(said: Content, folder: Path, wanted: Profile) -> tuple[Fault, ...]:
    """What the linter says of it."""
    return lint(packet_of(said, folder, wanted))


_verdict = archival.verdict  # as it is, before any test puts something in its place
_VERDICTS: dict[tuple[str, str, bool], tuple[str, ...]] = {}


def verdict_once(path: Path, flavour: str, *, shell: bool = False) -> tuple[str, ...]:
    """What the PDF/A checker says, asked once for the same bytes: it takes most of the time of a check."""
    key = (fsio.sha256_of(path), flavour, shell)
    if key not in _VERDICTS:
        _VERDICTS[key] = _verdict(path, flavour, shell=shell)
    return _VERDICTS[key]


def check_once(patch: MonkeyPatch) -> None:
    """Let every file be checked for PDF/A so, whoever asks: the binder, the cutter, the linter."""
    for place in ("archival", "apart", "look"):
        patch.setattr(f"noticegen.bundle.{place}.verdict", verdict_once)
