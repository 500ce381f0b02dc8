"""The packet end to end: final or incomplete, the same bytes again, nothing half, what verify finds, what
is added later."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import bundle_desk as on_desk
import pikepdf
import pytest
import small_packet as small
from demo_desk import run
from drawn_once import drawn_anew
from packet_cases import recourse_case

from noticegen import fsio, render
from noticegen.bundle import Built, build
from noticegen.bundle.assemble import Held
from noticegen.bundle.bag import unzip, write_bag, zipped
from noticegen.bundle.content import read_content
from noticegen.bundle.later import append
from noticegen.bundle.lint import Fault
from noticegen.bundle.profile import load_profile
from noticegen.bundle.reading import read_here
from noticegen.bundle.verify import verify
from noticegen.errors import DataError, OutputError, UsageError
from noticegen.model import Case, EvidenceState
from noticegen.packet import Span
from noticegen.packet.residue import marks
from noticegen.text import Text


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exhibits are taken in, and packets read, without a child process; the same bytes are checked for
    PDF/A once."""
    monkeypatch.setattr("noticegen.bundle.verify.read_apart", read_here)
    small.check_once(monkeypatch)
    on_desk.take_quickly(monkeypatch)


def few_papers(case: Case, *args: Any, **_: Any) -> Any:
    """A handful of papers in place of all: drawing them takes most of the time."""
    _, _, _, exhibits, pages, _ = args
    held = [Held(one, None, Path()) for one in exhibits]  # type: ignore[arg-type]  # not looked at
    assert isinstance(pages, Mapping)
    groups = dict.fromkeys(one.group for one in exhibits)
    return small.papers(held, pages, groups=tuple(groups))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few papers; whether they are PDF/A is asked of the whole packet."""
    on_desk.make_quick(monkeypatch, few_papers)


def make(root: Path, *lines: str, profile: str = "ew-ebundle", **more: Any) -> Built:
    """Build the packet of the loan that has gone the whole way, with more lines on its log."""
    desk = on_desk.desk(root)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, *lines), desk)
    register = more.pop("register", None) or on_desk.register(case, desk)
    return build(desk, case, register, on=on_desk.ON, profile=profile, **more)


def content(made: Built) -> dict[str, Any]:
    assert made.folder is not None
    read: dict[str, Any] = json.loads((made.folder / "noticegen-bundle.json").read_bytes())
    return read


def copied(made: Built, folder: Path) -> Path:
    """A copy of a packet to hurt."""
    assert made.folder is not None
    return Path(shutil.copytree(made.folder, folder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A final packet with all its papers, for a court portal."""
    with pytest.MonkeyPatch.context() as patch:
        small.check_once(patch)
        on_desk.take_quickly(patch)
        return make(tmp_path_factory.mktemp("whole"), profile="cn-portal")


def test_a_complete_packet_is_final(whole: Built) -> None:
    """Both volumes, each audience in its own, the natives inside, one file for each paper of the court."""
    said = content(whole)
    volumes = {v["audience"]: v for v in said["volumes"]}

    assert (whole.status, whole.gaps, [f for f in whole.faults if not f.warns]) == ("final", (), [])
    assert said["number"] == on_desk.REFERRAL
    assert {i["audience"] for i in volumes["court"]["items"]} == {"court"}
    assert {i["audience"] for i in volumes["internal"]["items"]} == {"internal"}
    assert [i["id"] for i in volumes["court"]["items"]][:3] == ["cover", "contents", "complaint"]
    assert all(n["file"].startswith("data/internal/natives/") for n in said["natives"])
    assert [(p["item"], p["first"], p["last"]) for p in said["papers"]] == [
        (i["id"], i["first"], i["last"]) for i in volumes["court"]["items"]
    ]
    assert "data/filing/elements.json" in said["files"]


def test_natives_are_kept_byte_for_byte(whole: Built) -> None:
    """Each native file in the packet has the hash of the file the exhibit was made from."""
    said = content(whole)
    exhibits = {i["id"]: i["sha256"] for v in said["volumes"] for i in v["items"] if i["kind"] == "exhibit"}  # fmt: skip
    assert whole.folder is not None

    assert {
        n["item"]: fsio.sha256_of(whole.folder / n["file"]) for n in said["natives"]
    } == exhibits


