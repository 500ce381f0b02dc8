"""The elements of a claim as element form no. 08 asks for them, and those that recourse adds."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text

ELEMENTS: Mapping[str, Text] = {
    "claims_principal": Text("要素：本金", "element: principal"),
    "claims_interest": Text("要素：利息、罚息、复利、合计", "element: interest of each kind, and in all"),
    "claims_method": Text("要素：利息计算方式", "element: how interest is computed"),
    "claims_until_paid": Text("要素：是否请求支付至实际清偿之日", "element: interest until actual payment"),
    "claims_early": Text("要素：是否要求提前还款或解除合同", "element: early repayment or rescission"),
    "claims_security": Text("要素：是否主张担保权利及内容", "element: security rights claimed"),
    "claims_costs": Text("要素：实现债权的费用", "element: costs of enforcement"),
    "claims_court_costs": Text("要素：诉讼费用", "element: court costs"),
    "claims_other": Text("要素：其他请求", "element: other claims"),
    "claims_total": Text("要素：标的总额", "element: total value"),
    "forum_agreed": Text("要素：约定管辖或仲裁", "element: agreed court or arbitration"),
    "forum_preservation": Text("要素：诉前保全", "element: pre-suit preservation"),
    "fact_contract": Text("要素：合同名称、编号、日期", "element: the contract"),
    "fact_parties": Text("要素：贷款人、借款人", "element: lender and borrower"),
    "fact_sum": Text("要素：约定和实际借款金额", "element: sum agreed and paid out"),
    "fact_due": Text("要素：是否到期、约定期限", "element: whether due, and the term"),
    "fact_term": Text("要素：约定期限", "element: the agreed term"),
    "fact_rate": Text("要素：利率", "element: rate"),
    "fact_overdue_rate": Text("要素：逾期上浮", "element: overdue rate"),
    "fact_compound": Text("要素：复利", "element: compound interest"),
    "fact_compound_clause": Text("要素：复利条款", "element: clause of compound interest"),
    "fact_damages": Text("要素：违约金", "element: agreed damages"),
    "fact_payout": Text("要素：发放时间和金额", "element: payout"),
    "fact_repayment": Text("要素：还款方式", "element: way of repayment"),
    "fact_repaid": Text("要素：已还本金、利息", "element: what was repaid"),
    "fact_overdue": Text("要素：逾期起始和时长", "element: overdue since"),
    "fact_pledge": Text("要素：物的担保", "element: mortgage or pledge"),
    "fact_maximum": Text("要素：是否最高额担保", "element: maximum-amount security"),
    "fact_maximum_limit": Text("要素：最高额限额", "element: limit of the maximum-amount security"),
    "fact_registered": Text("要素：是否登记", "element: registered or not"),
    "fact_guarantee": Text("要素：保证合同、保证人、主要内容", "element: guarantee deeds"),
    "fact_guarantee_kind": Text("要素：保证方式", "element: joint or general"),
    "fact_other_security": Text("要素：其他担保", "element: other security"),
    "fact_basis": Text("要素：请求依据", "element: contract clauses and law"),
    "fact_other": Text("要素：其他说明", "element: other"),
    "fact_paid_for": Text("要素：代偿日期、金额、凭证", "element: day, sum and voucher of the payment"),
    "mediation_known": Text("要素：是否了解调解", "element: knows of mediation"),
    "mediation_wish": Text("要素：是否考虑先行调解", "element: willing to mediate"),
}  # fmt: skip

_PARTY = {
    "name": Text("姓名或名称", "name"),
    "phone": Text("电话", "phone"),
    "domicile": Text("住所地", "domicile"),
    "post": Text("职务", "post"),
}
ELEMENT_ROWS: Mapping[str, Mapping[str, Text]] = {
    "form_bodies": {
        **_PARTY,
        "registered": Text("注册地", "place of registration"),
        "head": Text("法定代表人或负责人", "legal representative"),
        "code": Text("统一社会信用代码", "unified code"),
        "body_type": Text("类型", "type"),
        "ownership": Text("所有制性质", "ownership"),
        "side": Text("原告或被告", "plaintiff or defendant"),
    },
    "form_persons": {
        **_PARTY,
        "side": Text("原告或被告", "plaintiff or defendant"),
        "sex": Text("性别勾选", "sex, ticked"),
        "born": Text("出生日期", "birth date"),
        "nation": Text("民族", "nation"),
        "employer": Text("工作单位", "employer"),
        "usual": Text("经常居住地", "usual residence"),
        "id_kind": Text("证件类型", "kind of ID"),
        "id": Text("证件号码", "ID number"),
    },
    "form_plaintiffs": {
        **_PARTY,
        "registered": Text("注册地", "place of registration"),
        "head": Text("法定代表人或负责人", "legal representative"),
        "code": Text("统一社会信用代码", "unified code"),
        "body_type": Text("类型", "type"),
        "ownership": Text("所有制性质", "ownership"),
    },
    "form_agents": {
        "name": _PARTY["name"],
        "post": _PARTY["post"],
        "phone": _PARTY["phone"],
        "employer": Text("单位", "employer"),
        "authority": Text("代理权限勾选", "authority, ticked"),
    },
}
