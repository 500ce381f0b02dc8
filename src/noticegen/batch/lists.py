"""What a run leaves in its folder: print run, mail list, refusals, report, manifest.

Made from the rows alone, in one order, without a clock: made again after a crash they are the same
bytes, unless something was recorded in between: then they say what is known now. The manifest names every file and every letter by its hash, and stands on the log of the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from noticegen import __version__, fsio
from noticegen.batch import printing, report, sheets
from noticegen.batch.plan import Terms
from noticegen.batch.rows import Rows
from noticegen.batch.run import Run
from noticegen.book.audit import MANIFEST, RUNS
from noticegen.errors import NoticegenError
from noticegen.render.printrun import Told
from noticegen.sources import maillist


def write(
    terms: Terms, run: Run, rows: Rows, quiet: int, progress: Callable[[str, int, int], None]
) -> tuple[Path, tuple[str, ...], str]:
    """Publish the lists; the folder, the names in it, and the SHA-256 of the manifest.

    Those that a run left before it was broken off give way, but for a mail list somebody has filled in.
    Raises OutputError for that one, and for any file in the way of a run that begins."""
    put = fsio.replace_chunks if run.known else fsio.publish_chunks
    folder = terms.desk.out / RUNS / run.name
    settings = printing.load_settings(terms.desk.templates)
    issued = rows.counts()["issued"]
    told, made = Told(0, []), dict[str, str]()
    progress("print", 0, issued)
    if issued:
        pages = printing.printed(
            terms.desk, settings, run.name, rows, told, copies=terms.kind.copies
        )
        made["print.pdf"] = put(folder / "print.pdf", pages)
        workbook, mail = sheets.mail_list(terms.kind, run.name, rows), folder / "mail-list.xlsx"
        made["mail-list.xlsx"] = (fsio.publish_chunks if _filled_in(mail) else put)(
            mail, (workbook,)
        )
    made["refused.xlsx"] = put(folder / "refused.xlsx", (sheets.refusals(rows),))
    page = report.report(terms, run, rows, quiet=quiet, told=told, settings=settings)
    made["report.html"] = put(folder / "report.html", _encoded(page))
    progress("print", issued, issued)
    manifest = put(
        folder / MANIFEST,
        _encoded(_manifest(terms, run, rows, quiet=quiet, told=told, folder=folder, made=made)),
    )
    return folder, (*made, MANIFEST), manifest


def _filled_in(mail: Path) -> bool:
    """Whether there is a mail list that holds anything but what the run wrote; one that cannot be read may."""
    try:
        return mail.exists() and any(True for _ in maillist.read(mail))
    except NoticegenError:
        return True


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


def _manifest(
    terms: Terms,
    run: Run,
    rows: Rows,
    *,
    quiet: int,
    told: Told,
    folder: Path,
    made: dict[str, str],
) -> Iterator[str]:
    """JSON, a letter a line: it is never held whole."""
    head = {
        "schema_version": 1,
        "run": run.name,
        "kind": terms.kind.id,
        "as_of": terms.on.isoformat(),
        "issued_on": terms.begun.date().isoformat(),
        "locale": terms.locale,
        "branch": terms.branch,
        "engine": terms.engine,
        "begun": terms.begun.isoformat(),
        "program": __version__,
        "setup": terms.setup,
        "seal_approval": run.sealed_by,
        "counts": {**rows.counts(), "nothing_unpaid": quiet},
        "print_pages": told.pages,
        "files": [
            {"name": name, "sha256": sha256, "size": (folder / name).stat().st_size}
            for name, sha256 in made.items()
        ],
        "streams": [
            {"file": file, "sha256": sha256, "letters": many}
            for file, sha256, many in rows.streams()
        ],
    }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "letters": ['
    comma = "\n  "
    for row in rows.posting():
        letter = {
            "number": row.number,
            "loan": row.loan,
            "party": row.party,
            "file": row.file,
            "engine": "press" if row.first_page else "archive",
            "first_page": row.first_page or None,
            "pages": row.pages,
            "pdf_sha256": row.pdf_sha256,
            "docx_sha256": row.docx_sha256,
        }
        yield comma + json.dumps(letter, ensure_ascii=False)
        comma = ",\n  "
    yield "\n ]\n}\n"
