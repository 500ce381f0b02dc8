"""Facts of what the house paid under its guarantee and asks back, for whoever is asked for it."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text

PAYMENT: Mapping[str, Text] = {
    "date": Text("代偿日期", "day of payment"),
    "amount": Text("代偿金额", "sum paid"),
    "payee": Text("收款人", "payee"),
    "voucher": Text("凭证号", "voucher number"),
    "interest": Text("至截至日的资金占用费", "cost of funds up to the as-of day"),
}

PAID: Mapping[str, Text] = {
    "paid_out": Text("代偿总额", "all that was paid under the guarantee"),
    "paid_out_digits": Text("代偿总额（表内）", "the same (in the table)"),
    "recourse_interest": Text("未付的资金占用费（表内）", "unpaid cost of funds (in the table)"),
    "recourse_principal": Text(
        "未偿还的代偿款（表内）", "what is open of the sums paid (in the table)"
    ),
    "recourse_costs": Text("未偿还的费用（表内）", "open costs (in the table)"),
    "recourse_rate": Text("资金占用费年率", "yearly cost of funds"),
    "quotes_until": Text(
        "利率表所及的最后一天", "the last day the table of loan prime rates covers"
    ),
    "recourse_clause": Text("其条款（带括号，可为空）", "its clause (in brackets; may be empty)"),
    "recourse_basis": Text("其计算的年天数", "its day basis"),
    "recourse_contract": Text("委托保证合同编号", "number of the contract of entrusted guarantee"),
    "received": Text("代偿后已收回（表内）", "received since (in the table)"),
    "house_account_bank": Text("本单位收款账户开户行", "bank of the issuer's own account"),
    "house_account_number": Text("本单位收款账号", "number of the issuer's own account"),
}

PAID_IF: Mapping[str, Text] = {
    "has_recourse": Text("本单位已代偿", "the house has paid under its guarantee"),
    "several_payments": Text("多次代偿", "the house paid more than once"),
    "rate_agreed": Text("资金占用费有约定", "the cost of funds was agreed"),
    "rate_quoted": Text(
        "各代偿日均在利率表之内", "the table of loan prime rates covers each day of payment"
    ),
    "has_recourse_interest": Text("计收资金占用费", "there is a cost of funds"),
    "has_recourse_costs": Text("代偿后另有费用", "there are costs since the payment"),
    "has_recourse_contract": Text(
        "登记了委托保证合同编号", "the contract of entrusted guarantee is on record"
    ),
    "has_received": Text("代偿后已收回款项", "money came back since"),
    "has_house_account": Text("单位设置了收款账户", "the house gives its account"),
}
