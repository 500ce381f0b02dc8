"""Where a packet goes: what a court or an archive wants of its files (`templates/profiles/*.toml`)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from noticegen.errors import TemplateError, UsageError
from noticegen.text import Text

FOLDER = "profiles"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(_Table):
    """A name in both languages."""

    zh: str
    en: str


class Rows(_Table):
    """Which rows of the linter do not apply, or only warn, each with the reason."""

    off: dict[str, str] = {}
    warn: dict[str, str] = {}


class Profile(_Table):
    """What is wanted. Sizes are MB of 1,000,000 bytes (0 = no limit); dpi 0 = no limit.

    `files` is "volume" (one PDF) or "papers" (beside it one PDF for each part); `file_name` and
    `part_name` may use {loan}, {volume}, {part} (1, 2, 3 of a split) and {id}; `allowed_name` is
    what a file name must match whole; `paper` is the width and height of a page in points;
    `evidence_list` is the paper that lists the exhibits, `columns` its headings by language;
    `cover_from` is the number of pages from which on a cover and a contents page are needed."""

    id: str
    name: Name
    source: str
    audience: tuple[Literal["internal", "court"], ...] = ("internal", "court")
    files: Literal["volume", "papers"] = "volume"
    flavour: Literal["2b", "3b"] = "2b"
    natives: Literal["beside", "attached"] = "beside"
    max_mb: float = 0
    max_dpi: int = 0
    types: tuple[str, ...] = ("pdf",)
    file_name: str = "{volume}{part}"
    part_name: str = "{number}-{id}"
    allowed_name: str = r"[a-z0-9][a-z0-9_-]{0,100}\.[a-z0-9]{1,5}"
    paper: tuple[float, float] = (595.28, 841.89)
    cover_from: int = 1
    zoom: float = 1.0
    bookmark_levels: int = 3
    page_in_bookmark: bool = True
    exhibit_number: str = r"\d{1,2}-\d{1,3}"
    required: tuple[str, ...] = ()
    evidence_list: str = "evidence-list"
    columns: dict[str, tuple[str, ...]] = {}
    stamp_corner: bool = False
    rows: Rows = Rows()

    @field_validator("allowed_name", "exhibit_number")
    @classmethod
    def _is_pattern(cls, value: str) -> str:
        re.compile(value)
        return value

    @property
    def max_bytes(self) -> int:
        """The most bytes one file may have; 0 = no limit."""
        return int(self.max_mb * 1_000_000)


def profiles(templates: Path) -> tuple[str, ...]:
    """The names of the profiles of a house."""
    return tuple(sorted(path.stem for path in (templates / FOLDER).glob("*.toml")))


def load_profile(templates: Path, name: str) -> Profile:
    """The profile of this name. Raises UsageError when there is none, TemplateError when it is wrong."""
    known = profiles(templates)
    if name not in known:
        listed = "、".join(known) or "–"
        raise UsageError(
            Text(f"没有名为 {name} 的提交方式", f"there is no profile {name}"),
            Text(f"可选：{listed}", f"possible: {', '.join(known) or '–'}"),
        )
    path = templates / FOLDER / f"{name}.toml"
    try:
        return Profile.model_validate({"id": name, **tomllib.loads(path.read_text("utf-8"))})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _wrong(path, f"{where}: {first['msg']}") from error


def _wrong(path: Path, why: str) -> TemplateError:
    return TemplateError(
        Text(f"{path} 无效：{why}", f"{path} is not valid: {why}"),
        Text("对照随附的 profiles/*.toml", "compare it with the shipped profiles/*.toml"),
    )
