"""Front pages of further volumes: the cover of a split set, the list of what was added later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from noticegen.compose import WATERMARK
from noticegen.model import Document, Table
from noticegen.packet import Audience, Exhibit, Paper, Span
from noticegen.packet.volumes import NO_PAGE
from noticegen.text import Lang, Text

if TYPE_CHECKING:
    from noticegen.bundle.job import Job

TITLE = Text("诉讼材料", "Papers for the Court")
ROWS = (
    (Text("卷次", "Volume"), Text("第{part}卷，共{of}卷", "{part} of {of}")),
    (Text("页次", "Pages"), Text("第{first}页至第{last}页", "{first} to {last}")),
    (Text("本卷页数", "Pages in this volume"), Text("{pages}页", "{pages}")),
    (Text("借款合同", "Contract"), Text("《{contract}》{number}", "{contract} {number}")),
    (Text("总目录", "Contents"), Text("见第1卷", "in volume 1")),
)


LIST = Text("补充证据目录", "List of Further Evidence")
COLUMNS = (
    Text("序号", "No."),
    Text("证据名称", "Evidence"),
    Text("证明目的", "What it proves"),
    Text("来源", "Source"),
    Text("页码", "Pages"),
)


def late_list(job: Job, exhibits: Sequence[Exhibit], pages: Mapping[str, Span]) -> Paper:
    """The list of what was added after the packet was lodged."""
    lang: Lang = "zh" if job.locale == "zh" else "en"
    rows = tuple(
        (
            one.number,
            one.title.to(lang),
            one.proves.to(lang),
            one.source.to(lang),
            str(pages[one.id]) if one.id in pages else NO_PAGE,
        )
        for one in exhibits
    )
    table = Table(
        tuple(c.to(lang) for c in COLUMNS), rows, (9, 30, 29, 20, 12), "cllll",
        links=tuple(one.id for one in exhibits),
    )  # fmt: skip
    return _paper(job, "late-list", LIST, (table,))


def _paper(job: Job, name: str, title: Text, blocks: tuple[Table, ...]) -> Paper:
    lang: Lang = "zh" if job.locale == "zh" else "en"
    document = Document(
        kind=name,
        locale=job.locale,
        title=title.to(lang),
        letterhead="",
        number="",
        blocks=blocks,
        watermark=WATERMARK.to(lang) if job.draft else "",
        subject=title.to(lang),
        issued_on=job.on,
        audience="court",
    )
    return Paper(name, title, Audience.COURT, document)


def volume_cover(job: Job, part: int, of: int, span: Span) -> Paper:
    """The cover of volume `part`, whose pages are `span`."""
    lang: Lang = "zh" if job.locale == "zh" else "en"
    loan = job.case.loan
    told = {
        "part": part, "of": of, "first": span.first, "last": span.last, "pages": span.pages,
        "contract": loan.contract_name, "number": loan.contract_no,
    }  # fmt: skip
    rows = tuple((name.to(lang), words.to(lang).format(**told)) for name, words in ROWS)
    title = Text(f"{TITLE.zh}（第{part}卷）", f"{TITLE.en}, volume {part}")
    table = Table((), rows, (24, 76), "ll", style="form")
    return _paper(job, f"volume-{part}-cover", title, (table,))
