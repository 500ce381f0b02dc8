"""Papers cut out of a volume for a portal: linted like the whole, held against the volume page for page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import bundle_desk as on_desk
import pikepdf
import pytest
import small_packet as small
from bound_samples import DAY
from test_bundle_story import few_papers, make

from noticegen import fsio
from noticegen.bundle.apart import cut_all
from noticegen.bundle.bag import write_bag
from noticegen.bundle.content import Content
from noticegen.bundle.job import packet_of
from noticegen.bundle.lint import Fault, lint
from noticegen.bundle.prints import prints
from noticegen.bundle.profile import Profile, load_profile
from noticegen.bundle.verify import summary, verify

N = pikepdf.Name
LIST = "data/court/papers/003-evidence-list.pdf"
EXHIBIT = "data/court/papers/005-e-1-1.pdf"


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes are checked for PDF/A once."""
    small.check_once(monkeypatch)


def profile(**changes: object) -> Profile:
    return small.profile(files="papers", **changes)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Content, Path]:
    """A sound packet with two exhibits, each part of the court set in a file of its own as well."""
    folder = tmp_path_factory.mktemp("papers")
    exhibits = [small.held(folder, 1), small.held(folder, 2, day=5)]
    said, packet = small.bound(folder, exhibits, profile())
    court = next(v for v in said.volumes if v.audience == "court")
    cuts = tuple(cut_all(packet, court, profile(), "示例担保", DAY))
    return said.model_copy(update={"papers": cuts}), packet


def test_each_part_has_a_file_with_the_pages_and_numbers_of_the_volume(
    made: tuple[Content, Path],
) -> None:
    """In their order, none left out, none with anything wrong; what is recorded of each is true."""
    said, folder = made
    court = next(v for v in said.volumes if v.audience == "court")

    assert [(c.item, c.first, c.last) for c in said.papers] == [
        (i.id, i.first, i.last) for i in court.items
    ]
    assert all(c.sha256 == fsio.sha256_of(folder / c.file) for c in said.papers)
    assert lint(packet_of(said, folder, profile(), ink=True)) == ()


def test_pages_that_look_alike_have_one_print(made: tuple[Content, Path], tmp_path: Path) -> None:
    """Whatever file a page stands in; a stroke more, another font or a larger box is another print. Things
    that refer to themselves end."""
    said, folder = made
    court = next(v for v in said.volumes if v.audience == "court")
    with pikepdf.open(folder / court.file) as pdf:
        before = list(prints(pdf))
        assert len(set(before)) == len(before)
        pdf.pages[0].obj.CropBox = pikepdf.Array([0, 0, 500, 800])
        held = next(iter(pdf.pages[1].obj.Resources.Font.values()))
        held.FirstChar = 7
        pdf.pages[5].obj.Contents = pikepdf.Array([*pdf.pages[5].obj.Contents, pdf.make_stream(b"0 0 9 9 re f")])  # fmt: skip
        form = pdf.make_stream(b"", Type=N.XObject, Subtype=N.Form)
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=form))
        pdf.pages[6].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=form))
        after = list(prints(pdf))
    changed = {n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    assert {0, 1, 5, 6} <= changed
    assert 7 not in changed


def number_of_another_page(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].St = 40


def another_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"0.5 g 90 300 200 30 re f")


def page_gone(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[-1]


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array()))


def form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())


def link(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=N.Annot, Subtype=N.Link, F=4, Rect=pikepdf.Array([70, 700, 200, 714]),
        Dest=pikepdf.Array([pdf.pages[0].obj, N.XYZ, None, None, None]),
    )  # fmt: skip
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])


def on_top(pdf: pikepdf.Pdf, kind: pikepdf.Object) -> None:
    """A white sheet over the page, as a note: it is no part of what the page draws."""
    sheet = pdf.make_stream(b"1 g 0 0 400 200 re f", Type=N.XObject, Subtype=N.Form)
    sheet.BBox = pikepdf.Array([0, 0, 400, 200])
    note = pikepdf.Dictionary(
        Type=N.Annot, Subtype=kind, F=4, Rect=pikepdf.Array([80, 400, 480, 600]),
        AP=pikepdf.Dictionary(N=sheet),
        Dest=pikepdf.Array([pdf.pages[0].obj, N.XYZ, None, None, None]),
    )  # fmt: skip
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])


def covered(pdf: pikepdf.Pdf) -> None:
    on_top(pdf, N.Stamp)


def covered_by_a_link(pdf: pikepdf.Pdf) -> None:
    on_top(pdf, N.Link)


