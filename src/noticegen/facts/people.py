"""The issuer and the addressee: names as on their papers, numbers masked."""

from __future__ import annotations

from datetime import date

from noticegen import identifiers
from noticegen.addressing import learned
from noticegen.events import POSTS
from noticegen.facts.paper import Paper, said
from noticegen.facts.standing import named
from noticegen.model import Address, Case, House, Party, PartyKind, Role
from noticegen.money import bracketed, clause
from noticegen.text import Text

ROLES = {
    Role.BORROWER: Text("借款人", "Borrower"),
    Role.CO_BORROWER: Text("共同借款人", "Co-borrower"),
    Role.GUARANTOR: Text("保证人", "Guarantor"),
    Role.COUNTER_GUARANTOR: Text("反担保人", "Counter-guarantor"),
}
ID_KINDS = {
    "resident_id": Text("居民身份证号码", "Resident ID number"),
    "uscc": Text("统一社会信用代码", "Unified social credit code"),
    "passport": Text("护照号码", "Passport number"),
}
ADDRESS_SOURCES = {
    "contract": Text("借款合同", "Loan Contract"),
    "confirmation": Text("送达地址确认书", "confirmation of address for service"),
    "id_card": Text("身份证件", "ID card"),
    "licence": Text("营业执照", "business licence"),
    "last_known": Text("最后已知地址", "last known address"),
}
# What a guarantor signed: he is no party to the loan contract.
_DEEDS = {
    Role.GUARANTOR: Text("保证合同", "contract of guarantee"),
    Role.COUNTER_GUARANTOR: Text("反担保合同", "contract of counter-guarantee"),
}


def post(role: str, locale: str) -> str:
    """What a role of the house's own people is called; one that only the house knows stands as it is."""
    return said(POSTS[role], locale) if role in POSTS else role


def house_name(house: House, locale: str) -> str:
    """What the house is called: in English with the name its seal bears in brackets."""
    named = locale == "en" and house.name_en
    return f"{house.name_en} ({house.name})" if named else house.name


def house(case: Case, locale: str) -> dict[str, object]:
    house = case.house
    hours = house.hours if locale == "zh" else house.hours_en or house.hours
    return {
        "house": house_name(house, locale),
        "house_address": house.address,
        "house_phone": house.phone,
        "complaint_phone": house.complaint_phone,
        "contact": house.contact,
        "hours": hours,
        "list_rule": bracketed(house.list_rule, locale),
        "has_house_address": bool(house.address),
        "has_house_phone": bool(house.phone),
        "has_complaint_phone": bool(house.complaint_phone),
        "has_contact": bool(house.contact),
        "has_hours": bool(hours),
        "keeps_list": house.keeps_list,
        "reports_credit_ok": house.reports_credit,
    }


def person(case: Case, who: Party, paper: Paper) -> dict[str, object]:
    """The addressee: of a natural person, numbers are masked; a company's code is public."""
    locale, person = paper.locale, who.kind is PartyKind.PERSON
    role = _role(case, who.id)
    you = Text("您" if person else "贵单位", "you")
    number = identifiers.mask_id(who.id_number) if person else who.id_number
    where = address_for(case, who, paper.issued_on)
    representative = "" if person else who.legal_representative
    return {
        "addressee": who.name,
        "role": said(ROLES[role], locale),
        "you": said(you, locale),
        "person": person,
        "id_label": said(ID_KINDS.get(who.id_kind, Text("证件号码", "ID number")), locale),
        "id_masked": number,
        "has_id": bool(number),
        "phone_masked": identifiers.mask_mobile(who.phone) if who.phone else "",
        "has_phone": bool(who.phone),
        "address": where.text if where else "",
        "address_source": _source(case, role, where, locale) if where else "",
        "has_address": bool(where and where.text),
        "representative": representative + bracketed(who.representative_post, locale),
        "has_representative": bool(representative),
        "replaced": named([(e.document, e.day) for e in paper.replaced], locale),
        "has_replaced": bool(paper.replaced),
    }


def _role(case: Case, party: str) -> Role:
    """What the party is to the loan; a signatory of the loan before a guarantor."""
    signed = [s.role for s in case.signatories if s.party == party and s.role in ROLES]
    deeds = [g for g in case.guarantees if g.party == party]
    return [*signed, *(Role.COUNTER_GUARANTOR if g.counter else Role.GUARANTOR for g in deeds)][0]


def address_for(case: Case, who: Party, on: date) -> Address | None:
    """Where the letter goes: the last change of address told, else the one agreed for service in
    the contract, else the first on record."""
    told = learned(case, who, on)
    if told:
        return told[-1]
    agreed = [a for a in who.addresses if a.agreed]
    return next(iter([*agreed, *who.addresses]), None)


def address_source(where: Address, role: Role) -> Text:
    """Where an address comes from, in the program's own words: what officers wrote stays inside. The
    contract is the one that a holder of this role signed: of a guarantor, his deed."""
    if where.source == "contract" and role in _DEEDS:
        return _DEEDS[role]
    return ADDRESS_SOURCES.get(where.source, Text("其他", "other"))


def _source(case: Case, role: Role, where: Address, locale: str) -> str:
    """The same on a receipt; of an address agreed for service, by which clause where it is the loan's."""
    if not where.agreed:
        return said(address_source(where, role), locale)
    deed = _DEEDS.get(role, ADDRESS_SOURCES["contract"])
    number = "" if role in _DEEDS else clause(case.loan.service_clause, locale)
    of = f"{number} of " if number else ""
    agreed = Text(
        f"{deed.zh}{number}约定的送达地址", f"address for service agreed in {of}the {deed.en}"
    )
    return said(agreed, locale)
