"""What a statement of account may say: the sums, each line of interest, each entry of the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text

_LINE = {
    "number": Text("期次", "instalment number"),
    "due": Text("到期日", "due date"),
    "days": Text("逾期天数", "days overdue"),
    "principal": Text("本金", "principal"),
    "interest": Text("利息", "interest"),
    "penalty": Text("罚息", "penalty interest"),
    "compound": Text("复利", "compound interest"),
    "subtotal": Text("小计", "subtotal"),
}
_LEDGER = {
    "on": Text("日期", "date"),
    "event": Text("事项", "event"),
    "amount": Text("金额", "amount"),
    "accrued": Text("期间计息", "interest accrued since the row before"),
    "to": Text("抵充费用/利息/本金", "to costs / interest / principal"),
    "principal_left": Text("本金余额", "principal left"),
    "interest_left": Text("利息余额", "interest left"),
    "costs_left": Text("费用余额", "costs left"),
}
_ACCRUAL = {
    "component": Text("项目", "component"),
    "span": Text("起止（含首不含尾）", "from (included) to (excluded)"),
    "days": Text("天数", "days"),
    "base": Text("基数", "base"),
    "rate": Text("年利率", "yearly rate"),
    "amount": Text("金额", "amount"),
}
_PAID = {
    "date": Text("代偿日期", "day of payment"),
    "amount": Text("金额", "sum"),
    "payee": Text("收款人", "payee"),
    "voucher": Text("凭证号", "voucher"),
    "interest": Text("资金占用费", "cost of funds"),
}
_REFUND = {
    "on": Text("退款日期", "day it was paid back"),
    "amount": Text("金额", "sum"),
    "payee": Text("收款人", "payee"),
    "voucher": Text("凭证号", "voucher"),
    "account": Text("所属债权", "claim on which it was paid too much"),
}

ACCOUNT: Mapping[str, Text] = {
    "total": Text("截至日的债权总额（文中）", "total of the claim (in text)"),
    "total_digits": Text("截至日的债权总额（表内）", "total of the claim (in the table)"),
    "total_capitals": Text("债权总额大写", "total in Chinese capitals"),
    "daily_increase": Text("每日增加额", "what each further day adds"),
    "loan_principal": Text("贷款本金（表内）", "open principal of the loan"),
    "loan_interest": Text("贷款利息（表内）", "open interest"),
    "loan_penalty": Text("罚息及复利（表内）", "penalty and compound interest"),
    "costs": Text("费用（表内）", "costs"),
    "loan_total": Text("贷款应付总额（表内）", "all due on the loan"),
    "paid_out": Text("代偿总额（表内）", "paid under the guarantee"),
    "recourse_interest": Text("资金占用费（表内）", "cost of funds"),
    "recourse_received": Text("代偿后收回（表内）", "received since"),
    "recourse_total": Text("追偿款总额（表内）", "recourse in all"),
    "recourse_rate": Text("资金占用费年利率", "yearly cost of funds"),
    "recourse_year": Text("资金占用费的天数基础", "its day basis"),
    "rate": Text("合同年利率", "contract rate a year"),
    "penalty_rate": Text("罚息年利率", "penalty rate a year"),
    "basis_days": Text("计息天数基础", "day basis"),
    "allocation_order": Text("抵充顺序", "order of allocation"),
}
ACCOUNT_IF: Mapping[str, Text] = {
    "has_recourse": Text("本单位已代偿", "the house has paid"),
    "has_lines": Text("贷款有逾期款项", "something is overdue on the loan"),
    "has_accruals": Text("有计息明细", "there are interest lines"),
    "has_refunds": Text("退还过多付款", "a surplus was paid back"),
}
ACCOUNT_ROWS: Mapping[str, Mapping[str, Text]] = {
    "lines": _LINE,
    "ledger": _LEDGER,
    "accruals": _ACCRUAL,
    "payments": _PAID,
    "refunds": _REFUND,
}
