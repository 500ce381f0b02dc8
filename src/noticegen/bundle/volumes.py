"""Planned volumes → bound PDFs, and what is said of them in the packet's own content file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from noticegen import fsio
from noticegen.bundle.assemble import Piece, Planned
from noticegen.bundle.bind import Attachment, Bound, Cover, Part, bind
from noticegen.bundle.content import Item, Lead, Row, Volume
from noticegen.bundle.ink import inked
from noticegen.bundle.profile import Profile
from noticegen.model import Table
from noticegen.packet import Audience, Span
from noticegen.render.fonts import FontSet
from noticegen.text import Text

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
TITLES = {
    Audience.INTERNAL: Text("内部移送卷", "Internal referral volume"),
    Audience.COURT: Text("立案材料", "Court filing set"),
}
PART = Text("（第{n}卷，共{of}卷）", " (volume {n} of {of})")
MARK = Text("草稿 DRAFT", "DRAFT")
TIMED = frozenset({"demand"})  # groups that are kept in order of time


@dataclass(frozen=True, slots=True)
class Setting:
    """What all volumes of a packet share: who made it, when, for which loan and profile."""

    loan: str
    house: str
    locale: str
    day: date
    draft: bool
    profile: Profile
    fonts: FontSet
    cache: Path
    seal: bytes = field(default=b"", repr=False)  # picture for the edges of the court set


def file_name(plan: Planned, setting: Setting) -> str:
    """The path of a volume in the packet."""
    part = f"-{plan.part}" if plan.of > 1 else ""
    name = setting.profile.file_name.format(
        loan=ascii_of(setting.loan), volume=plan.audience.value, part=part
    )
    return f"data/{plan.audience.value}/{name}.pdf"


def ascii_of(text: str) -> str:
    """A text as part of a file name."""
    from noticegen.bundle.bag import ascii_name

    return ascii_name(text, 40)


def title_of(plan: Planned, setting: Setting) -> str:
    """The title of a volume: whose, what, which part."""
    words = TITLES[plan.audience]
    part = PART if plan.of > 1 else Text("", "")
    lang = "zh" if setting.locale == "zh" else "en"
    name = words.zh if lang == "zh" else words.en
    tail = (part.zh if lang == "zh" else part.en).format(n=plan.part, of=plan.of)
    return f"{setting.loan} {name}{tail}"


def bind_all(
    plans: Sequence[Planned],
    folder: Path,
    setting: Setting,
    attached: tuple[Attachment, ...] = (),
) -> Iterator[tuple[Volume, Bound]]:
    """Bind each volume into `folder`; the internal one carries what is `attached`."""
    names = {(p.audience, p.part): file_name(p, setting) for p in plans}
    for plan in plans:
        others = [p for p in plans if p.audience is plan.audience and p.part != plan.part]
        elsewhere = {
            name: (Path(names[p.audience, p.part]).name, span.first - p.first)
            for p in others
            for name, span in p.spans.items()
        }
        target = folder / names[plan.audience, plan.part]
        fsio.make_private_dir(target.parent)
        cover = Cover(
            title=title_of(plan, setting),
            author=setting.house,
            lang=LANGUAGES[setting.locale],
            day=setting.day,
            first=plan.first,
            mark=MARK.zh if setting.draft and setting.locale == "zh" else MARK.en if setting.draft else "",
            flavour=setting.profile.flavour,
            zoom=setting.profile.zoom,
            attached=attached if plan.audience is Audience.INTERNAL else (),
            seal=setting.seal if plan.audience is Audience.COURT else b"",
        )  # fmt: skip
        parts = [_part(piece) for piece in plan.pieces]
        bound = bind(
            parts,
            target,
            cover,
            setting.fonts,
            inked=lambda part: inked(part.pdf, fsio.sha256_of(part.pdf), setting.cache),
            elsewhere=elsewhere,
        )
        yield _described(plan, bound, cover, names[plan.audience, plan.part]), bound


def _part(piece: Piece) -> Part:
    return Part(
        piece.id,
        piece.title,
        piece.pdf,
        piece.level,
        bare=piece.held is not None,
        label=piece.label,
    )


def _described(plan: Planned, bound: Bound, cover: Cover, name: str) -> Volume:
    leads = Counter((link.page, link.target) for link in bound.links)
    return Volume(
        file=name,
        title=cover.title,
        audience=plan.audience.value,
        lang=cover.lang,
        flavour=cover.flavour,
        first=bound.first,
        pages=bound.pages,
        sha256=bound.sha256,
        archival=bound.archival[0] if bound.archival else "pass",
        part=plan.part,
        of=plan.of,
        items=tuple(_item(piece, bound.spans, bound.smaller) for piece in plan.pieces),
        heads=dict(_heads(plan.pieces)),
        rows=tuple(row for piece in plan.pieces for row in _rows(piece)),
        leads=tuple(Lead(page=p, target=t, count=n) for (p, t), n in sorted(leads.items())),
    )


def _item(piece: Piece, spans: Mapping[str, Span], smaller: Sequence[int]) -> Item:
    span = spans[piece.id]
    plain = Item(
        id=piece.id, title=piece.title, kind=piece.kind, audience=piece.audience.value,
        level=piece.level, first=span.first, last=span.last,
        smaller=tuple(n for n in smaller if span.first <= n <= span.last),
    )  # fmt: skip
    if piece.held is None:
        return plain
    own, taken = piece.held.exhibit, piece.held.taken
    return plain.model_copy(update={
        "number": own.number, "group": own.group, "sha256": taken.sha256, "name": taken.name,
        "media": taken.media, "size": taken.size, "fate": str(taken.fate),
        "transforms": taken.transforms, "text_pages": taken.text_pages, "note": taken.note.en,
        "signatures": tuple(_signature(s) for s in taken.signatures),
        "events": own.events, "letter": own.letter, "proofs": piece.held.proofs,
        "day": own.day.isoformat() if own.day else "", "timed": own.group in TIMED,
        "late": piece.held.late,
    })  # fmt: skip


def _signature(found: object) -> str:
    """What validation said of a signature, in one line."""
    signer, intact = getattr(found, "signer", ""), getattr(found, "intact", None)
    word = {True: "intact", False: "not intact", None: "not validated"}[intact]
    return f"{signer or '?'}: {word}"


def _tables(piece: Piece) -> Iterator[Table]:
    """The lists of a paper: tables whose rows lead somewhere."""
    if piece.document is not None:
        for block in piece.document.blocks:
            if isinstance(block, Table) and any(block.links):
                yield block


def _heads(pieces: Sequence[Piece]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for piece in pieces:
        for table in _tables(piece):
            yield piece.id, table.head


def _rows(piece: Piece) -> Iterator[Row]:
    for table in _tables(piece):
        for row, target in zip(table.rows, table.links, strict=True):
            if target and None not in row:  # a heading across the table has no page cell
                yield Row(item=piece.id, target=target, cells=tuple(c or "" for c in row))
