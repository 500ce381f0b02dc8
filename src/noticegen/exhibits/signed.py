"""The signatures of a PDF, validated offline if pyHanko is installed (extra `sign`)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pikepdf

from noticegen.exhibits import features
from noticegen.exhibits.taken import Signature
from noticegen.text import Text

NOT_VALIDATED = Text("未安装核验程序（pip install 'noticegen[sign]'）", "no validator is installed (pip install 'noticegen[sign]')")  # fmt: skip
UNREADABLE = Text("签名无法读取", "the signature cannot be read")
LATER = Text("签名之后文件另有追加内容", "something was added to the file after signing")


def signatures(path: Path) -> tuple[Signature, ...]:
    """What is known of each signature of the file at `path`, in the order of the file."""
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError:
        return _names(path, NOT_VALIDATED)
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    with path.open("rb") as file:
        try:
            embedded = list(PdfFileReader(file, strict=False).embedded_regular_signatures)
        except Exception:  # noqa: BLE001  # a foreign file; pikepdf at least knows their names
            return _names(path, UNREADABLE)
        found = tuple(_validated(one) for one in embedded)
    return found or _names(path, UNREADABLE)


def _names(path: Path, why: Text) -> tuple[Signature, ...]:
    with pikepdf.open(path) as pdf:
        return tuple(Signature(name, note=why) for name in features.signature_fields(pdf))


def _validated(one: Any) -> Signature:
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    name = str(one.field_name or "")
    try:
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(one, signer_validation_context=nobody, skip_diff=True)
        whole = status.coverage in (
            SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION,
        )  # fmt: skip
        last = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        signer = str(status.signing_cert.subject.native.get("common_name", ""))
        intact = bool(status.intact and status.valid)
    except Exception:  # noqa: BLE001  # broken or of an unknown kind
        return Signature(name, note=UNREADABLE)
    return Signature(name, signer, intact, last, Text("", "") if last or not whole else LATER)
