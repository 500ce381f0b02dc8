"""Seal a PDF: one certifying signature (PAdES) that allows no change, with a timestamp if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noticegen.errors import DataError, OutputError
from noticegen.sealing.keys import Signing, need_pyhanko, opened
from noticegen.text import Text

FIELD = "Seal"


def sign(
    source: Path, target: Path, signing: Signing, environ: Mapping[str, str], *, reason: str
) -> str:
    """Write `source` with a seal behind it to `target`; returns the name on the certificate.

    The bytes of `source` are the beginning of `target`; nothing is held in memory. The time is that
    of the timestamp service, else this machine's. Raises UsageError as `opened` does, DataError when `source` is no PDF that can be sealed or
    sealed already, OutputError when the timestamp service does not answer or the disk refuses."""
    need_pyhanko()
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.timestamps import TimestampRequestError

    with opened(signing, environ) as signer:
        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=reason,
        )
        sealer = PdfSigner(meta, signer, timestamper=_stamper(signing))
        try:
            with source.open("rb") as given:
                writer = IncrementalPdfFileWriter(given)
                if writer.prev.embedded_signatures:
                    raise _sealed_already(source)
                with target.open("w+b") as written:
                    sealer.sign_pdf(writer, output=written)
        except TimestampRequestError as silent:
            raise OutputError(
                Text("时间戳服务没有应答", "the timestamp service does not answer"),
                Text("稍后重试，或检查 [sign] tsa", "try again later, or check [sign] tsa"),
            ) from silent
        except (PdfError, SigningError, ValueError) as wrong:
            raise DataError(
                Text(f"{source.name} 无法签章", f"{source.name} cannot be sealed"),
                Text("先用 noticegen 重新生成", "make it anew with noticegen"),
            ) from wrong
        except OSError as refused:
            raise OutputError(
                Text(f"无法写入 {target.name}", f"{target.name} cannot be written")
            ) from refused
        return common_name(signer.signing_cert)


def common_name(certificate: Any) -> str:
    """The name a certificate gives its holder."""
    named = certificate.subject.native
    return str(named.get("common_name") or certificate.subject.human_friendly)


def _stamper(signing: Signing) -> Any:
    """Who dates the seal; None = nobody but this machine."""
    if not signing.tsa:
        return None
    from noticegen.sealing.tsa import Service

    return Service(signing.tsa)


def _sealed_already(source: Path) -> DataError:
    return DataError(
        Text(f"{source.name} 已有签章", f"{source.name} has a seal already"),
        Text("不能在签章之后再签", "nothing can be added behind a seal"),
    )
