"""What the seals on a PDF are worth: whole or not, by whom, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from noticegen.errors import DataError
from noticegen.sealing.keys import need_pyhanko
from noticegen.sealing.sign import common_name
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature of a PDF.

    `intact`: the bytes under it are those that were signed, and the signature is the key's;
    `untouched`: nothing but what the seal allows was added behind it; `trusted`: its certificate leads to one of the
    trusted; `at`: when, as a trusted timestamp says, else None."""

    by: str
    intact: bool
    untouched: bool
    trusted: bool
    at: datetime | None = None
    whole: bool = False  # it covers the file to its last byte

    @property
    def good(self) -> bool:
        """Whether the file is what the holder of a trusted certificate sealed."""
        return self.intact and self.untouched and self.trusted


def check(pdf: Path, trust: Sequence[Path] = ()) -> tuple[Seal, ...]:
    """The seals of a PDF, oldest first; () = it has none. No network is used.

    Raises DataError for a file that is no PDF or a certificate that is none, MissingError without
    the extra `sign`."""
    need_pyhanko()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    context = _context(trust)
    try:
        with pdf.open("rb") as file:
            return tuple(_seal(found, context) for found in PdfFileReader(file).embedded_signatures)
    except (OSError, PdfError, ValueError, RecursionError) as wrong:
        raise DataError(
            Text(f"{pdf.name} 无法读取签章", f"the seals of {pdf.name} cannot be read"),
            Text("文件可能已损坏", "the file may be damaged"),
        ) from wrong


def _context(trust: Sequence[Path]) -> Any:
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko_certvalidator import ValidationContext

    roots: list[Any] = []
    for path in trust:
        try:
            found = list(load_certs_from_pemder_data(path.read_bytes()))
        except (OSError, ValueError, TypeError) as wrong:
            raise _no_certificate(path) from wrong
        if not found:
            raise _no_certificate(path)
        roots += found
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")


def _no_certificate(path: Path) -> DataError:
    return DataError(Text(f"{path.name} 不是证书", f"{path.name} holds no certificate"))


def _seal(found: Any, context: Any) -> Seal:
    from pyhanko.sign.general import SigningError, UnacceptableSignerError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    try:
        state = validate_pdf_signature(found, context)
    except (SignatureValidationError, UnacceptableSignerError, SigningError, ValueError):
        return Seal(_holder(found), intact=False, untouched=False, trusted=False)
    stamp = state.timestamp_validity
    return Seal(
        by=_holder(found),
        intact=bool(state.intact and state.valid),
        untouched=bool(state.docmdp_ok),
        trusted=bool(state.trusted),
        at=stamp.timestamp if stamp and stamp.intact and stamp.valid and stamp.trusted else None,
        whole=state.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def _holder(found: Any) -> str:
    try:
        return common_name(found.signer_cert)
    except (ValueError, KeyError, AttributeError):
        return "?"
