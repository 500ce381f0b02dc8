"""Seals of a packet: pictures only under an approval, strips that make the seal again, and a digital seal
that `verify` looks at."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import bundle_desk as on_desk
import pypdfium2
import pytest
import small_packet as small
from bound_samples import bound, sheet
from packet_cases import recourse_case
from PIL import Image
from sample_document import seal_png
from test_bundle_story import few, quick  # noqa: F401  # fixtures: few papers, quick exhibits

from noticegen import fsio
from noticegen.bundle import Built, build
from noticegen.bundle.again import zip_again
from noticegen.bundle.bag import write_bag
from noticegen.bundle.bind import Part
from noticegen.bundle.picture import picture_of
from noticegen.bundle.profile import load_profile
from noticegen.bundle.seals import seals_of
from noticegen.bundle.straddle import MOST
from noticegen.bundle.verify import summary, verify
from noticegen.desk import Desk
from noticegen.errors import OutputError
from noticegen.model import Case
from noticegen.sealing.keys import SECRET, Signing
from noticegen.sealing.trial import PASSWORD, SIGNER, make_trial_authority

SEALED = (
    "06-23 11:00 seal_use - actors=褚示例 role=approver kind=judicial-referral text=同意用印 id=su",
    "06-23 12:00 approval - actors=冯示例 role=legal confirms=su",
)


def red(path: Path, page: int) -> tuple[list[int], int, int]:
    """The columns of a page (from 0, at 72 dpi) in which something red stands, its width and height."""
    image = pypdfium2.PdfDocument(path)[page].render(scale=1).to_pil().convert("RGB")
    wide, high = image.size
    hits = [
        x for x in range(wide) for y in range(0, high, 2)
        if (p := image.getpixel((x, y))) and p[0] > 150 and p[1] < 120 and p[2] < 120
    ]  # fmt: skip
    return sorted(set(hits)), wide, high


def test_the_strips_make_the_seal_again(tmp_path: Path) -> None:
    """Each page has its own strip of 42 mm / n at its right edge; side by side they are the picture."""
    part = Part("a", "一", sheet(tmp_path / "a.pdf", 4))
    made = bound([part], tmp_path / "v.pdf", seal=seal_png())
    strips = []
    for n in range(4):
        columns, wide, _ = red(made.path, n)
        assert columns and columns[0] >= wide - 31  # 119 points / 4
        page = pypdfium2.PdfDocument(made.path)[n].render(scale=4).to_pil().convert("RGB")
        strip = round(119.06 / 4 * 4)
        top = (page.height - round(119.06 * 4)) // 2
        strips.append(page.crop((page.width - strip, top, page.width, top + round(119.06 * 4))))
    whole = Image.new("RGB", (sum(s.width for s in strips), strips[0].height))
    x = 0
    for one in strips:
        whole.paste(one, (x, 0))
        x += one.width
    given = Image.open(io.BytesIO(seal_png())).convert("RGBA")
    paper = Image.new("RGBA", given.size, "white")
    paper.alpha_composite(given)
    wanted = paper.convert("L").resize((60, 60))
    found = whole.convert("L").resize((60, 60))
    apart = sum(abs(a - b) for a, b in zip(wanted.tobytes(), found.tobytes(), strict=True)) / 3600
    assert apart < 12, apart
    assert made.archival == ()


def test_a_rotated_page_has_its_strip_at_the_edge_seen(tmp_path: Path) -> None:
    """The strip stands at the right as the page is seen."""
    parts = [Part("a", "一", sheet(tmp_path / "a.pdf", 1)), Part("b", "二", sheet(tmp_path / "b.pdf", 1, turn=90))]  # fmt: skip
    made = bound(parts, tmp_path / "v.pdf", seal=seal_png())
    for n in range(2):
        columns, wide, _ = red(made.path, n)
        assert columns and min(columns) >= wide - 61


def test_many_pages_take_several_seals(tmp_path: Path) -> None:
    """No strip is thinner than a sixteenth of the seal; every page has one."""
    made = bound([Part("a", "一", sheet(tmp_path / "a.pdf", MOST + 2))], tmp_path / "v.pdf", seal=seal_png())  # fmt: skip
    spans = []
    for n in range(MOST + 2):
        columns, wide, _ = red(made.path, n)
        spans.append(wide - min(columns) if columns else 0)
    assert max(spans) <= 119 / 9 + 2
    assert (
        sum(1 for span in spans if span) >= MOST
    )  # the outermost strips of a round seal may be bare


def test_one_page_has_no_strip(tmp_path: Path) -> None:
    """There is no other page to hold it against."""
    made = bound([Part("a", "一", sheet(tmp_path / "a.pdf", 1))], tmp_path / "v.pdf", seal=seal_png())  # fmt: skip
    assert red(made.path, 0)[0] == []


# --- approvals and digital seals ------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates for trials."""
    folder = tmp_path_factory.mktemp("authority")
    make_trial_authority(folder, datetime.now(UTC))  # noqa: TID251 - pyHanko asks the clock
    return folder


def sealing_desk(root: Path, authority: Path) -> Desk:
    """The desk with the trial seal and a picture."""
    from dataclasses import replace

    desk = on_desk.desk(root)
    (root / "seal.png").write_bytes(seal_png())
    signing = Signing(pkcs12=authority / "seal.p12", trust=(authority / "root.pem",))
    return replace(desk, house=replace(desk.house, seal="seal.png"), signing=signing)


