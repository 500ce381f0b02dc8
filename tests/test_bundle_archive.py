"""The packet for the archive: PDF/A-3b, the natives attached to the internal volume, byte for byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import bundle_desk as on_desk
import pikepdf
import pytest
from test_bundle_story import content, few_papers, make

from noticegen.bundle import Built
from noticegen.bundle.archival import verdict
from noticegen.bundle.job import packet_of
from noticegen.bundle.lint import lint
from noticegen.bundle.profile import load_profile
from noticegen.bundle.verify import verify
from noticegen.desk import shipped


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A packet with few papers, each file of it asked whether it is PDF/A."""
    with pytest.MonkeyPatch.context() as patch:
        on_desk.take_quickly(patch)
        patch.setattr("noticegen.bundle.job.papers", few_papers)
        return make(tmp_path_factory.mktemp("archive"), profile="archive")


def volume(packet: Built, audience: str) -> Path:
    assert packet.folder is not None
    file = next(v["file"] for v in content(packet)["volumes"] if v["audience"] == audience)
    return packet.folder / str(file)


def test_it_is_bound_to_its_end(packet: Built) -> None:
    """Final, without a fault; whole for whoever checks it."""
    assert (packet.status, [f for f in packet.faults if not f.warns]) == ("final", [])
    assert packet.folder is not None
    assert verify(packet.folder).problems == ()


def test_both_volumes_are_pdf_a_3b(packet: Built) -> None:
    """By what their metadata says, and by the checker."""
    for audience in ("internal", "court"):
        path = volume(packet, audience)
        with pikepdf.open(path) as pdf, pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "B")
        assert verdict(path, "3b") == ()


def test_the_natives_come_out_as_they_went_in(packet: Built) -> None:
    """Each native file is attached once, under its name in the packet, as source of what is shown, with its
    type; its bytes have the hash of the exhibit. The court volume carries none."""
    told = content(packet)
    natives = {Path(n["file"]).name: n["sha256"] for n in told["natives"]}
    with pikepdf.open(volume(packet, "internal")) as pdf:
        found = {
            name: bytes(spec.get_file().read_bytes()) for name, spec in pdf.attachments.items()
        }
        specs = [spec.obj for spec in pdf.attachments.values()]
        associated = [s.objgen for s in pdf.Root.AF]
    assert {name: hashlib.sha256(data).hexdigest() for name, data in found.items()} == natives
    assert len(natives) > 5
    assert sorted(s.objgen for s in specs) == sorted(associated)
    with pikepdf.open(volume(packet, "internal")) as pdf:
        for spec in pdf.attachments.values():
            said: Any = spec.obj
            assert said.AFRelationship == "/Source"
            assert said.F == said.UF
            assert said.EF.F.Subtype in ("/image/jpeg", "/application/pdf")
            assert said.EF.F.Params.ModDate == "D:20260625000000Z"
    with pikepdf.open(volume(packet, "court")) as pdf:
        assert dict(pdf.attachments) == {}
        assert "/AF" not in pdf.Root


def test_what_is_attached_is_held_against_the_natives(packet: Built, tmp_path: Path) -> None:
    """One changed, one left out, one put in, one carried by the court volume: each is named (row 42)."""
    assert packet.folder is not None
    assert packet.content is not None
    folder = Path(shutil.copytree(packet.folder, tmp_path / "p"))
    inner, court = (folder / v.file for v in packet.content.volumes)
    with pikepdf.open(inner, allow_overwriting_input=True) as pdf:
        first, second, *_ = sorted(pdf.attachments)
        pdf.attachments[first] = pikepdf.AttachedFileSpec(pdf, b"other", filename=first)
        del pdf.attachments[second]
        pdf.attachments["more.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="more.exe")
        pdf.save(inner)
    with pikepdf.open(court, allow_overwriting_input=True) as pdf:
        pdf.attachments["x.txt"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="x.txt")
        pdf.save(court)
    wanted = load_profile(shipped("templates"), "archive")
    found = [f.what.en for f in lint(packet_of(packet.content, folder, wanted)) if f.row == 42]
    assert sorted(found) == sorted([
        f"carries another file as {first}", f"does not carry {second}",
        "carries more.exe, which does not belong there", "carries x.txt, which does not belong there",
    ])  # fmt: skip


def test_natives_are_attached_without_being_held(tmp_path: Path) -> None:
    """Binding with 160 MB attached takes less than 100 MB more memory than binding without."""
    program = (
        "import sys, resource; from pathlib import Path; from bound_samples import bound, sheet;"
        "from noticegen.bundle.bind import Attachment, Part; root = Path(sys.argv[1]);"
        "own = tuple(Attachment(p.name, p, 'image/jpeg', p.name) for p in sorted(root.glob('*.jpg')));"
        "bound([Part('a', 'a', sheet(root / 'a.pdf'))], root / 'v.pdf', flavour='3b', attached=own);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, len(own))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def taken() -> tuple[int, int]:
        done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=env, check=True, capture_output=True, text=True)  # fmt: skip
        mib, count = map(int, done.stdout.split())
        return mib, count

    bare, none = taken()
    for n in range(4):
        with (tmp_path / f"{n}.jpg").open("wb") as file:
            for _ in range(40):
                file.write(os.urandom(1_000_000))
    loaded, four = taken()
    assert (none, four) == (0, 4)
    assert loaded - bare < 100