def untitled(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "something else"


def no_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def opens_wide(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction[4] = 2


def bare_font(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=N.Font, Subtype=N.Type1, BaseFont=N.Helvetica)
    pdf.pages[0].obj.Resources.Font = pikepdf.Dictionary(F=pdf.make_indirect(font))


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (1, page_gone), (2, number_of_another_page), (6, link), (10, opens_wide), (22, script), (22, covered),
        (22, covered_by_a_link), (23, form), (24, no_metadata), (25, bare_font), (38, untitled), (41, another_page), (41, page_gone),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_paper_is_named(
    row: int, change: Callable[[pikepdf.Pdf], None], made: tuple[Content, Path], tmp_path: Path
) -> None:
    """One fault is put into one paper: its row names that file."""
    assert EXHIBIT in {f.where.split(":")[0] for f in hurt(made, tmp_path, change) if f.row == row}


def hurt(
    made: tuple[Content, Path], to: Path, change: Callable[[pikepdf.Pdf], None]
) -> tuple[Fault, ...]:
    """What the linter says of a copy whose first exhibit was changed."""
    said, source = made
    folder = Path(shutil.copytree(source, to / "p"))
    with pikepdf.open(folder / EXHIBIT, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(folder / EXHIBIT)
    return lint(packet_of(said, folder, profile(), ink=True))


def test_size_name_and_lack_of_a_paper(made: tuple[Content, Path]) -> None:
    """A paper over the limit, a name that the profile does not take, a part without its file."""
    said, folder = made
    small_one = profile(max_mb=0.001)
    assert EXHIBIT in {f.where for f in lint(packet_of(said, folder, small_one)) if f.row == 14}
    plain = profile(allowed_name="[a-z]+[.]pdf")
    assert EXHIBIT in {f.where for f in lint(packet_of(said, folder, plain)) if f.row == 16}
    less = said.model_copy(update={"papers": tuple(c for c in said.papers if c.file != EXHIBIT)})
    assert [(f.row, f.what.en) for f in lint(packet_of(less, folder, profile()))] == [
        (41, "证据1-1 通知书1 has no file of its own")
    ]
    moved = tuple(
        c.model_copy(update={"first": 1, "last": 2}) if c.file == EXHIBIT else c
        for c in said.papers
    )
    found = lint(packet_of(said.model_copy(update={"papers": moved}), folder, profile()))
    assert (41, EXHIBIT) in {(f.row, f.where) for f in found}


def test_a_paper_swapped_under_new_hashes_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The packet as a whole: a page of a paper is another, every hash is written anew; `verify` names the
    page. Untouched it is whole, and its papers are counted."""
    on_desk.make_quick(monkeypatch, few_papers)
    wanted = load_profile(small.TEMPLATES, "cn-portal").model_copy(update={"required": ()})
    monkeypatch.setattr("noticegen.bundle.story.load_profile", lambda *_: wanted)
    built = make(tmp_path)
    assert built.folder is not None
    assert verify(built.folder).problems == ()
    assert "single papers" in summary(verify(built.folder)).en
    said = json.loads((built.folder / "noticegen-bundle.json").read_bytes())
    name = next(p["file"] for p in said["papers"] if p["item"] == "evidence-list")
    before = fsio.sha256_of(built.folder / name)
    with pikepdf.open(built.folder / name, allow_overwriting_input=True) as pdf:
        more = pdf.make_stream(b"1 g 80 400 400 200 re f")
        pdf.pages[0].obj.Contents = pikepdf.Array([*pdf.pages[0].obj.Contents, more])
        pdf.save(built.folder / name)
    told = built.folder / "noticegen-bundle.json"
    told.write_text(told.read_text("utf-8").replace(before, fsio.sha256_of(built.folder / name)), "utf-8")  # fmt: skip
    write_bag(built.folder, {})
    first = next(p["first"] for p in said["papers"] if p["item"] == "evidence-list")
    assert [(p.kind, p.where) for p in verify(built.folder).problems] == [("row 41", f"{name}:{first}")]  # fmt: skip


def test_a_paper_of_no_volume_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hash is written anew, and the content file says that a paper was cut from a volume that is not
    there: nothing could be held against it, and `verify` names it."""
    on_desk.make_quick(monkeypatch, few_papers)
    wanted = load_profile(small.TEMPLATES, "cn-portal").model_copy(update={"required": ()})
    monkeypatch.setattr("noticegen.bundle.story.load_profile", lambda *_: wanted)
    built = make(tmp_path)
    assert built.folder is not None
    told = built.folder / "noticegen-bundle.json"
    said = json.loads(told.read_bytes())
    for paper in said["papers"]:
        paper["volume"] = "data/court/elsewhere.pdf"
    told.write_text(json.dumps(said), "utf-8")
    write_bag(built.folder, {})

    found = verify(built.folder).problems
    assert {p.where for p in found if p.kind == "layout"} == {p["file"] for p in said["papers"]}
