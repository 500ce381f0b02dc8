"""The linter: a sound packet passes every row; each row has a seeded fault that it catches."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
import small_packet as small
from bound_samples import sheet

from noticegen.bundle.content import Content, Cut, Item, Volume
from noticegen.bundle.job import packet_of
from noticegen.bundle.lint import LEFT_OUT, RULES, Fault, lint
from noticegen.bundle.lint.holding import in_time_order
from noticegen.bundle.profile import Profile, load_profile

N = pikepdf.Name
COURT = "data/court/court.pdf"


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes are checked for PDF/A once."""
    small.check_once(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Path]:
    """A sound packet with two exhibits."""
    folder = tmp_path_factory.mktemp("lint")
    return small.bound(
        folder, [small.held(folder, 1), small.held(folder, 2, day=5)], small.profile()
    )


class Case:
    """A copy of the sound packet to hurt. A class because a fault changes file, content or profile."""

    def __init__(self, made: tuple[Content, Path], folder: Path) -> None:
        self.content, source = made
        self.folder = folder / "packet"
        shutil.copytree(source, self.folder)
        self.profile = small.profile()

    @property
    def path(self) -> Path:
        return self.folder / COURT

    @property
    def court(self) -> Volume:
        return next(v for v in self.content.volumes if v.audience == "court")

    def volume(self, **changes: Any) -> None:
        """Say something else of the court volume."""
        volumes = [
            v.model_copy(update=changes) if v is self.court else v for v in self.content.volumes
        ]
        self.content = self.content.model_copy(update={"volumes": tuple(volumes)})

    def item(self, name: str, **changes: Any) -> None:
        """Say something else of one of its items."""
        self.volume(items=tuple(_with(i, changes) if i.id == name else i for i in self.court.items))

    def edit(self, change: Callable[[pikepdf.Pdf], None], **saving: Any) -> None:
        """Change the PDF of the court volume."""
        with pikepdf.open(self.path, allow_overwriting_input=True) as pdf:
            change(pdf)
            pdf.save(self.path, **saving)

    def faults(self) -> tuple[Fault, ...]:
        return lint(packet_of(self.content, self.folder, self.profile, ink=True))


def _with(item: Item, changes: dict[str, Any]) -> Item:
    return item.model_copy(update=changes)


@pytest.fixture
def case(made: tuple[Content, Path], tmp_path: Path) -> Case:
    return Case(made, tmp_path)


def test_a_sound_packet_has_no_faults(case: Case) -> None:
    """Every row passes on a packet as it is bound."""
    assert case.faults() == ()


# --- one seeded fault for each row ----------------------------------------------------------------


def cut_short(case: Case) -> None:
    case.edit(lambda pdf: pdf.pages.__delitem__(-1))


def label_wrong(case: Case) -> None:
    case.edit(lambda pdf: pdf.Root.PageLabels.Nums[1].__setitem__("/St", 2))


def roman(case: Case) -> None:
    case.edit(lambda pdf: pdf.Root.PageLabels.Nums[1].__setitem__("/S", N.r))


