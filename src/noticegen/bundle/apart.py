"""Single parts cut out of a bound volume: for a portal that wants one file for each paper.

They keep the running numbers of the volume, in print and as labels, so that the pages named in the list of
evidence are right in them too. Links to pages that are not in the part are taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf

from noticegen import fsio
from noticegen.bundle.archival import require_archival, save_archival, verdict
from noticegen.bundle.bag import ascii_name
from noticegen.bundle.bind import destination, label_pages
from noticegen.bundle.content import Cut, Item, Volume
from noticegen.bundle.profile import Profile


def cut_all(
    folder: Path, volume: Volume, profile: Profile, author: str, day: date, *, before: int = 0
) -> Iterator[Cut]:
    """Cut each part of a volume into a file of its own beside it. `before` is how many parts the volumes
    before it have: their numbers go on.

    Raises TemplateError for a file that is not PDF/A."""
    for number, item in enumerate(volume.items, before + 1):
        name = profile.part_name.format(number=f"{number:03d}", id=ascii_name(item.id))
        place = Path(volume.file).parent / f"{name}.pdf"
        target = folder / place
        fsio.make_private_dir(target.parent)
        _cut(folder / volume.file, volume, item, target, (author, day), zoom=profile.zoom)
        # its pages are those of a proven volume (the linter holds them against it): the rest is new
        require_archival(verdict(target, volume.flavour, shell=True), place.name)
        yield Cut(
            file=place.as_posix(),
            volume=volume.file,
            item=item.id,
            first=item.first,
            last=item.last,
            sha256=fsio.sha256_of(target),
        )


def _cut(
    source: Path, volume: Volume, item: Item, target: Path, by: tuple[str, date], *, zoom: float
) -> None:
    """Write the pages of one part to a file."""
    first, last = item.first - volume.first + 1, item.last - volume.first + 1
    taken = target.with_name(f"{target.name}.cut")
    try:
        pikepdf.Job(
            ["qpdf", "--empty", "--deterministic-id", "--pages", str(source), f"{first}-{last}", "--", str(taken)]
        ).run()  # fmt: skip
        with pikepdf.open(taken) as pdf:
            inside = {page.obj.objgen for page in pdf.pages}
            for page in pdf.pages:
                kept = [n for n in page.obj.get("/Annots", []) if _leads_inside(n, inside)]
                if "/Annots" in page.obj:
                    page.obj.Annots = pikepdf.Array(kept)
            label_pages(pdf, item.first)
            pdf.Root.Lang = pikepdf.String(volume.lang)
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
            opening = destination(pdf.pages[0].obj)
            opening[4] = zoom
            pdf.Root.OpenAction = opening
            save_archival(pdf, target, volume.flavour, title=item.title, author=by[0], day=by[1])
    finally:
        taken.unlink(missing_ok=True)


def _leads_inside(note: pikepdf.Object, inside: set[tuple[int, int]]) -> bool:
    place = note.get("/Dest")
    return (
        isinstance(place, pikepdf.Array)
        and isinstance(place[0], pikepdf.Object)
        and place[0].objgen in inside
    )
