"""A certificate authority for trials: its names say that nothing sealed by it is worth anything.

root.pem          to be trusted when trying out
seal.p12          a certificate to seal with; its password is `trial`
tsa.p12           one to date seals with, for tests
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from noticegen import fsio
from noticegen.sealing.keys import need_pyhanko

PASSWORD = "trial"  # not a secret: whoever has the files may use them, and they are worth nothing
ROOT = "noticegen 试用根证书 TEST ROOT - NO LEGAL EFFECT"
SIGNER = "试用签章，无法律效力 TEST SEAL - NO LEGAL EFFECT"
TSA = "试用时间戳，无法律效力 TEST TSA - NO LEGAL EFFECT"
YEARS = 3


def make_trial_authority(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Root, seal and timestamp certificates in `folder`, valid from the day before `now` for three years.

    Keys are new each time. Raises OutputError when there is something in the way."""
    need_pyhanko()  # the extra that brings `cryptography`
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import ExtendedKeyUsageOID

    root_key, root = _certificate(ROOT, now, None, [])
    written = [folder / "root.pem"]
    fsio.publish(written[0], root.public_bytes(serialization.Encoding.PEM))
    usages: dict[str, tuple[str, Sequence[x509.ObjectIdentifier]]] = {
        "seal.p12": (SIGNER, ()),
        "tsa.p12": (TSA, (ExtendedKeyUsageOID.TIME_STAMPING,)),
    }
    for name, (holder, extended) in usages.items():
        key, certificate = _certificate(holder, now, (root_key, root), extended)
        data = pkcs12.serialize_key_and_certificates(
            holder.encode(), key, certificate, [root],
            serialization.BestAvailableEncryption(PASSWORD.encode()),
        )  # fmt: skip
        fsio.publish(folder / name, data)
        written.append(folder / name)
    return tuple(written)


def _certificate(
    holder: str, now: datetime, issuer: tuple[Any, Any] | None, extended: Sequence[Any]
) -> tuple[Any, Any]:
    """Key and certificate; without an issuer it is a root."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, holder)])
    signing_key, signing_name = (key, name) if issuer is None else (issuer[0], issuer[1].subject)
    root = issuer is None
    usage = x509.KeyUsage(
        digital_signature=not root, content_commitment=not root, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=root, crl_sign=root,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signing_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=True)
    return key, builder.sign(signing_key, hashes.SHA256())