def number_gone(case: Case) -> None:
    """The last stream of the page holds the number."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        page.Contents = pikepdf.Array([*list(page.Contents)[:-1], pdf.make_indirect(pikepdf.Stream(pdf, b"Q"))])  # fmt: skip

    case.edit(change)


def ink_under_number(case: Case) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[3].obj
        ink = pdf.make_indirect(pikepdf.Stream(pdf, b"q 0.2 g 500 18 60 14 re f Q"))
        page.Contents = pikepdf.Array([ink, *list(page.Contents)])

    case.edit(change)


def link_astray(case: Case) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        note = pdf.pages[1].Annots[0]
        note.Dest = pikepdf.Array([pdf.pages[0].obj, N.XYZ, 0, 800, None])

    case.edit(change)


def first_mark(pdf: pikepdf.Pdf) -> Any:
    return pdf.Root.Outlines.First


def bookmark_renamed(case: Case) -> None:
    case.edit(lambda pdf: first_mark(pdf).__setitem__("/Title", pikepdf.String("封面  9")))


def exhibit_unnamed(case: Case) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            item = outline.root[-1].children[0]
            item.title = "证据1-1"

    case.edit(change)


def zooming(case: Case) -> None:
    case.edit(lambda pdf: first_mark(pdf).Dest.__setitem__(4, 2))


def opens_large(case: Case) -> None:
    case.edit(lambda pdf: pdf.Root.OpenAction.__setitem__(4, 2))


def no_text(case: Case) -> None:
    """The exhibits are pictures; here they are said to have text."""
    case.item("e-1-1", text_pages=2)


def turned(case: Case) -> None:
    case.edit(lambda pdf: pdf.pages[1].obj.__setitem__("/Rotate", 90))


def too_fine(case: Case) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(pdf, bytes(900 * 30))
        image.stream_dict = pikepdf.Dictionary(Type=N.XObject, Subtype=N.Image, Width=900, Height=30, ColorSpace=N.DeviceGray, BitsPerComponent=8)  # fmt: skip
        page = pdf.pages[4].obj
        page.Resources.XObject = pikepdf.Dictionary(F=pdf.make_indirect(image))
        drawn = pdf.make_indirect(pikepdf.Stream(pdf, b"q 90 0 0 3 100 300 cm /F Do Q"))
        page.Contents = pikepdf.Array([drawn, *list(page.Contents)])

    case.edit(change)


def too_big(case: Case) -> None:
    case.profile = small.profile(max_mb=0.01)


def gap_between_volumes(case: Case) -> None:
    case.volume(first=2)


def bad_name(case: Case) -> None:
    case.path.rename(case.path.with_name("court (1).pdf"))
    case.volume(file="data/court/court (1).pdf")


def lodged_changed(case: Case) -> None:
    case.volume(lodged="0" * 64)


def doubled(case: Case) -> None:
    same = next(i.sha256 for i in case.court.items if i.id == "e-1-1")
    case.item("e-1-2", sha256=same)


def older_later(case: Case) -> None:
    case.item("e-1-2", day="2020-01-01")


def locked(case: Case) -> None:
    case.edit(lambda _: None, encryption=pikepdf.Encryption(owner="x", user=""))


def scripted(case: Case) -> None:
    case.edit(lambda pdf: pdf.Root.__setitem__("/AA", pikepdf.Dictionary(WC=pikepdf.Dictionary(S=N.JavaScript, JS=pikepdf.String("app.alert(1)")))))  # fmt: skip


def a_form(case: Case) -> None:
    case.edit(lambda pdf: pdf.Root.__setitem__("/AcroForm", pikepdf.Dictionary(Fields=pikepdf.Array())))  # fmt: skip


def no_metadata(case: Case) -> None:
    case.edit(lambda pdf: pdf.Root.__delitem__("/Metadata"))


def loose_font(case: Case) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=N.Font, Subtype=N.Type1, BaseFont=N.Helvetica)
        pdf.pages[0].obj.Resources.Font.H = pdf.make_indirect(font)

    case.edit(change)


def letter_paper(case: Case) -> None:
    case.edit(lambda pdf: pdf.pages[4].obj.__setitem__("/MediaBox", pikepdf.Array([0, 0, 612, 792])))  # fmt: skip


def corner_printed(case: Case) -> None:
    case.profile = small.profile(stamp_corner=True)

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        ink = pdf.make_indirect(pikepdf.Stream(pdf, b"q 0.2 g 480 790 60 14 re f Q"))
        page.Contents = pikepdf.Array([ink, *list(page.Contents)])

    case.edit(change)


def no_contents(case: Case) -> None:
    case.item("contents", kind="paper")


def wrong_page_in_row(case: Case) -> None:
    rows = [r.model_copy(update={"cells": (*r.cells[:-1], "99")}) if r.target == "e-1-2" else r for r in case.court.rows]  # fmt: skip
    case.volume(rows=tuple(rows))


def empty_cell(case: Case) -> None:
    rows = [r.model_copy(update={"cells": (*r.cells[:2], " ", *r.cells[3:])}) if r.item == "evidence-list" else r for r in case.court.rows]  # fmt: skip
    case.volume(rows=tuple(rows))


def odd_number(case: Case) -> None:
    case.item("e-1-2", number="A2")


def no_origin(case: Case) -> None:
    case.item("e-1-2", fate="")


def paper_missing(case: Case) -> None:
    case.profile = small.profile(required=("cover", "complaint"))


def odd_type(case: Case) -> None:
    (case.path.parent / "note.rar").write_bytes(b"x")


def out_of_order(case: Case) -> None:
    case.volume(rows=tuple(reversed(case.court.rows)))


def untitled(case: Case) -> None:
    case.edit(lambda pdf: pdf.docinfo.__delitem__("/Title"))


def internal_page(case: Case) -> None:
    case.item("g-1", audience="internal")


def paper_of_another(case: Case) -> None:
    """The volume itself is said to be its cover, cut out."""
    cut = Cut(file=COURT, volume=COURT, item="cover", first=1, last=1, sha256="")
    case.content = case.content.model_copy(update={"papers": (cut,)})


def carries_a_file(case: Case) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["x.txt"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="x.txt")

    case.edit(change)


SEEDED: dict[int, Callable[[Case], None]] = {
    1: cut_short, 2: label_wrong, 3: roman, 4: number_gone, 5: ink_under_number, 6: link_astray,
    7: bookmark_renamed, 8: exhibit_unnamed, 9: zooming, 10: opens_large, 11: no_text, 12: turned,
    13: too_fine, 14: too_big, 15: gap_between_volumes, 16: bad_name, 17: lodged_changed, 19: doubled,
    20: older_later, 21: locked, 22: scripted, 23: a_form, 24: no_metadata, 25: loose_font,
    26: letter_paper, 27: corner_printed, 28: no_contents, 30: wrong_page_in_row, 31: empty_cell,
    32: odd_number, 33: no_origin, 34: paper_missing, 35: odd_type, 37: out_of_order, 38: untitled,
    39: internal_page, 41: paper_of_another, 42: carries_a_file,
}  # fmt: skip


@pytest.mark.parametrize("row", [rule.row for rule in RULES])
def test_each_row_catches_its_fault(case: Case, row: int) -> None:
    """The fault seeded for a row is found by that row."""
    SEEDED[row](case)

    assert row in {fault.row for fault in case.faults()}


def test_every_row_is_checked_or_left_out_with_a_reason() -> None:
    """The 38 rows and the house's own: each has a check, or stands among those left out; 40 is asked of the
    papers before they are bound."""
    checked = [rule.row for rule in RULES]

    assert sorted([*checked, *LEFT_OUT]) == [*range(1, 40), 41, 42]
    assert len(set(checked)) == len(checked)


def test_a_profile_switches_rows_off_or_to_a_warning(case: Case) -> None:
    """What is off is not looked at; what warns is found and said to warn."""
    doubled(case)
    plain = case.faults()
    rows = case.profile.rows
    case.profile = case.profile.model_copy(update={"rows": rows.model_copy(update={"warn": {"19": "x"}})})  # fmt: skip
    warned = case.faults()
    case.profile = case.profile.model_copy(update={"rows": rows.model_copy(update={"off": {"19": "x"}})})  # fmt: skip

    assert [(f.row, f.warns) for f in plain] == [(19, False)]
    assert [(f.row, f.warns) for f in warned] == [(19, True)]
    assert case.faults() == ()


def test_two_references_of_which_one_lost(case: Case) -> None:
    """A link that is gone is missed even when others still lead to the same part."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        page.Annots = pikepdf.Array(list(page.Annots)[:-1])

    case.edit(change)

    assert {fault.row for fault in case.faults()} >= {6}


