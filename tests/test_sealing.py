"""A digital seal is added behind the registered bytes; whatever is changed afterwards shows."""

from __future__ import annotations

import http.server
import importlib.util
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import demo_desk
import pikepdf
import pytest
from asn1crypto import tsp
from sample_document import notice

from noticegen import render, sealing
from noticegen.errors import DataError, MissingError, OutputError, UsageError
from noticegen.sealing.keys import SECRET, Signing
from noticegen.sealing.trial import PASSWORD, ROOT, SIGNER, make_trial_authority

NOW = datetime.now(UTC)  # noqa: TID251 - pyHanko checks certificates against the clock
ENVIRON = {SECRET: PASSWORD}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates for trials."""
    folder = tmp_path_factory.mktemp("authority")
    make_trial_authority(folder, NOW)
    return folder


@pytest.fixture(scope="module")
def signing(authority: Path) -> Signing:
    """The seal of that authority, trusted."""
    return Signing(pkcs12=authority / "seal.p12", trust=(authority / "root.pem",))


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF/A letter from the archive engine."""
    style = render.HouseStyle(Path(__file__).parents[1] / "templates")
    path = tmp_path_factory.mktemp("letter") / "letter.pdf"
    path.write_bytes(render.render(notice(), style, ("pdf",)).pdf)
    return path


@pytest.fixture(scope="module")
def sealed(letter: Path, signing: Signing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter with its seal."""
    target = tmp_path_factory.mktemp("sealed") / "sealed.pdf"
    assert sealing.sign(letter, target, signing, ENVIRON, reason="催收通知书") == SIGNER
    return target


def test_a_sealed_letter_is_good(sealed: Path, signing: Signing) -> None:
    """Whole, untouched, by a trusted certificate; without a timestamp service it has no sure time."""
    (seal,) = sealing.check(sealed, signing.trust)
    assert seal == sealing.Seal(SIGNER, intact=True, untouched=True, trusted=True, whole=True)
    assert seal.good


def test_the_registered_bytes_are_its_beginning(letter: Path, sealed: Path) -> None:
    """So the hash in the register still speaks for the sealed copy."""
    before = letter.read_bytes()
    assert sealed.read_bytes()[: len(before)] == before
    assert len(sealed.read_bytes()) > len(before)


def test_poppler_agrees(sealed: Path) -> None:
    """A reader that did not make it finds one valid signature over the whole file."""
    said = subprocess.run(["pdfsig", "-nocert", str(sealed)], capture_output=True, check=False)
    told = said.stdout.decode()
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


def test_a_seal_allows_no_change(sealed: Path) -> None:
    """It is a certification: DocMDP level 1."""
    with pikepdf.open(sealed) as pdf:
        reference = pdf.Root.Perms.DocMDP.Reference[0]
        assert reference.TransformParams.P == 1


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_flipped_byte_shows(
    sealed: Path, signing: Signing, tmp_path: Path, letter: Path, place: float
) -> None:
    """Any altered byte of the letter breaks the seal, or the file no longer opens."""
    data = bytearray(sealed.read_bytes())
    data[int(len(letter.read_bytes()) * place)] ^= 1
    harmed = tmp_path / "harmed.pdf"
    harmed.write_bytes(data)
    try:
        seals = sealing.check(harmed, signing.trust)
    except DataError:
        return
    assert not any(seal.good for seal in seals)


def test_something_added_shows(sealed: Path, signing: Signing, tmp_path: Path) -> None:
    """An annotation put on behind the seal is no part of what was sealed."""
    from pyhanko.pdf_utils.generic import NumberObject, pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    added = tmp_path / "added.pdf"
    with sealed.open("rb") as given:
        writer = IncrementalPdfFileWriter(given)
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Rotate")] = NumberObject(90)  # type: ignore[no-untyped-call]
        writer.mark_update(page.container_ref)
        with added.open("wb") as out:
            writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko's
    (seal,) = sealing.check(added, signing.trust)
    assert (seal.intact, seal.untouched, seal.whole, seal.good) == (True, False, False, False)


def test_a_stranger_is_not_trusted(sealed: Path, tmp_path: Path) -> None:
    """Without the root, or with another of the same name, the seal is whole but not trusted."""
    make_trial_authority(tmp_path, NOW)
    for trust in ((), (tmp_path / "root.pem",)):
        (seal,) = sealing.check(sealed, trust)
        assert (seal.intact, seal.trusted, seal.good) == (True, False, False)


def test_a_letter_without_a_seal(letter: Path) -> None:
    """There is nothing to find."""
    assert sealing.check(letter) == ()


def test_a_sealed_file_is_not_sealed_again(sealed: Path, signing: Signing, tmp_path: Path) -> None:
    """A certification is the first and last."""
    with pytest.raises(DataError, match="has a seal already"):
        sealing.sign(sealed, tmp_path / "again.pdf", signing, ENVIRON, reason="x")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"x" * 100])
def test_what_is_no_pdf(data: bytes, signing: Signing, tmp_path: Path) -> None:
    """It is refused with its name, for sealing and for checking."""
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"bad\.pdf"):
        sealing.sign(path, tmp_path / "out.pdf", signing, ENVIRON, reason="x")
    with pytest.raises(DataError, match=r"bad\.pdf"):
        sealing.check(path)


# --- keys -----------------------------------------------------------------------------------------


def test_a_wrong_password(signing: Signing, letter: Path, tmp_path: Path) -> None:
    """It is said where the password is looked for; the password itself is in no message."""
    with pytest.raises(UsageError, match=r"seal\.p12 cannot be opened") as refused:
        sealing.sign(letter, tmp_path / "x.pdf", signing, {SECRET: "hunter2"}, reason="x")
    assert SECRET in refused.value.hint.en
    assert "hunter2" not in f"{refused.value.message} {refused.value.hint} {refused.value!r}"


def test_no_certificate_is_set(letter: Path, tmp_path: Path) -> None:
    """Without [sign] there is nothing to seal with."""
    with pytest.raises(UsageError, match="names no certificate"):
        sealing.sign(letter, tmp_path / "x.pdf", Signing(), {}, reason="x")


def test_an_elliptic_key_is_refused(letter: Path, tmp_path: Path) -> None:
    """A PDF/A-2 file cannot be sealed with one (ISO 32000-1 does not know them)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST EC")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    certificate = (
        builder.not_valid_before(NOW).not_valid_after(NOW.replace(year=NOW.year + 1))
    ).sign(key, hashes.SHA256())
    path = tmp_path / "ec.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"ec", key, certificate, None, serialization.NoEncryption()
        )
    )
    with pytest.raises(UsageError, match="RSA key of 2048 bits"):
        sealing.sign(letter, tmp_path / "x.pdf", Signing(pkcs12=path), {}, reason="x")


