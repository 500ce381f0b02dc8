"""Facts and conditions that several audiences may use: the document, the issuer, the addressee, the
loan. What stands here may be read by anyone who gets a document at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text

DOCUMENT: Mapping[str, Text] = {
    "title": Text("文书名称", "title of the document"),
    "number": Text("文书编号；草稿为“草稿”", "number of the document; of a draft, “draft”"),
    "copies": Text("份数", "number of copies"),
    "issued_on": Text("签发日期", "date of issue"),
    "as_of": Text("金额截至日", "day the figures run to"),
}

HOUSE: Mapping[str, Text] = {
    "house": Text("本单位名称", "the issuer's name"),
    "house_address": Text("本单位地址", "the issuer's address"),
    "house_phone": Text("本单位电话", "the issuer's phone"),
    "complaint_phone": Text("投诉电话", "complaints line"),
    "contact": Text("联系人", "person to contact"),
    "hours": Text("办公时间", "office hours"),
    "list_rule": Text(
        "禁入名单规定（带括号，可为空）", "rule of the internal list (in brackets; may be empty)"
    ),
}

HOUSE_IF: Mapping[str, Text] = {
    "has_contact": Text("单位设置了联系人", "the house names a contact"),
    "has_hours": Text("单位设置了办公时间", "the house gives its hours"),
    "has_house_phone": Text("单位设置了电话", "the house gives its phone"),
    "has_house_address": Text("单位设置了地址", "the house gives its address"),
    "has_complaint_phone": Text("单位设置了投诉电话", "the house has a complaints line"),
    "reports_credit_ok": Text(
        "单位或债权人确实报送征信", "the house or the creditor really reports"
    ),
    "keeps_list": Text(
        "单位有内部禁入名单及规定", "the house keeps an internal list under its own rule"
    ),
}

ADDRESSEE: Mapping[str, Text] = {
    "addressee": Text("收件人姓名或名称", "the addressee's name"),
    "role": Text("收件人身份（借款人、共同借款人）", "borrower or co-borrower"),
    "you": Text("称呼：您或贵单位", "how the addressee is called"),
    "id_label": Text("证件名称", "kind of ID"),
    "id_masked": Text("证件号码（隐去中间）", "ID number, middle hidden"),
    "phone_masked": Text("电话（隐去中间）", "phone, middle hidden"),
    "address": Text("送达地址", "address the letter goes to"),
    "address_source": Text("地址来源", "where the address comes from"),
    "representative": Text("法定代表人及职务", "legal representative and post"),
    "replaced": Text(
        "本文书所取代的、已作废的文书的编号和日期",
        "the letters, void now, whose place this one takes: numbers and dates",
    ),
}

ADDRESSEE_IF: Mapping[str, Text] = {
    "has_replaced": Text(
        "取代此前已发出而作废的文书", "it takes the place of one that went out and is void"
    ),
    "person": Text("收件人是自然人", "the addressee is a natural person"),
    "has_id": Text("登记了证件号码", "the addressee's ID number is on record"),
    "has_phone": Text("登记了电话", "the addressee's phone is on record"),
    "has_address": Text("登记了地址", "the addressee's address is on record"),
    "has_representative": Text(
        "单位，且登记了法定代表人", "a body whose legal representative is on record"
    ),
}

LOAN: Mapping[str, Text] = {
    "borrowers": Text("全体借款人", "all borrowers"),
    "lender": Text("债权人（贷款人、委托人）", "the creditor (lender, entrusting party)"),
    "claimant": Text(
        "文中对债权人的称呼：债权人或我单位", "what the text calls the creditor: the Creditor or we"
    ),
    "claimant_object": Text("同上，作宾语", "the same, as an object: the Creditor or us"),
    "trustee": Text("受托人", "trustee"),
    "contract_name": Text("借款合同名称（不带书名号）", "name of the loan contract"),
    "contract_no": Text("借款合同编号", "its number"),
    "contract_date": Text("借款合同日期", "its date"),
    "principal": Text("贷款本金", "principal of the loan"),
    "principal_capitals": Text("贷款本金大写", "principal in Chinese capitals"),
    "disbursed_on": Text("放款日", "day of disbursement"),
    "maturity": Text("到期日", "maturity"),
    "instalments": Text("总期数", "number of instalments"),
    "repayment_way": Text("还款方式", "manner of repayment"),
    "account_name": Text("收款户名", "name of the account to be paid into"),
    "account_bank": Text("收款开户行", "its bank"),
    "account_number": Text("收款账号", "its number"),
}

LOAN_IF: Mapping[str, Text] = {
    "entrusted": Text("委托贷款", "an entrusted loan"),
    "house_is_lender": Text("本单位就是债权人", "the issuer is itself the creditor"),
    "guarantees_loan": Text("本单位为该笔贷款担保", "the issuer guarantees the loan"),
    "has_co_borrowers": Text("有共同借款人", "there are co-borrowers"),
    "single_due": Text("一次到期的贷款", "a loan with one due date"),
    "has_trustee": Text("登记了受托人", "the trustee is on record"),
    "has_account": Text("收款账户三项齐全", "name, bank and number of the account are on record"),
    "subsidised": Text("贴息贷款", "a subsidised loan"),
    "has_repayment_way": Text("登记了还款方式", "the manner of repayment is on record"),
}
