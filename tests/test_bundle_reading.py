"""A packet somebody hands us is read in a process that may die of it: the verdict names the file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from functools import partial
from pathlib import Path

import bundle_desk as on_desk
import pikepdf
import pytest
from demo_desk import run
from test_bundle_story import few_papers, make

from noticegen import fsio
from noticegen.bundle import Built
from noticegen.bundle.bag import Problem, unzip, write_bag
from noticegen.bundle.reading import Limits, read_apart
from noticegen.bundle.verify import verify
from noticegen.errors import DataError


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A final packet with a few papers."""
    with pytest.MonkeyPatch.context() as patch:
        on_desk.make_quick(patch, few_papers)
        return make(tmp_path_factory.mktemp("packet"))


def with_court(packet: Built, to: Path, pdf: bytes) -> Path:
    """A copy whose court volume is these bytes, every hash in it written anew."""
    assert packet.folder is not None
    folder = Path(shutil.copytree(packet.folder, to / "p"))
    told = folder / "noticegen-bundle.json"
    said = json.loads(told.read_bytes())
    (folder / said["volumes"][0]["file"]).write_bytes(pdf)
    said["volumes"][0]["sha256"] = fsio.sha256_of(folder / said["volumes"][0]["file"])
    told.write_text(json.dumps(said), "utf-8")
    write_bag(folder, {})
    return folder


def swelling(to: Path) -> bytes:
    """A PDF of 40 kB with a page whose content unpacks to 40 GB, packed twice."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(b"q Q " * (4 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    once = b"\x78\xda" + piece * 2_400 + packer.flush()
    pdf = pikepdf.new()
    page = pdf.add_blank_page().obj
    page.Contents = pikepdf.Stream(
        pdf, zlib.compress(once, 9), Filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    )
    pdf.save(to / "bomb.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)  # fmt: skip
    return (to / "bomb.pdf").read_bytes()


def test_a_packet_that_is_whole_is_whole_in_the_child(packet: Built) -> None:
    """Another process reads it, and finds nothing."""
    assert packet.folder is not None
    assert verify(packet.folder).problems == ()


def test_a_bomb_gets_a_verdict(
    packet: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A volume that would take hours or all memory to read is named, and it is said what happened."""
    folder = with_court(packet, tmp_path, swelling(tmp_path))
    file = json.loads((folder / "noticegen-bundle.json").read_bytes())["volumes"][0]["file"]
    (found,) = limited(monkeypatch, folder, Limits(seconds=30, memory=1 << 30))
    assert found.where == file
    assert "died" in found.what.en or "stopped" in found.what.en


def test_time_and_memory_are_bounded(packet: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of time it was stopped; out of memory it died: even a packet that is whole."""
    assert packet.folder is not None
    (found,) = limited(monkeypatch, packet.folder, Limits(seconds=1))
    assert "stopped" in found.what.en
    (found,) = limited(monkeypatch, packet.folder, Limits(memory=30 << 20))
    assert "died" in found.what.en


@pytest.mark.parametrize(("code", "word"), [(-24, "too long"), (-9, "memory"), (-6, "died")])
def test_it_is_said_what_ended_the_reader(
    packet: Built, code: int, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time, want of memory and a crash are three things to tell whoever asks; each names the file."""
    monkeypatch.setattr(
        "noticegen.bundle.reading._child", lambda *_: (code, [{"at": "data/a.pdf"}])
    )
    assert packet.folder is not None
    assert packet.content is not None
    (found,) = read_apart(packet.folder, packet.content, ())
    assert found.where == "data/a.pdf"
    assert word in found.what.en


def limited(patch: pytest.MonkeyPatch, folder: Path, limits: Limits) -> list[Problem]:
    """What a reader within these limits says of the pages."""
    patch.setattr("noticegen.bundle.verify.read_apart", partial(read_apart, limits=limits))
    return [p for p in verify(folder).problems if p.kind == "pages"]


def test_what_is_no_pdf_is_no_traceback(packet: Built, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Exit code 1, one line that names it, nothing else on the screen."""
    folder = with_court(packet, tmp_path, b"%PDF-1.7\n" + b"1 0 obj\n" * 99)
    assert run(tmp_path, "bundle", "verify", str(folder)) == 1
    said = capfd.readouterr()
    assert "cannot be read (PdfError)" in said.out
    assert "Traceback" not in said.out + said.err


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    """More than 256 MiB, and more than twenty times its own size: nothing is unpacked."""
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as out, out.open("a/bagit.txt", "w", force_zip64=True) as file:  # fmt: skip
        for _ in range(257):
            file.write(bytes(1 << 20))
    with pytest.raises(DataError, match="too large"):
        unzip(bad, tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_a_list_too_long_to_be_one_is_not_read(packet: Built, tmp_path: Path) -> None:
    """A manifest or content file of more than 64 MiB (here: holes) is a fault of the layout."""
    assert packet.folder is not None
    folder = Path(shutil.copytree(packet.folder, tmp_path / "p"))
    for name in ("manifest-sha256.txt", "noticegen-bundle.json"):
        os.truncate(folder / name, (64 << 20) + 1)
    found = {(p.kind, p.where) for p in verify(folder).problems}
    assert {("layout", "manifest-sha256.txt"), ("layout", "noticegen-bundle.json")} <= found


def test_a_killed_check_leaves_nothing_for_long(packet: Built, tmp_path: Path) -> None:
    """What a killed check had unpacked is taken away by the next."""
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    stop = f"import noticegen.bundle.verify as v, pathlib, time; v.check_layout = lambda _: time.sleep(99); v.verify(pathlib.Path({str(packet.zip)!r}))"  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", stop], env=env) as child:
        while not list(tmp_path.glob(".*.part/*/data")):
            time.sleep(0.05)
        child.kill()
    assert list(tmp_path.glob(".*.part"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path))
        assert packet.zip is not None
        verify(packet.zip)
    assert not list(tmp_path.glob(".*.part"))
