"""Whether a packet bears the picture of the house's seal: only under a recorded, confirmed approval."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from noticegen import approved
from noticegen.bundle.straddle import EDGE
from noticegen.desk import Desk
from noticegen.issue.job import seal_image
from noticegen.model import Case, Signature
from noticegen.packet import Audience, Paper


def may_seal(desk: Desk, case: Case, on: date) -> bool:
    """Whether the use of the seal for the referral was allowed, and confirmed by another person, by `on`,
    for the claim as it is (`approved`)."""
    return approved.sealing(case, on, desk.policy).event is not None


def picture_of(desk: Desk, case: Case, on: date, most_dpi: int = 0) -> bytes:
    """The picture (PNG) for papers the house signs and for the edges, no finer than `most_dpi` (0 = any) in
    the size of a seal; b"" = none may be used."""
    picture = seal_image(desk) if may_seal(desk, case, on) else b""
    return _coarser(picture, most_dpi) if picture and most_dpi else picture


def _coarser(picture: bytes, dpi: int) -> bytes:
    from PIL import Image

    most = int(EDGE / 72 * dpi)
    with Image.open(io.BytesIO(picture)) as opened:
        if max(opened.size) <= most:
            return picture
        image = opened.convert("RGBA")
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def under_seal(paper: Paper, picture: bytes) -> Paper:
    """A paper for the court that the house signs, with its seal over the signature."""
    signed = any(isinstance(block, Signature) for block in paper.document.blocks)
    if not picture or not signed or paper.audience is not Audience.COURT:
        return paper
    return replace(paper, document=replace(paper.document, seal=picture))
