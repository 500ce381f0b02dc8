"""The papers of a packet for the court: `templates/packet/papers.toml` says which and in what order,
a folder for each holds its wording. They are no documents of their own: they get no number."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noticegen.errors import TemplateError
from noticegen.text import NOTHING, Text
from noticegen.wording.kinds import SHARED, Kind, read_wording
from noticegen.wording.vocabulary import VOCABULARIES

PACKET = "packet"
FILE = "papers.toml"
Words = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Annotated[str, Field(pattern=r"[a-z][a-z0-9-]*")]
    volume: Literal["internal", "court"]
    zh: Words
    en: Words
    formats: tuple[Literal["pdf", "docx"], ...] = ("pdf",)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    paper: tuple[_Row, ...]


def load_papers(templates: Path) -> tuple[Kind, ...]:
    """The papers of both volumes in the order of `papers.toml`; their `audience` is that of the
    vocabulary: court, or file for the internal volume. () without `papers.toml`. Raises TemplateError
    if they cannot be used."""
    path = templates / PACKET / FILE
    if not path.is_file():
        return ()  # a house whose templates are older than packets
    try:
        rows = _File.model_validate(tomllib.loads(path.read_text("utf-8-sig"))).paper
    except (OSError, ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(
            Text(f"{PACKET}/{FILE} 无法使用：{error}", f"{PACKET}/{FILE} cannot be used: {error}")
        ) from error
    return tuple(_paper(templates, row) for row in rows)


def _paper(templates: Path, row: _Row) -> Kind:
    audience = "court" if row.volume == "court" else "file"
    digest = hashlib.sha256()
    wording, sources = read_wording(
        templates / PACKET / row.id, templates / SHARED, VOCABULARIES[audience], digest.update
    )
    name = Text(row.zh, row.en)
    return Kind(
        row.id, name, "", audience, (), 1, row.formats, NOTHING, {"fixed": name}, "fixed",
        wording, sources, digest.hexdigest(),
    )  # fmt: skip
