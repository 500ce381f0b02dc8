"""Whose key seals: a PKCS#12 file or a token (PKCS#11), and which timestamp service is asked."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noticegen.errors import MissingError, UsageError
from noticegen.text import Text

SECRET = "NOTICEGEN_SIGN_PASSWORD"  # the environment variable that holds password or PIN


@dataclass(frozen=True, slots=True)
class Signing:
    """`[sign]` of noticegen.toml. Paths are absolute; `pkcs12` or `pkcs11` is set, not both.

    `secret` opens the key and is kept out of `repr`; `tsa` is the URL of a timestamp service
    (RFC 3161), "" = none; `trust` are certificates (PEM) whose seals are trusted when checking."""

    pkcs12: Path | None = None
    pkcs11: Path | None = None  # the driver of the token
    token: str = ""
    certificate: str = ""  # label of the certificate on the token
    tsa: str = ""
    trust: tuple[Path, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether there is a key to seal with."""
        return self.pkcs12 is not None or self.pkcs11 is not None


def need_pyhanko() -> None:
    """Raise MissingError unless the extra `sign` is installed."""
    if importlib.util.find_spec("pyhanko") is None:
        raise MissingError(
            Text("未安装电子签章组件", "sealing needs the extra `sign`"),
            Text("运行 pip install 'noticegen[sign]'", "run: pip install 'noticegen[sign]'"),
        )


@contextmanager
def opened(signing: Signing, environ: Mapping[str, str]) -> Iterator[Any]:
    """The signer of pyHanko, as long as the block runs (a token is held open until then).

    Raises UsageError when there is no key, it cannot be opened, or it is none that a PDF/A file may
    be sealed with (RSA of 2048 bits or more); MissingError without the libraries."""
    if not signing.ready:
        raise UsageError(
            Text("noticegen.toml 的 [sign] 没有设置证书", "[sign] of noticegen.toml names no certificate"),
            Text(
                "设置 pkcs12 或 pkcs11；试用可先运行 noticegen seal init-test-ca DIR",
                "set pkcs12 or pkcs11; for a trial: noticegen seal init-test-ca DIR",
            ),
        )  # fmt: skip
    need_pyhanko()
    secret = environ.get(SECRET, "")
    with _token(signing, secret) if signing.pkcs11 else _file(signing, secret) as signer:
        _fit(signer)
        yield signer


@contextmanager
def _file(signing: Signing, secret: str) -> Iterator[Any]:
    from pyhanko.sign.signers import SimpleSigner

    assert signing.pkcs12 is not None
    try:
        data = signing.pkcs12.read_bytes()
        yield SimpleSigner.load_pkcs12_data(data, [], secret.encode() if secret else None)
    except (OSError, ValueError) as wrong:
        raise _unopened(signing.pkcs12) from wrong


@contextmanager
def _token(signing: Signing, secret: str) -> Iterator[Any]:
    if importlib.util.find_spec("pkcs11") is None:
        raise MissingError(
            Text("使用证书介质须安装 python-pkcs11", "a token needs the package python-pkcs11"),
            Text("运行 pip install python-pkcs11", "run: pip install python-pkcs11"),
        )
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        session = open_pkcs11_session(
            str(signing.pkcs11),
            token_criteria=TokenCriteria(signing.token),
            user_pin=secret or None,
        )
    except (PKCS11Error, OSError, RuntimeError) as wrong:
        raise _unopened(Path(signing.token)) from wrong
    with session:
        try:
            signer = PKCS11Signer(session, cert_label=signing.certificate)
            assert signer.signing_cert is not None
        except (PKCS11Error, ValueError, LookupError, AssertionError) as wrong:
            raise _unopened(Path(signing.certificate)) from wrong
        yield signer


def _unopened(path: Path) -> UsageError:
    return UsageError(
        Text(f"无法打开签章证书 {path.name}", f"the signing certificate {path.name} cannot be opened"),
        Text(f"检查路径，以及环境变量 {SECRET} 中的口令", f"check the path, and the password in {SECRET}"),
    )  # fmt: skip


def _fit(signer: Any) -> None:
    key = signer.signing_cert.public_key
    if key.algorithm == "rsa" and key.bit_size >= 2048:  # PDF/A-2 knows no elliptic curves
        return
    raise UsageError(
        Text("签章证书须为 2048 位以上的 RSA 密钥", "the certificate must have an RSA key of 2048 bits or more"),
        Text("向发证机构申请 RSA 证书", "ask the authority for an RSA certificate"),
    )  # fmt: skip
