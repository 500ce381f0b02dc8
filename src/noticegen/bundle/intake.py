"""The files behind the exhibits: evidence out of the vault, letters as they were issued."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from noticegen import fsio
from noticegen.bundle.assemble import Held
from noticegen.desk import Desk
from noticegen.errors import BookError
from noticegen.exhibits import coarsen, take_in
from noticegen.issue.copies import pdf_of
from noticegen.model import Case, EvidenceState
from noticegen.packet import Exhibit
from noticegen.register import Entry, Register
from noticegen.text import Text
from noticegen.vault import CACHE, Vault

Progress = Callable[[Text], None]


def cache_of(desk: Desk) -> Path:
    """Where copies of exhibits are kept, private as the evidence itself."""
    return desk.evidence / CACHE


def take_all(
    desk: Desk,
    register: Register,
    case: Case,
    exhibits: Sequence[Exhibit],
    *,
    locale: str,
    progress: Progress,
    most_dpi: int = 0,
) -> tuple[Held, ...]:
    """Take in every exhibit, in order; with `most_dpi` no picture in its copy is finer. Raises BookError when a file is not what the book says it is."""
    taken = []
    for number, exhibit in enumerate(exhibits, 1):
        title = exhibit.title
        progress(
            Text(
                f"证据 {number}/{len(exhibits)}：{exhibit.number} {title.zh}",
                f"exhibit {number} of {len(exhibits)}: {exhibit.number} {title.en}",
            )
        )
        source, name = _source(desk, register, case, exhibit)
        fonts = desk.style.extra_fonts
        copy = take_in(source, name, cache_of(desk), locale=locale, extra_fonts=fonts)
        if most_dpi:
            copy = coarsen(copy, most_dpi, cache_of(desk), extra_fonts=fonts)
        taken.append(Held(exhibit, copy, source, tuple(_proofs(case, exhibit))))
    return tuple(taken)


def _source(desk: Desk, register: Register, case: Case, exhibit: Exhibit) -> tuple[Path, str]:
    """The native file of an exhibit and its name."""
    if exhibit.letter:
        entry = register.show(exhibit.letter)
        path = desk.out / f"{entry.file}.pdf"
        if entry.first_page is not None:  # it stands in a print stream among the letters of others
            return _taken_out(desk, register, entry), f"{exhibit.letter}.pdf"
        if not path.is_file() or fsio.sha256_of(path) != entry.pdf_sha256:
            raise _altered(exhibit.letter)
        return path, path.name
    vault = Vault(desk.evidence)
    if vault.state(exhibit.sha256) is not EvidenceState.OK:
        raise _altered(exhibit.number)
    names = (f.name for e in case.log for f in e.evidence if f.sha256 == exhibit.sha256)
    return vault.path(exhibit.sha256), next(names, "") or exhibit.sha256[:12]


def _taken_out(desk: Desk, register: Register, entry: Entry) -> Path:
    """The PDF of one letter out of its print stream, kept beside the copies."""
    data = pdf_of(desk, register.book, entry)
    path = cache_of(desk) / "letters" / f"{hashlib.sha256(data).hexdigest()}.pdf"
    fsio.publish(path, data)
    return path


def _proofs(case: Case, exhibit: Exhibit) -> Iterator[str]:
    """The hashes of the proofs of service of the letter that an exhibit is."""
    for event in case.events:
        if exhibit.letter and event.document == exhibit.letter:
            yield from (file.sha256 for file in event.evidence)


def _altered(what: str) -> BookError:
    return BookError(
        Text(f"{what} 的文件缺失或已被改动", f"the file of {what} is missing or was changed"),
        Text("运行 noticegen register verify", "run `noticegen register verify`"),
    )