def test_names_of_the_trial_authority_say_what_it_is(authority: Path) -> None:
    """Nobody can take its seal for a real one; the files are for the owner's eyes."""
    from cryptography import x509

    root = x509.load_pem_x509_certificate((authority / "root.pem").read_bytes())
    assert ROOT in root.subject.rfc4514_string()
    for name in (ROOT, SIGNER):
        assert "NO LEGAL EFFECT" in name
        assert "试用" in name
    assert {p.name: p.stat().st_mode & 0o777 for p in authority.iterdir()} == {
        "root.pem": 0o600, "seal.p12": 0o600, "tsa.p12": 0o600,
    }  # fmt: skip


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, letter: Path) -> None:
    """It is said what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match="extra `sign`"):
        sealing.check(letter)


SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture
def token(authority: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signing:
    """A token in software that holds the seal of the trial authority."""
    import pkcs11
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        pkcs12,
    )
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "seal", "--pin", "1234", "--so-pin", "5678"], check=True, capture_output=True)  # fmt: skip
    held = pkcs12.load_pkcs12((authority / "seal.p12").read_bytes(), PASSWORD.encode())
    assert held.key is not None
    assert held.cert is not None
    key = held.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    lib = pkcs11.lib(str(SOFTHSM))
    lib.reinitialize()
    with lib.get_token(token_label="seal").open(rw=True, user_pin="1234") as session:
        private = decode_rsa_private_key(key)
        certificate = decode_x509_certificate(held.cert.certificate.public_bytes(Encoding.DER))
        for attributes in (private, certificate):
            session.create_object({**attributes, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "seal", pkcs11.Attribute.ID: b"1"})  # fmt: skip
    return Signing(
        pkcs11=SOFTHSM, token="seal", certificate="seal", trust=(authority / "root.pem",)
    )


def test_a_token_seals(token: Signing, letter: Path, tmp_path: Path) -> None:
    """The key never leaves the token; the seal is as good as that of a file."""
    target = tmp_path / "sealed.pdf"
    assert sealing.sign(letter, target, token, {SECRET: "1234"}, reason="催收通知书") == SIGNER
    (seal,) = sealing.check(target, token.trust)
    assert seal.good
    with pytest.raises(UsageError, match="cannot be opened"):
        sealing.sign(letter, target, token, {SECRET: "0000"}, reason="x")


# --- time -----------------------------------------------------------------------------------------


@pytest.fixture
def service(authority: Path) -> Iterator[str]:
    """A timestamp service on this machine."""
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import DummyTimeStamper

    stamper = SimpleSigner.load_pkcs12_data(
        (authority / "tsa.p12").read_bytes(), [], PASSWORD.encode()
    )
    tsa = DummyTimeStamper(stamper.signing_cert, stamper.signing_key, stamper.cert_registry)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            import asyncio

            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = asyncio.run(tsa.async_request_tsa_response(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_dated_seal(service: str, signing: Signing, letter: Path, tmp_path: Path) -> None:
    """The time of a trusted service is the time of the seal."""
    target = tmp_path / "sealed.pdf"
    dated = Signing(pkcs12=signing.pkcs12, tsa=service, trust=signing.trust)
    sealing.sign(letter, target, dated, ENVIRON, reason="x")
    (seal,) = sealing.check(target, signing.trust)
    assert seal.good
    assert seal.at is not None
    assert abs((seal.at - NOW).total_seconds()) < 3600
    (strange,) = sealing.check(target, ())
    assert strange.at is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://127.0.0.1/", "nonsense"])
def test_a_silent_service(url: str, signing: Signing, letter: Path, tmp_path: Path) -> None:
    """No seal is made that would look undated where a date was asked for."""
    dated = Signing(pkcs12=signing.pkcs12, tsa=url)
    with pytest.raises(OutputError, match="timestamp service does not answer"):
        sealing.sign(letter, tmp_path / "x.pdf", dated, ENVIRON, reason="x")


# --- the command line -----------------------------------------------------------------------------

SEAL_USE = ["log", "DK-0003", "seal_use", "--staff", "刘总", "--role", "approver", "--kind", "overdue-notice", "--text", "同意在该逾期催收通知书上用印"]  # fmt: skip
NUMBER = "〔2026〕催字第0001号"


@pytest.fixture
def desk(examples: Path, tmp_path: Path, authority: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with an issued notice and the trial seal."""
    folder = demo_desk.imported(tmp_path / "desk", examples)
    with (folder / "noticegen.toml").open("a", encoding="utf-8") as config:
        config.write(f'\n[sign]\npkcs12 = "{authority / "seal.p12"}"\ntrust = ["{authority / "root.pem"}"]\n')  # fmt: skip
    monkeypatch.setitem(os.environ, SECRET, PASSWORD)
    assert demo_desk.run(folder, "issue", "overdue-notice", "DK-0003") == 0
    return folder