def test_a_single_paper_keeps_its_numbers(whole: Built) -> None:
    """The page cut out for the portal has the number of the volume in print and as its label."""
    said = content(whole)
    court = next(v for v in said["volumes"] if v["audience"] == "court")
    place, item = next(
        (n, i) for n, i in enumerate(court["items"], 1) if i["id"] == "evidence-list"
    )
    assert whole.folder is not None
    with pikepdf.open(whole.folder / f"data/court/papers/{place:03d}-evidence-list.pdf") as pdf:
        labels = [page.label for page in pdf.pages]

    assert labels == [str(n) for n in range(item["first"], item["last"] + 1)]


def test_it_checks_itself_without_this_program(whole: Built) -> None:
    """`sha256sum -c` on both manifests; the zip holds the same files."""
    done = subprocess.run(
        ["sha256sum", "-c", "--quiet", "manifest-sha256.txt", "tagmanifest-sha256.txt"],
        cwd=whole.folder, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0
    assert whole.folder is not None
    assert whole.zip is not None
    with zipfile.ZipFile(whole.zip) as held:
        names = {n.split("/", 1)[1] for n in held.namelist()}
    assert names == {p.relative_to(whole.folder).as_posix() for p in whole.folder.rglob("*") if p.is_file()}  # fmt: skip


def test_folder_and_zip_are_whole(whole: Built) -> None:
    """`verify` finds nothing in either."""
    assert whole.folder is not None
    assert whole.zip is not None
    assert verify(whole.folder).problems == ()
    assert verify(whole.zip).problems == ()


def test_what_was_done_to_a_packet_is_named(whole: Built, tmp_path: Path) -> None:
    """Altered, missing and extra files are told apart and named."""
    folder = copied(whole, tmp_path / "p")
    native = next((folder / "data/internal/natives").iterdir())
    native.unlink()
    with (folder / "data/filing/elements.json").open("ab") as file:
        file.write(b" ")
    (folder / "data/court/more.pdf").write_bytes(b"%PDF-1.7")
    found = {(p.kind, p.where) for p in verify(folder).problems}

    assert ("missing", f"data/internal/natives/{native.name}") in found
    assert ("altered", "data/filing/elements.json") in found
    assert ("extra", "data/court/more.pdf") in found


def test_a_page_swapped_under_new_hashes_is_found(whole: Built, tmp_path: Path) -> None:
    """Who swaps two pages and writes new hashes everywhere is found by the numbers on the pages."""
    folder = copied(whole, tmp_path / "p")
    court = folder / "data/court/court.pdf"
    before = fsio.sha256_of(court)
    with pikepdf.open(court, allow_overwriting_input=True) as pdf:
        page = pdf.pages[2]
        del pdf.pages[2]
        pdf.pages.insert(5, page)
        pdf.save(court)
    told = folder / "noticegen-bundle.json"
    told.write_text(told.read_text("utf-8").replace(before, fsio.sha256_of(court)), "utf-8")
    write_bag(folder, {})
    rows = {p.kind for p in verify(folder).problems}

    assert {"row 2", "row 7"} <= rows


def test_a_zip_with_unsafe_paths_is_refused(tmp_path: Path) -> None:
    """Nothing is written outside of the folder it is taken out into."""
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as out:
        out.writestr("../evil.txt", "x")
    with pytest.raises(DataError, match="unsafe"):
        unzip(bad, tmp_path / "in")

    assert not (tmp_path / "evil.txt").exists()
    with pytest.raises(DataError):
        verify(tmp_path)


def test_what_is_missing_is_said_and_nothing_is_bound(tmp_path: Path, few: None) -> None:
    """Without the referral's number it is not final: the gap names who supplies it, no file is written."""
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE), desk)
    bare = on_desk.register(case, desk)
    bare.referral = ""
    made = build(desk, case, bare, on=on_desk.ON, profile="ew-ebundle")

    assert made.status == "incomplete"
    assert [g.id for g in made.gaps] == ["referral-number"]
    assert not (desk.out / "bundles").exists()


