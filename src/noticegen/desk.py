"""One desk: `noticegen.toml`, the book beside it, the folders for letters and evidence.

The nearest `noticegen.toml` in this folder or a parent is the desk. `NOTICEGEN_BOOK`,
`NOTICEGEN_TEMPLATES`, `NOTICEGEN_OUT` and `NOTICEGEN_EVIDENCE` override its paths. Unknown keys are
errors: a misspelt key must not silently lose a setting.
"""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from noticegen.errors import NoDeskError, UsageError
from noticegen.model import Agent, Appearance, House, Staff
from noticegen.policy import Policy, load_policy
from noticegen.render.style import HouseStyle
from noticegen.sealing.keys import Signing
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.plan import Plan

CONFIG = "noticegen.toml"
# What `noticegen init` writes for the house to replace.
_PLACEHOLDERS = ("（填写本单位全称）", "(your house in English)")


def shipped(name: str) -> Path:
    """The folder `templates` or `examples`: inside an installed package, else of the checkout."""
    inside = Path(str(importlib.resources.files("noticegen"))) / name
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / name


def plan_of(templates: Path) -> Plan:
    """The collection plan in `plan.toml` of a templates folder; the shipped one where it has none."""
    from noticegen.plan import FILE, load_plan

    own = templates / FILE
    return load_plan(own if own.is_file() else shipped("templates") / FILE)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _House(_Table):
    name: str
    name_en: str = ""
    uscc: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    complaint_phone: str = ""
    contact: str = ""
    hours: str = ""
    hours_en: str = ""
    number_style: str = "enterprise"
    number_code: str = ""
    reports_credit: bool = False
    keeps_list: bool = False
    list_rule: str = ""
    list_scope: str = ""
    list_reviewer: str = ""
    licensed: bool = False
    account_bank: str = ""
    account_number: str = ""
    legal_representative: str = ""
    representative_post: str = ""
    seal: str = ""
    zone: str = "Asia/Shanghai"


class _Staff(_Table):
    name: str
    roles: tuple[str, ...] = ()


class _Sign(_Table):
    pkcs12: str = ""
    pkcs11: str = ""
    token: str = ""
    certificate: str = ""
    tsa: str = ""
    trust: tuple[str, ...] = ()


class _Agent(_Table):
    name: str
    kind: Literal["staff", "lawyer"] = "staff"
    employer: str = ""
    post: str = ""
    phone: str = ""
    licence: str = ""


class _Court(_Table):
    agent: tuple[_Agent, ...] = ()
    powers: tuple[Literal["admit", "waive", "change", "settle", "counterclaim", "appeal"], ...] = (
        "admit",
        "waive",
        "change",
        "settle",
        "counterclaim",
        "appeal",
    )
    recipient: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    electronic: bool = False
    body_type: str = ""
    ownership: str = ""
    security: str = ""
    mediation: Literal["", "willing", "unwilling"] = ""


class _Paths(_Table):
    book: str = "book.sqlite"
    out: str = "out"
    evidence: str = "evidence"
    templates: str = ""


class _Fonts(_Table):
    docx_body: str = ""
    docx_heading: str = ""
    extra: tuple[str, ...] = ()


class _Config(_Table):
    house: _House
    staff: tuple[_Staff, ...] = ()
    court: _Court = _Court()
    paths: _Paths = _Paths()
    fonts: _Fonts = _Fonts()
    sign: _Sign = _Sign()


@dataclass(frozen=True)
class Desk:
    """Where one house works. Paths are absolute; `root` holds `noticegen.toml`."""

    root: Path
    house: House
    book_url: str
    out: Path
    evidence: Path
    templates: Path
    fonts: Mapping[str, Any] = field(default_factory=dict)
    signing: Signing = field(default_factory=Signing)

    @cached_property
    def policy(self) -> Policy:
        """The numbers in `templates/policy.toml`."""
        return load_policy(self.templates / "policy.toml")

    @cached_property
    def plan(self) -> Plan:
        """The collection plan of the house."""
        return plan_of(self.templates)

    @cached_property
    def style(self) -> HouseStyle:
        """How the letters of this house look."""
        return HouseStyle.of(self.templates, self.fonts, self.root)

    def unfilled(self, locale: str) -> tuple[str, ...]:
        """What `noticegen.toml` must still say before a letter in this language can go out."""
        house = self.house
        needed = {
            "house.name": house.name,
            "house.address": house.address,
            "house.phone": house.phone,
        }
        if locale == "en":
            needed["house.name_en"] = house.name_en or house.name
        return tuple(
            key for key, value in needed.items() if not value.strip() or value in _PLACEHOLDERS
        )

    @classmethod
    def find(cls, start: Path, environ: Mapping[str, str]) -> Desk:
        """The desk of `start` or its nearest parent. Raises NoDeskError if there is none, UsageError if its
        settings are wrong."""
        for folder in (start, *start.parents):
            if (folder / CONFIG).is_file():
                return cls.open(folder, environ)
        raise NoDeskError(
            Text(
                f"{start} 及其上级文件夹中没有 {CONFIG}",
                f"there is no {CONFIG} in {start} or a folder above",
            ),
            Text(
                "先运行 noticegen init DIR，再在该文件夹中操作",
                "run `noticegen init DIR` and work in DIR",
            ),
        )

    @classmethod
    def open(cls, root: Path, environ: Mapping[str, str]) -> Desk:
        """Read the desk in `root`. Raises UsageError naming the key that is wrong."""
        root = root.resolve()
        config = _read(root / CONFIG)
        paths = config.paths
        book = environ.get("NOTICEGEN_BOOK") or paths.book
        templates = environ.get("NOTICEGEN_TEMPLATES") or paths.templates
        staff = tuple(Staff(s.name, s.roles) for s in config.staff)
        house = House(**config.house.model_dump(), staff=staff, court=_appearance(config.court))
        return cls(
            root=root,
            house=house,
            book_url=book if "://" in book else f"sqlite:///{root / book}",
            out=root / (environ.get("NOTICEGEN_OUT") or paths.out),
            evidence=root / (environ.get("NOTICEGEN_EVIDENCE") or paths.evidence),
            templates=root / templates if templates else shipped("templates"),
            fonts=config.fonts.model_dump(),
            signing=_signing(root, config.sign),
        )


def _signing(root: Path, sign: _Sign) -> Signing:
    """Raises UsageError when both a file and a token are named."""
    if sign.pkcs12 and sign.pkcs11:
        raise UsageError(
            Text(
                "[sign] 的 pkcs12 与 pkcs11 只能设置一项", "[sign] takes pkcs12 or pkcs11, not both"
            )
        )
    return Signing(
        pkcs12=root / sign.pkcs12 if sign.pkcs12 else None,
        pkcs11=root / sign.pkcs11 if sign.pkcs11 else None,
        token=sign.token,
        certificate=sign.certificate,
        tsa=sign.tsa,
        trust=tuple(root / path for path in sign.trust),
    )


def _appearance(court: _Court) -> Appearance:
    told = court.model_dump(exclude={"agent"})
    return Appearance(tuple(Agent(**a.model_dump()) for a in court.agent), **told)


def _read(path: Path) -> _Config:
    try:
        return _Config.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            Text(f"{path} 不是有效的 TOML", f"{path} is not valid TOML: {error}"),
            Text("对照文档检查该行的写法", "compare the line with the manual"),
        ) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            Text(f"{path}:{where}:设置无效", f"{path}: {where}: {first['msg']}"),
            Text("删去或改正这一项", "remove or correct this key"),
        ) from error
