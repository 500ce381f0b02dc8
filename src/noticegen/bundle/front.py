"""The cover of a further volume, when a set had to be split: which volume, of how many, which pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noticegen.compose import WATERMARK
from noticegen.model import Document, Table
from noticegen.packet import Audience, Paper, Span
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
    document = Document(
        kind="volume-cover",
        locale=job.locale,
        title=title.to(lang),
        letterhead="",
        number="",
        blocks=(Table((), rows, (24, 76), "ll", style="form"),),
        watermark=WATERMARK.to(lang) if job.draft else "",
        subject=title.to(lang),
        issued_on=job.on,
        audience="court",
    )
    return Paper(f"volume-{part}-cover", title, Audience.COURT, document)