def test_a_draft_is_bound_all_the_same(tmp_path: Path, few: None) -> None:
    """It lies among the drafts, says what it lacks, and gives way to the next."""
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(), desk)
    held = on_desk.register(case, desk)
    first = build(desk, case, held, on=on_desk.ON, profile="ew-ebundle", draft=True)
    again = build(desk, case, held, on=on_desk.ON, profile="ew-ebundle", draft=True)

    assert first.status == again.status == "draft"
    assert first.folder is not None
    assert "drafts" in first.folder.parts
    assert content(again)["draft"] is True
    assert set(content(again)["gaps"]) == {g.id for g in again.gaps} >= {"complaint"}


def test_the_same_again_is_byte_for_byte_the_same(
    tmp_path: Path, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built on two desks the zips are equal, every paper drawn anew; on the first again nothing changes."""
    first = make(tmp_path / "a")
    again = make(tmp_path / "a")
    monkeypatch.setattr(render, "render", drawn_anew)
    other = make(tmp_path / "b")
    assert first.zip is not None
    assert other.zip is not None

    assert first.zip.read_bytes() == other.zip.read_bytes()
    assert (first.sha256, first.folder) == (again.sha256, again.folder)


def test_nothing_half_stands_under_the_name(
    tmp_path: Path, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted while packing it leaves neither folder nor zip; the next run makes both."""

    def stop(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("noticegen.bundle.bag.write_bag", stop)
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path)
    left = [p.name for p in (tmp_path / "out/bundles").iterdir() if not p.name.startswith(".")]

    assert left == []
    assert make(tmp_path).status == "final"


def test_another_packet_under_the_name_is_not_overwritten(tmp_path: Path, few: None) -> None:
    """A packet of the same day with other evidence is refused, the first stays as it is, and the book
    hears of the first alone."""
    told: list[str] = []

    def record(_: str, sha256: str) -> None:
        told.append(sha256)

    first = make(tmp_path, record=record)
    assert first.folder is not None
    with pytest.raises(OutputError):
        make(tmp_path, on_desk.LATER, record=record)

    assert verify(first.folder).problems == ()
    assert [first.sha256] == told


def test_another_case_in_a_paper_stops_it(tmp_path: Path, few: None) -> None:
    """A name of another case in the papers (its party is called 内部意见): nothing is packed."""
    stranger = recourse_case()
    party = replace(stranger.parties["B"], name="内部意见")
    other = replace(
        stranger, loan=replace(stranger.loan, id="L9"), parties={**stranger.parties, "B": party}
    )
    made = make(tmp_path, foreign=marks(other), profile="archive")

    assert made.status == "faulty"
    assert {f.row for f in made.faults} == {40}
    assert made.folder is None


def test_what_comes_later_goes_on_counting(tmp_path: Path, few: None) -> None:
    """One more volume: the next page number, the next number of its group; the lodged file is the same."""
    first = make(tmp_path)
    assert first.folder is not None
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    made = append(desk, case, on_desk.register(case, desk), first.folder, on=on_desk.ON)
    assert made.content is not None
    assert made.folder is not None
    lodged, late = made.content.volumes
    exhibit = late.items[-1]

    assert [f for f in made.faults if not f.warns] == []
    assert lodged.sha256 == content(first)["volumes"][0]["sha256"] == lodged.lodged
    assert (late.first, late.part, late.of) == (lodged.last + 1, 2, 2)
    assert (exhibit.kind, exhibit.late, exhibit.number) == ("exhibit", True, "4-2")
    assert verify(made.folder).problems == ()
    with pytest.raises(UsageError, match="no new evidence"):
        append(desk, case, on_desk.register(case, desk), made.folder, on=on_desk.ON)


def test_single_papers_go_on_counting_too(
    tmp_path: Path, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a portal: the first paper of an addition has the number after the last one lodged."""
    wanted = load_profile(small.TEMPLATES, "ew-ebundle").model_copy(update={"files": "papers"})
    for place in ("story", "later"):
        monkeypatch.setattr(f"noticegen.bundle.{place}.load_profile", lambda *_: wanted)
    first = make(tmp_path)
    assert first.folder is not None
    assert first.content is not None
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    made = append(desk, case, on_desk.register(case, desk), first.folder, on=on_desk.ON)
    assert made.content is not None
    before = [int(Path(c.file).name[:3]) for c in first.content.papers]
    late = [int(Path(c.file).name[:3]) for c in made.content.papers]

    assert before == list(range(1, len(before) + 1)) != []
    assert late == list(range(len(before) + 1, len(before) + len(late) + 1)) != []


def test_a_faulty_addition_stands_under_no_name(
    tmp_path: Path, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the linter faults is not packed, and the next try finds nothing in its way."""
    first = make(tmp_path)
    assert first.folder is not None
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    held = on_desk.register(case, desk)
    with monkeypatch.context() as broken:
        fault = Fault(2, "court", Text("页码有误", "a wrong number"))
        broken.setattr("noticegen.bundle.job.Job.lint", lambda *_: (fault,))
        made = append(desk, case, held, first.folder, on=on_desk.ON)
    assert (made.status, made.folder) == ("faulty", None)
    assert [p.name for p in first.folder.parent.iterdir() if p.is_dir()] == [first.folder.name]
    assert append(desk, case, held, first.folder, on=on_desk.ON).status == "final"


def test_another_case_in_an_addition_stops_it(tmp_path: Path, few: None) -> None:
    """The list of what is added is searched for names of other cases, as all papers are."""
    first = make(tmp_path)
    assert first.folder is not None
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    names = iter(["赵示例乙", "流水（六月）"])
    made = append(
        desk, case, on_desk.register(case, desk), first.folder, on=on_desk.ON, foreign=names
    )

    assert (made.status, made.folder) == ("faulty", None)
    assert {f.row for f in made.faults if not f.warns} == {40}


def test_what_the_case_lacks_by_now_is_told_with_an_addition(tmp_path: Path, few: None) -> None:
    """A payment since: its voucher is added, and the approvals it overtook are named."""
    first = make(tmp_path)
    assert first.folder is not None
    desk = on_desk.desk(tmp_path)
    paid = "06-24 09:00 payment - amount=2000.00 evidence=bank_entry"
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, paid), desk)
    made = append(desk, case, on_desk.register(case, desk), first.folder, on=on_desk.ON)

    assert made.status == "final"
    assert {"referral", "complaint"} == {g.id for g in made.gaps}
    assert made.content is not None
    assert made.content.gaps == ()


