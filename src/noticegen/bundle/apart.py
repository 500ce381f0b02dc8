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
from noticegen.bundle.content import Item, Volume
from noticegen.bundle.profile import Profile


def cut_all(
    folder: Path, volume: Volume, profile: Profile, author: str, day: date
) -> Iterator[str]:
    """Cut each part of a volume into a file of its own beside it; their paths in the packet."""
    for number, item in enumerate(volume.items, 1):
        name = profile.part_name.format(number=f"{number:03d}", id=ascii_name(item.id))
        place = Path(volume.file).parent / f"{name}.pdf"
        fsio.make_private_dir((folder / place).parent)
        # nothing but pages of a proven volume is in it; what is new, its catalog, is alike in all
        _cut(folder / volume.file, volume, item, folder / place, (author, day))
        if number == 1:
            require_archival(verdict(folder / place, volume.flavour), place.name)
        yield place.as_posix()


def _cut(source: Path, volume: Volume, item: Item, target: Path, by: tuple[str, date]) -> None:
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
            opening[4] = 1
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
