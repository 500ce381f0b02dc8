"""What a packet is held against from outside: the hash that was written down, and the book. Whoever can
rewrite a packet can rewrite every hash in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import bundle_desk as on_desk
import demo_desk
import pytest
from demo_desk import NOW, run
from packet_cases import recourse_case
from test_bundle_story import few_papers, make

from noticegen import fsio
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.bundle import Built
from noticegen.bundle.anchor import Anchors, known_to, recorded
from noticegen.bundle.bag import write_bag
from noticegen.bundle.later import append
from noticegen.bundle.verify import verify
from noticegen.desk import Desk
from noticegen.errors import DataError, OutputError
from noticegen.register import Register
from noticegen.text import Text


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exhibits and papers made quickly; nothing here asks whether they are PDF/A."""
    on_desk.make_quick(monkeypatch, few_papers)


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A final packet with a few papers."""
    with pytest.MonkeyPatch.context() as patch:
        on_desk.make_quick(patch, few_papers)
        return make(tmp_path_factory.mktemp("packet"))


@pytest.fixture
def forged(packet: Built, tmp_path: Path) -> Path:
    """A copy of it in which one file is another, and every hash is written anew."""
    assert packet.folder is not None
    held = Path(shutil.copytree(packet.folder, tmp_path / "forged"))
    told = held / "noticegen-bundle.json"
    said = json.loads(told.read_bytes())
    native = held / said["natives"][0]["file"]
    native.write_bytes(b"something else")
    said["natives"][0].update(sha256=fsio.sha256_of(native), size=14)
    told.write_text(json.dumps(said), "utf-8")
    write_bag(held, {})
    return held


def test_a_packet_rewritten_whole_is_found_by_its_hash(packet: Built, forged: Path) -> None:
    """It deceives a check of the packet alone, not the hash that was kept, which is that of the tag
    manifest."""
    assert packet.folder is not None
    assert packet.sha256 == fsio.sha256_of(packet.folder / "tagmanifest-sha256.txt")
    kept = Anchors(packet.sha256.upper())

    assert (verify(forged).problems, verify(forged).held_to) == ((), ())
    assert [p.kind for p in verify(forged, anchors=kept).problems] == ["anchor"]
    true = verify(packet.folder, anchors=kept)
    assert (true.problems, true.held_to) == ((), ("manifest",))


def test_the_book_knows_what_was_bound(
    packet: Built, forged: Path, tmp_path: Path, book: Book
) -> None:
    """A packet of a loan whose packets the book knows must be one of them; of another loan it says nothing.
    The same packet is told once, and its entry is a leaf of the tree."""
    assert packet.folder is not None
    anchors = Anchors(known=known_to(book))
    assert verify(forged, anchors=anchors).held_to == ()
    for _ in range(2):
        recorded(book, packet.loan, NOW)(packet.folder.name, packet.sha256)

    assert known_to(book)(packet.loan) == [packet.sha256]
    true = verify(packet.folder, anchors=anchors)
    assert (true.problems, true.held_to) == ((), ("book",))
    assert [p.kind for p in verify(forged, anchors=anchors).problems] == ["anchor"]
    assert Register(book).verify(tmp_path / "out") == []
    with book.write() as conn:
        conn.execute(t.run_log.update().values(details='{"packet": "x", "manifest": "y"}'))
    assert [p.where for p in Register(book).verify(tmp_path / "out")] == [f"run bundle/{packet.loan}/1"]  # fmt: skip


def test_the_book_has_the_hash_before_the_packet_has_its_name(tmp_path: Path) -> None:
    """What stands under the name of a packet is always known to the book: a refusal leaves none. A draft
    is not told."""
    told: list[tuple[str, str]] = []

    def refuse(*_: str) -> None:
        raise OutputError(Text("停", "stop"))

    with pytest.raises(OutputError):
        make(tmp_path, record=refuse)
    assert not [p for p in (tmp_path / "out/bundles").iterdir() if p.is_dir()]
    make(tmp_path, record=lambda *words: told.append(words), draft=True)
    assert told == []
    made = make(tmp_path, record=lambda *words: told.append(words))
    assert made.folder is not None
    assert told == [(made.folder.name, made.sha256)]


def test_the_command_says_what_it_was_held_to(
    packet: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a desk or hash it says that only the packet itself was asked; with the hash that it has it;
    another hash is exit code 1, no hash at all 2; at a desk the book is asked."""
    verb = ("bundle", "verify", str(packet.zip))
    assert run(tmp_path, *verb) == 0
    assert "a hash kept elsewhere" in capsys.readouterr().err
    assert run(tmp_path, *verb, "--manifest", packet.sha256) == 0
    said = capsys.readouterr()
    assert ("has the hash given" in said.out, said.err) == (True, "")
    assert run(tmp_path, *verb, "--manifest", "0" * 64) == 1
    assert "not the packet that was bound" in capsys.readouterr().out
    assert run(tmp_path, *verb, "--manifest", "abc") == 2
    desk = demo_desk.new(tmp_path / "desk")
    with Book.open(Desk.open(desk, {}).book_url) as book:
        recorded(book, packet.loan, NOW)("another", "1" * 64)
    capsys.readouterr()
    assert run(desk, *verb) == 1
    assert "none of the packets that the book knows" in capsys.readouterr().out


def test_a_lost_zip_is_made_again(
    packet: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same bytes out of the folder; over a zip that is the same nothing is changed, another file in
    its place is exit code 7."""
    assert packet.folder is not None
    assert packet.zip is not None
    folder = shutil.copytree(packet.folder, tmp_path / packet.folder.name)
    for _ in range(2):
        assert run(tmp_path, "bundle", "zip", str(folder)) == 0
        assert capsys.readouterr().out.splitlines()[-1] == f"{folder}.zip"
        assert Path(f"{folder}.zip").read_bytes() == packet.zip.read_bytes()
    Path(f"{folder}.zip").write_bytes(b"other")
    assert run(tmp_path, "bundle", "zip", str(folder)) == 7


def test_what_is_not_whole_is_not_packed(packet: Built, forged: Path, tmp_path: Path) -> None:
    """An altered file, or a packet that the book does not know: what is wrong is said, no zip is made."""
    assert packet.folder is not None
    desk = demo_desk.new(tmp_path / "desk")
    with Book.open(Desk.open(desk, {}).book_url) as book:
        recorded(book, packet.loan, NOW)(packet.folder.name, packet.sha256)
    assert run(desk, "bundle", "zip", str(forged)) == 1
    (forged / "data/filing/elements.json").write_text("{}", "utf-8")
    assert run(tmp_path, "bundle", "zip", str(forged)) == 1
    assert not Path(f"{forged}.zip").exists()


def test_nothing_is_added_to_a_packet_that_is_not_the_one(
    packet: Built, forged: Path, tmp_path: Path
) -> None:
    """The book knows another packet of this loan: the forged one is not gone on with."""
    desk = on_desk.desk(tmp_path / "desk")
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    held = on_desk.register(case, desk)
    anchors = Anchors(known=lambda _: [packet.sha256])
    with pytest.raises(DataError, match="was changed"):
        append(desk, case, held, forged, on=on_desk.ON, anchors=anchors)
    assert packet.folder is not None
    assert append(desk, case, held, packet.folder, on=on_desk.ON, anchors=anchors).status == "final"