def test_an_altered_file_stops_an_addition(tmp_path: Path, few: None) -> None:
    """Evidence that is not what it was is not passed over: nothing is added until it is mended."""
    first = make(tmp_path)
    assert first.folder is not None
    desk = on_desk.desk(tmp_path)
    whole = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    last = next(e for e in whole.log if e.details.get("title", "").endswith("（六月）"))
    file = replace(last.evidence[0], state=EvidenceState.ALTERED)
    log = (replace(e, evidence=(file,)) if e is last else e for e in whole.log)
    case = replace(whole, log=tuple(log))
    made = append(desk, case, on_desk.register(case, desk), first.folder, on=on_desk.ON)

    assert (made.status, made.folder) == ("incomplete", None)
    assert "X-17" in {g.rule for g in made.gaps}
    assert [p.name for p in first.folder.parent.iterdir() if p.is_dir()] == [first.folder.name]


def test_a_lodged_file_that_was_lost_since_does_not_stop_an_addition(
    tmp_path: Path, few: None
) -> None:
    """What the court has of it stands in the packet: the new evidence is added, and the loss is told."""
    first = make(tmp_path)
    assert first.folder is not None
    desk = on_desk.desk(tmp_path)
    whole = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, on_desk.LATER), desk)
    lodged = {i["sha256"] for i in content(first)["volumes"][0]["items"] if i["kind"] == "exhibit"}
    gone = next(e for e in whole.log if e.evidence and e.evidence[0].sha256 in lodged)
    file = replace(gone.evidence[0], state=EvidenceState.MISSING)
    log = (replace(e, evidence=(file,)) if e is gone else e for e in whole.log)
    case = replace(whole, log=tuple(log))
    made = append(desk, case, on_desk.register(case, desk), first.folder, on=on_desk.ON)

    assert made.status == "final"
    assert made.folder is not None
    assert made.content is not None
    assert [v.lodged for v in made.content.volumes] == [content(first)["volumes"][0]["sha256"], ""]
    assert verify(made.folder).problems == ()
    assert "X-17" in {g.rule for g in made.gaps}


