"""Whether a packet bears the picture of the house's seal: only under a recorded, confirmed approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from noticegen import approved
from noticegen.desk import Desk
from noticegen.issue.job import seal_image
from noticegen.model import Case, Signature
from noticegen.packet import Audience, Paper


def may_seal(desk: Desk, case: Case, on: date) -> bool:
    """Whether the use of the seal for the referral was allowed, and confirmed by another person, by `on`,
    for the claim as it is (`approved`)."""
    return approved.sealing(case, on, desk.policy).event is not None


def picture_of(desk: Desk, case: Case, on: date) -> bytes:
    """The picture (PNG) for papers the house signs and for the edges; b"" = none may be used."""
    return seal_image(desk) if may_seal(desk, case, on) else b""


def under_seal(paper: Paper, picture: bytes) -> Paper:
    """A paper for the court that the house signs, with its seal over the signature."""
    signed = any(isinstance(block, Signature) for block in paper.document.blocks)
    if not picture or not signed or paper.audience is not Audience.COURT:
        return paper
    return replace(paper, document=replace(paper.document, seal=picture))
