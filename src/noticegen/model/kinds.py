"""The kinds of parties, loans, deeds, events and files: what a case is sorted by."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """Natural person or body."""

    PERSON = "person"
    COMPANY = "company"


class Role(StrEnum):
    """What a party is to a loan. Only signatories get documents."""

    BORROWER = "borrower"
    CO_BORROWER = "co_borrower"
    SPOUSE_SIGNATORY = "spouse_signatory"
    GUARANTOR = "guarantor"
    COUNTER_GUARANTOR = "counter_guarantor"


class LoanKind(StrEnum):
    """担保贷款 (bank lends, the company guarantees) or 委托贷款 (entrusted loan)."""

    GUARANTEED = "guaranteed"
    ENTRUSTED = "entrusted"


class GuaranteeKind(StrEnum):
    """连带责任保证, 一般保证, or the deed is silent (then general: Civil Code 686)."""

    JOINT = "joint"
    GENERAL = "general"
    SILENT = "silent"


class EventType(StrEnum):
    """The kinds of dated facts on a log. `events.SPECS` says which fields each one needs."""

    # steps towards a party
    VISIT = "visit"
    CALL = "call"
    MESSAGE = "message"
    CG_CONTACT = "cg_contact"
    CREDIT_REPORT_NOTICE = "credit_report_notice"
    # what was learned
    REASON = "reason"
    PROMISE = "promise"
    PROMISE_REFUSED = "promise_refused"
    INABILITY_FINDING = "inability_finding"
    DEATH = "death"
    INSOLVENCY = "insolvency"
    CONTACT_LIMIT = "contact_limit"
    CASH_FLOW = "cash_flow"
    ASSET_LEAD = "asset_lead"
    EXHIBIT = "exhibit"  # a paper that goes to court: contract, voucher, identity
    ADDRESS_CHANGE = "address_change"
    DISPUTE = "dispute"
    DISPUTE_ANSWERED = "dispute_answered"
    COMPLAINT = "complaint"
    # money
    PAYMENT = "payment"
    COST = "cost"
    SUB_PAYMENT = "sub_payment"
    REFUND = "refund"  # of what was paid beyond all that was owed
    # acts that change what is owed or when (each with an approver)
    WAIVER = "waiver"
    WRITE_OFF = "write_off"
    PLAN = "plan"
    EXTENSION = "extension"
    ACCELERATION = "acceleration"
    HOLD = "hold"
    HOLD_END = "hold_end"
    LIST_REMOVAL = "list_removal"
    COLLECTION_AUTHORITY = "collection_authority"
    GUARANTOR_CONSENT = "guarantor_consent"
    # decisions by named persons
    OVERRIDE = "override"
    SEAL_USE = "seal_use"
    LEGAL_APPROVAL = "legal_approval"
    REFERRAL_APPROVED = "referral_approved"
    APPROVAL = "approval"
    # before courts and arbitral bodies
    FILING = "filing"
    FILING_WITHDRAWN = "filing_withdrawn"
    JUDGMENT = "judgment"
    # the life of a document (written by the program)
    ISSUED = "issued"
    VOIDED = "voided"
    DISPATCHED = "dispatched"
    SERVED = "served"
    RETURNED = "returned"
    REFUSED = "refused"
    # an import changed the terms of the loan (written by the program)
    DATA_CHANGE = "data_change"
    # takes back the event it names in `corrects`
    CORRECTION = "correction"


class EvidenceState(StrEnum):
    """What the hash of the kept file said when the case was loaded."""

    OK = "ok"
    MISSING = "missing"
    ALTERED = "altered"