def test_a_zip_holds_one_packet(tmp_path: Path) -> None:
    """Nothing may lie beside it, and no second one."""
    for names in (("a/bagit.txt", "b/bagit.txt"), ("a/bagit.txt", "court.pdf"), ("a/b/bagit.txt",)):
        bad = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
        with zipfile.ZipFile(bad, "w") as out:
            for name in names:
                out.writestr(name, "x")
        with pytest.raises(DataError, match="more than one"):
            unzip(bad, bad.with_suffix(""))


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    """A stream that cannot be unpacked is no traceback."""
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a/bagit.txt", "x" * 5000)
    data = bytearray(bad.read_bytes())
    data[42:50] = b"\xff" * 8
    bad.write_bytes(data)
    with pytest.raises(DataError, match="no readable zip"):
        unzip(bad, tmp_path / "in")


@pytest.mark.parametrize("file", ["../outside.pdf", "/etc/passwd", "noticegen-bundle.json", "data/../x"])  # fmt: skip
def test_a_packet_names_its_own_files_only(file: str, tmp_path: Path) -> None:
    """A content file that leads elsewhere is not read."""
    told = {"schema_version": 1, "program": "x", "loan": "L", "number": "", "on": "2026-06-25", "locale": "zh", "profile": "x", "draft": False, "volumes": [], "files": [file]}  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(DataError, match="files"):
        read_content(tmp_path / "c.json")


def test_a_file_that_cannot_be_shown_is_told(tmp_path: Path, few: None) -> None:
    """The packet is bound with a page in its place, and the exhibit is named."""
    desk = on_desk.desk(tmp_path)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE), desk, first="unreadable")
    made = build(desk, case, on_desk.register(case, desk), on=on_desk.ON, profile="ew-ebundle")

    assert made.status == "final"
    assert len(made.unshown) == 1


def test_a_large_set_is_split_at_the_borders_of_parts(tmp_path: Path) -> None:
    """Each volume within the limit under its own cover, numbers going on, the master index in the first."""
    exhibits = [small.held(tmp_path, n, size=100_000 + n * 3) for n in range(1, 7)]
    wanted = small.profile(max_mb=0.4)
    said, folder = small.bound(tmp_path, exhibits, wanted, most=400_000)
    court = [v for v in said.volumes if v.audience == "court"]
    spans = {i.id: Span(i.first, i.last) for v in court for i in v.items}

    assert len(court) > 1
    assert all((folder / v.file).stat().st_size <= 400_000 for v in court)
    assert [v.first for v in court[1:]] == [v.last + 1 for v in court[:-1]]
    assert [v.items[0].id for v in court[1:]] == [f"volume-{n}-cover" for n in range(2, len(court) + 1)]  # fmt: skip
    index = {row.target: row.cells[-1] for row in court[0].rows if row.item == "contents"}
    assert {name: str(spans[name]) for name in index} == index
    assert small.faults(said, folder, wanted) == ()


def test_the_zip_does_not_depend_on_the_clock(tmp_path: Path) -> None:
    """The same files give the same zip, whatever their times and order on disk."""
    import os

    for name in ("a", "b"):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "x").write_bytes(b"1")
        (tmp_path / name / "y").write_bytes(b"2")
    os.utime(tmp_path / "b" / "y", (1, 1))

    assert b"".join(zipped(tmp_path / "a", "p")) == b"".join(zipped(tmp_path / "b", "p"))


def test_the_command_verify(whole: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Exit code 0 and one line for a whole packet; 1 and what is wrong for another; 3 for no packet."""
    good = run(tmp_path, "bundle", "verify", str(whole.zip))
    said = capsys.readouterr().out
    folder = copied(whole, tmp_path / "p")
    (folder / "bagit.txt").unlink()
    bad = run(tmp_path, "bundle", "verify", str(folder), "--json")
    told = json.loads(capsys.readouterr().out)
    (tmp_path / "x.zip").write_bytes(b"no zip")
    none = run(tmp_path, "bundle", "verify", str(tmp_path / "x.zip"))

    assert (good, bad, none) == (0, 1, 3)
    assert "whole and unaltered" in said
    assert ("missing", "bagit.txt") in {(p["kind"], p["where"]) for p in told["problems"]}