def test_a_letter_is_sealed_under_an_approval_only(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two people allow it; the copy stands apart and the register stays whole."""
    assert demo_desk.run(desk, "seal", "letter", NUMBER) == 2
    assert "no confirmed approval" in capsys.readouterr().err
    assert demo_desk.run(desk, *SEAL_USE, "--at", "2026-03-27 12:00") == 0
    assert demo_desk.run(desk, "seal", "letter", NUMBER) == 2
    assert demo_desk.run(desk, "approve", "DK-0003", "--last", "seal_use", "--by", "李法务", "--role", "legal") == 0  # fmt: skip
    assert demo_desk.run(desk, "seal", "letter", NUMBER) == 0
    (copy,) = (desk / "out" / "sealed").rglob("*.pdf")
    (original,) = (desk / "out" / "2026").rglob("*.pdf")
    assert copy.read_bytes().startswith(original.read_bytes())
    capsys.readouterr()
    assert demo_desk.run(desk, "seal", "check", str(copy), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["good"]
    assert [seal["by"] for seal in told["seals"]] == [SIGNER]
    before = copy.read_bytes()
    assert demo_desk.run(desk, "seal", "letter", NUMBER) == 0  # once is enough
    assert copy.read_bytes() == before
    assert demo_desk.run(desk, "register", "verify") == 0


def test_an_altered_letter_is_not_sealed(desk: Path) -> None:
    """What is not what was issued gets no seal."""
    for line in ([*SEAL_USE, "--at", "2026-03-27 12:00"], ["approve", "DK-0003", "--last", "seal_use", "--by", "李法务", "--role", "legal"]):  # fmt: skip
        assert demo_desk.run(desk, *line) == 0
    (original,) = (desk / "out" / "2026").rglob("*.pdf")
    original.write_bytes(original.read_bytes() + b"%x\n")
    assert demo_desk.run(desk, "seal", "letter", NUMBER) == 3
    assert not (desk / "out" / "sealed").exists()


def test_a_file_and_a_token_are_too_many(desk: Path) -> None:
    """[sign] names one key."""
    config = desk / "noticegen.toml"
    config.write_text(config.read_text("utf-8") + 'pkcs11 = "x.so"\n', "utf-8")
    assert demo_desk.run(desk, "seal", "letter", NUMBER) == 2


def test_an_unsealed_file_ends_with_1(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`seal check` tells scripts that there is nothing to rely on."""
    (original,) = (desk / "out" / "2026").rglob("*.pdf")
    assert demo_desk.run(desk, "seal", "check", str(original)) == 1
    assert "there is no seal" in capsys.readouterr().out