def test_a_link_nobody_knows(case: Case) -> None:
    """One more link than the packet tells of is a fault, wherever it leads."""

    def change(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Type=N.Annot, Subtype=N.Link, F=4, Rect=[1, 1, 9, 9], Dest=pikepdf.Array([pdf.pages[0].obj, N.Fit]))  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])

    case.edit(change)

    assert {fault.row for fault in case.faults()} >= {6}
    assert replace(case.faults()[0], row=0).where.startswith(COURT)


def test_the_sheets_of_other_profiles(case: Case) -> None:
    """Every shipped profile can be loaded and linted against."""
    for name in ("cn-portal", "archive", "ew-ebundle"):
        case.profile = load_profile(small.TEMPLATES, name)
        assert isinstance(case.profile, Profile)
        assert {fault.row for fault in case.faults()} <= {24, 34}
    assert sheet(case.folder / "x.pdf").is_file()


def in_order(*items: tuple[str, str, str]) -> list[str]:
    """What row 20 says of exhibits given as number, day, and whose proof they are ("" = a paper of its own)."""
    whole = SimpleNamespace(
        items=[
            Item.model_construct(
                kind="exhibit", number=number, day=day, sha256=number, timed=True, first=1, late=False,
                proofs=tuple(n for n, _, of in items if of == number),
            )
            for number, day, of in items
        ],
        file="v",
    )  # fmt: skip
    packet: Any = SimpleNamespace(each=lambda: [(whole, None)])
    return [text.en for _, text in in_time_order(packet)]


def test_a_letter_may_be_older_than_the_slip_of_the_one_before() -> None:
    """Letters are in the order of their days, each with its proofs behind it in theirs."""
    slips = [("1", "2026-03-27", ""), ("2", "2026-03-30", "1"), ("3", "2026-04-01", "1")]

    assert in_order(*slips, ("4", "2026-03-28", ""), ("5", "2026-03-31", "4")) == []
    assert in_order(*slips, ("4", "2026-03-26", "")) == ["4 is older than 1"]
    assert in_order(("1", "2026-03-27", ""), ("2", "2026-03-26", "1")) == ["2 is older than 1"]
    assert in_order(*slips, ("4", "2026-03-31", "1")) == ["4 is older than 3"]