def made_on(desk: Desk, case: Case) -> Built:
    seal = seals_of(desk, case, on_desk.ON, {SECRET: PASSWORD})
    return build(desk, case, on_desk.register(case, desk), on=on_desk.ON, profile="ew-ebundle", seal=seal)  # fmt: skip


def test_no_picture_and_no_seal_without_an_approval(
    tmp_path: Path, authority: Path, few: None  # noqa: F811
) -> None:  # fmt: skip
    """A house with a certificate seals nothing that two people have not allowed."""
    desk = sealing_desk(tmp_path, authority)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE), desk)
    assert picture_of(desk, case, on_desk.ON) == b""
    one = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, SEALED[0]), desk)
    assert picture_of(desk, one, on_desk.ON) == b""  # nobody confirmed
    made = made_on(desk, case)
    assert made.content is not None
    assert {v.seal for v in made.content.volumes} == {"none"}


def test_a_sealed_packet(tmp_path: Path, authority: Path, few: None) -> None:  # noqa: F811
    """Each volume is sealed last; it is whole, by whom is told against the trusted certificate, and a
    changed byte under new hashes is found by the seal."""
    desk = sealing_desk(tmp_path, authority)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, *SEALED), desk)
    assert picture_of(desk, case, on_desk.ON) == seal_png()
    coarse = Image.open(io.BytesIO(picture_of(desk, case, on_desk.ON, 90)))
    assert (max(coarse.size), coarse.mode) == (148, "RGBA")  # 42 mm at 90 dots an inch
    made = made_on(desk, case)
    assert made.content is not None
    assert made.folder is not None
    assert {v.seal for v in made.content.volumes} == {SIGNER}
    trust = (authority / "root.pem",)
    assert verify(made.folder, trust=trust).problems == ()
    assert verify(made.folder, trust=()).problems == ()
    other = tmp_path / "other"
    make_trial_authority(other, datetime.now(UTC))  # noqa: TID251
    (told,) = verify(made.folder, trust=(other / "root.pem",)).problems
    assert (told.kind, "not trusted" in told.what.en) == ("seal", True)
    assert made.zip is not None
    before = made.zip.read_bytes()
    made.zip.unlink()  # as if stopped before it was made
    with pytest.raises(OutputError, match="made twice") as refused:
        made_on(desk, case)
    assert f"bundle zip {made.folder}" in refused.value.hint.en
    assert zip_again(made.folder)[1] == made.zip
    assert made.zip.read_bytes() == before
    volume = made.folder / made.content.volumes[0].file
    volume.write_bytes(volume.read_bytes() + b"\n%x\n")
    assert zip_again(made.folder)[1] is None
    found = verify(made.folder, trust=trust).problems
    assert {p.kind for p in found} >= {"altered"}


def test_single_papers_are_sealed_too(
    tmp_path: Path, authority: Path, few: None, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    """Each paper for a portal has the seal; a byte behind it, under new hashes, is found by it."""
    wanted = load_profile(small.TEMPLATES, "cn-portal").model_copy(update={"required": ()})
    monkeypatch.setattr("noticegen.bundle.story.load_profile", lambda *_: wanted)
    desk = sealing_desk(tmp_path, authority)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, *SEALED), desk)
    made = made_on(desk, case)
    assert made.content is not None
    assert made.folder is not None
    trust = (authority / "root.pem",)
    assert {p.seal for p in made.content.papers} == {SIGNER}
    assert verify(made.folder, trust=trust).problems == ()
    paper = made.content.papers[2]
    path = made.folder / paper.file
    path.write_bytes(path.read_bytes() + b"\n")
    told = made.folder / "noticegen-bundle.json"
    told.write_text(told.read_text("utf-8").replace(paper.sha256, fsio.sha256_of(path)), "utf-8")
    write_bag(made.folder, {})
    assert ("seal", paper.file) in {(p.kind, p.where) for p in verify(made.folder, trust=trust).problems}  # fmt: skip


def test_a_draft_is_never_sealed(tmp_path: Path, authority: Path, few: None) -> None:  # noqa: F811
    """Whatever was allowed: what lacks something is not certified, and bears no picture."""
    desk = sealing_desk(tmp_path, authority)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE, *SEALED), desk)
    seal = seals_of(desk, case, on_desk.ON, {SECRET: PASSWORD})
    made = build(
        desk, case, on_desk.register(case, desk), on=on_desk.ON, profile="ew-ebundle", seal=seal, draft=True,
    )  # fmt: skip
    assert made.content is not None
    assert made.folder is not None
    assert {v.seal for v in made.content.volumes} == {"none"}
    assert "draft" in summary(verify(made.folder)).en


def test_an_unsealed_packet_is_no_sealed_one(tmp_path: Path, authority: Path, few: None) -> None:  # noqa: F811
    """Who asks for a seal by a trusted certificate is told that there is none."""
    desk = sealing_desk(tmp_path, authority)
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE), desk)
    made = made_on(desk, case)
    assert made.folder is not None
    assert verify(made.folder, trust=()).problems == ()
    told = verify(made.folder, trust=(authority / "root.pem",)).problems
    assert {p.kind for p in told} == {"seal"}
