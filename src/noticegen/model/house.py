"""The house that issues: who it is, who may act for it, what it tells a court of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of the house and the roles the house gave her in `noticegen.toml`."""

    name: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts for the house in court: a lawyer, or one of its own staff (Civil Procedure Law 61)."""

    name: str
    kind: str = "staff"  # staff | lawyer
    employer: str = ""
    post: str = ""
    phone: str = ""
    licence: str = ""  # number of a lawyer's licence


# What an agent may do only if the paper says so (Civil Procedure Law 62).
SPECIAL_POWERS = ("admit", "waive", "change", "settle", "counterclaim", "appeal")


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the house tells every court of itself. `address` and the like are for service; "" = the
    house's own. `powers` are those of SPECIAL_POWERS it gives to its agents."""

    agents: tuple[Agent, ...] = ()
    powers: tuple[str, ...] = SPECIAL_POWERS
    recipient: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    electronic: bool = False  # agrees to be served electronically
    body_type: str = ""  # as on its licence, e.g. 有限责任公司
    ownership: str = ""
    security: str = ""  # what it offers with a request for preservation
    mediation: str = ""  # willing | unwilling | "" (not said)


@dataclass(frozen=True, slots=True)
class House:
    """The issuer: what letterhead, signature block and rules need to know of it."""

    name: str
    name_en: str = ""
    uscc: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    complaint_phone: str = ""
    contact: str = ""
    hours: str = ""
    hours_en: str = ""  # for English letters; "" = as in Chinese
    number_style: str = "enterprise"  # enterprise | gbt9704
    number_code: str = ""  # issuer code, e.g. 某担催, for gbt9704
    reports_credit: bool = False  # the house or the lender really reports to a credit agency
    keeps_list: bool = False  # an internal no-entry list with its own rule exists
    list_rule: str = ""
    list_scope: str = ""  # which entities of the group the list binds; "" = this house alone
    list_reviewer: str = ""  # office that decides objections: not the case officer's
    licensed: bool = False
    account_bank: str = ""  # the house's own account, in its own name: for recourse
    account_number: str = ""
    legal_representative: str = ""
    representative_post: str = ""
    seal: str = ""  # path of the seal image; "" = none
    zone: str = "Asia/Shanghai"
    staff: tuple[Staff, ...] = ()
    court: Appearance = Appearance()
