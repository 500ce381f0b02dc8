"""The digital seals of a packet: put on its volumes when it is built, looked at when it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from noticegen import sealing
from noticegen.bundle.bag import Problem
from noticegen.bundle.content import Cut, Volume
from noticegen.bundle.picture import may_seal
from noticegen.bundle.story import Seal, no_seal
from noticegen.desk import Desk
from noticegen.errors import DataError, MissingError
from noticegen.model import Case
from noticegen.packet import Audience
from noticegen.text import Text

SealCheck = Callable[[Path, Volume | Cut], Iterator[Problem]]
TITLES = {
    Audience.COURT: Text("起诉材料", "court filing set"),
    Audience.INTERNAL: Text("内部移送卷", "internal referral volume"),
}


def seals_of(desk: Desk, case: Case, on: date, environ: Mapping[str, str]) -> Seal:
    """How the volumes of this loan are sealed: with the house's certificate where [sign] names one and the
    use of the seal for the referral was allowed and confirmed by day `on`; else not at all."""
    if not desk.signing.ready or not may_seal(desk, case, on):
        return no_seal

    def seal(volume: Path, audience: Audience) -> str:
        sealed = volume.with_suffix(".sealed")
        reason = f"{TITLES[audience].zh} {case.loan.id}"
        by = sealing.sign(volume, sealed, desk.signing, environ, reason=reason)
        sealed.replace(volume)  # inside a folder that has no name yet
        return by

    return seal


def checked_against(trust: Sequence[Path]) -> SealCheck:
    """Looks at the seal of each volume that says it has one; `trust` are the certificates that its own
    must lead to, () = any: then only whether the file was altered since is said."""

    def check(path: Path, volume: Volume | Cut) -> Iterator[Problem]:
        if volume.seal == "none":
            if trust:
                yield Problem("seal", volume.file, Text("没有签章", "it has no seal"))
            return
        try:
            seals = sealing.check(path, trust)
        except (DataError, MissingError) as unread:
            yield Problem("seal", volume.file, unread.message)
            return
        if not seals:
            yield Problem("seal", volume.file, Text("签章缺失", "its seal is missing"))
        for found in seals:
            if not (found.intact and found.untouched and found.whole):  # it was the last thing done
                what = Text("签章后被改动，或签章无效", "it was altered since it was sealed, or the seal is not valid")  # fmt: skip
                yield Problem("seal", volume.file, what)
            elif trust and not found.trusted:
                what = Text(f"签章的证书不可信：{found.by}", f"its seal is by a certificate that is not trusted: {found.by}")  # fmt: skip
                yield Problem("seal", volume.file, what)

    return check
