"""The rows that come in: one `Sheet` per table, one `Column` per field.

This table is all there is: the readers, the checks, the import workbook and `docs/data.md` are made
from it. Keys are the names of the fields in `model`; what an event must say is in `events`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from noticegen import allocation, events
from noticegen.model import EventType
from noticegen.text import Text
from noticegen.textgate import LIMITS, Kind

Format = Literal["text", "id", "money", "rate", "date", "datetime", "enum", "list", "bool", "int"]
Words = Mapping[str, Text]
NO_WORDS = Text("", "")

_MONEY = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")


def money(text: str) -> Decimal:
    """Yuan from ASCII digits with at most two places. Raises ValueError for anything else."""
    if not _MONEY.fullmatch(text):
        raise ValueError("not an amount")
    return Decimal(text)


@dataclass(frozen=True, slots=True)
class Column:
    """One field: how it is headed, written and limited.

    `above` (exclusive) and `least` (inclusive) bound numbers; `words` are the allowed codes of an
    enum or list; a list has its words (or names, when `words` is empty) separated by commas."""

    key: str
    name: Text
    format: Format
    required: bool = False
    why: Text = NO_WORDS
    words: Words = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    gate: Kind = "text"
    max_length: int = 0
    least: int | None = None
    above: int | None = None
    default: str = ""
    pattern: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which the column is known."""
        return (self.name.zh, self.name.en, self.key, *self.aliases)


@dataclass(frozen=True)
class Sheet:
    """One table that comes in. `needed`: a source without it is refused."""

    key: str
    name: Text
    why: Text
    columns: tuple[Column, ...]
    needed: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which the sheet, file or object is known."""
        return (self.name.zh, self.name.en, self.key, *self.aliases)

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Folded heading → column."""
        return {fold(h): c for c in self.columns for h in c.headings}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Key → place among the columns."""
        return {c.key: i for i, c in enumerate(self.columns)}

    def column(self, key: str) -> Column:
        """The column of this key; KeyError if there is none."""
        return self.columns[self.position[key]]


def fold(heading: str) -> str:
    """A heading without blanks, case, underscores, star and the words for `required`."""
    bare = re.sub(r"[\s_*＊]+", "", heading).casefold()
    return re.sub(r"[（(](必填|required)[）)]$", "", bare)


# --- words ------------------------------------------------------------------------------------

YES_NO: Words = {"yes": Text("是", "yes"), "no": Text("否", "no")}
PARTY_KINDS: Words = {"person": Text("自然人", "person"), "company": Text("单位", "company")}
ID_KINDS: Words = {
    "resident_id": Text("居民身份证", "resident ID"),
    "uscc": Text("统一社会信用代码", "unified social credit code"),
    "passport": Text("护照", "passport"),
    "other": Text("其他", "other"),
}
SEXES: Words = {"male": Text("男", "male"), "female": Text("女", "female")}
ADDRESS_SOURCES: Words = {
    "contract": Text("合同", "contract"),
    "confirmation": Text("送达地址确认书", "address confirmation"),
    "id_card": Text("身份证", "ID card"),
    "licence": Text("营业执照", "licence"),
    "last_known": Text("最后已知", "last known"),
    "other": Text("其他", "other"),
}
LOAN_KINDS: Words = {
    "guaranteed": Text("担保贷款", "guaranteed loan"),
    "entrusted": Text("委托贷款", "entrusted loan"),
}
LENDER_CLASSES: Words = {
    "bank": Text("银行", "bank"),
    "local_financial": Text("地方金融组织", "local financial organisation"),
    "private": Text("民间", "private"),
}
DAY_BASES: Words = {
    "360": Text("360天", "360 days"),
    "365": Text("365天", "365 days"),
    "actual": Text("实际天数", "actual days"),
}
DUE_RULES: Words = {
    "as_is": Text("不顺延", "as is"),
    "next_working": Text("顺延至下一工作日", "next working day"),
}
ALLOCATION: Words = allocation.PARTS
ROLES: Words = {
    "borrower": Text("借款人", "borrower"),
    "co_borrower": Text("共同借款人", "co-borrower"),
    "spouse_signatory": Text("签字配偶", "spouse who signed"),
}
GUARANTEE_KINDS: Words = {
    "joint": Text("连带责任保证", "joint and several"),
    "general": Text("一般保证", "general"),
    "silent": Text("未约定", "silent"),
}
TRADING: Words = {
    "normal": Text("正常", "normal"),
    "reduced": Text("减少", "reduced"),
    "stopped": Text("停业", "stopped"),
    "moved": Text("搬离", "moved away"),
}
CERTAINTIES: Words = {
    "stated": Text("客户陈述", "stated"),
    "seen": Text("现场所见", "seen"),
    "inferred": Text("推断", "inferred"),
}
TESTS: Words = {
    "stated": Text("本人陈述", "stated"),
    "closed": Text("停业", "closed"),
    "two_broken_promises": Text("两次失约", "two broken promises"),
    "attached": Text("财产被查封", "attached"),
}
COMPONENTS: Words = {
    "costs": Text("费用", "costs"),
    "interest": Text("利息", "interest"),
    "compound": Text("复利", "compound interest"),
    "penalty": Text("罚息", "penalty interest"),
    "principal": Text("本金", "principal"),
}
DISPUTE_WAYS: Words = {
    "court": Text("诉讼", "court"),
    "arbitration": Text("仲裁", "arbitration"),
}
ACKNOWLEDGED: Words = {
    "received": Text("已收到", "received"),
    "agreed": Text("无异议", "agreed"),
    "objects": Text("有异议", "objects"),
}

# The program writes these itself when it issues or voids a document, or an import changes terms; a
# source cannot.
WRITTEN_HERE = frozenset({EventType.ISSUED, EventType.VOIDED, EventType.DATA_CHANGE})
EVENT_TYPES: Words = {t.value: s.name for t, s in events.SPECS.items() if t not in WRITTEN_HERE}

# Details whose words are a closed list (the rest is text). `warnings` holds several.
DETAIL_WORDS: Mapping[str, Words] = {
    "trading": TRADING,
    "code": events.REASONS,
    "certainty": CERTAINTIES,
    "test": TESTS,
    "component": COMPONENTS,
    "method": events.METHODS,
    "recipient": events.RECIPIENTS,
    "acknowledged": ACKNOWLEDGED,
    "warnings": events.WARNINGS,
    "terms": events.TERMS,
    "limit": events.LIMITS,
    "whom": events.WHOM,
    "told": events.TOLD,
    "claim": events.CLAIMS,
    "basis": events.GROUNDS,
    "removal": events.REMOVALS,
    "resolution": events.RESOLUTIONS,
    "way": events.PROCEEDINGS,
    "form": events.DECISIONS,
    "copy_reached": YES_NO,
}
# Where one key has different labels for different events, or two keys the same one.
_DETAIL_NAMES: Mapping[str, Text] = {
    "address": Text("地址", "address"),
    "to": Text("收件人", "to whom"),
    "test": Text("认定依据", "ground of the finding"),
    "reason": Text("暂缓原因", "reason of the hold"),
    "source": Text("来源", "source"),
    "role": Text("职务", "role"),
    "approver_role": Text("批准人职务", "approver's role"),
    "number": Text("拨打号码", "number called"),
    "claim": Text("所属债权", "claim it belongs to"),
    "kind": Text("文书种类", "document kind"),
    "instalment": Text("展期期次", "instalment extended"),
}


def detail_name(key: str) -> Text:
    """What a detail of an event is called; its key where no event knows it."""
    labels = (spec.fields[key] for spec in events.SPECS.values() if key in spec.fields)
    return _DETAIL_NAMES.get(key) or next(labels, Text(key, key))


# --- columns ----------------------------------------------------------------------------------


def _c(
    key: str, zh: str, en: str, format_: Format = "text", need: str = "", **more: object
) -> Column:
    """A column; `need` "!" = required. `why` may be given as a (zh, en) pair."""
    why = more.pop("why", ("", ""))
    assert isinstance(why, tuple)
    return Column(key, Text(zh, en), format_, need == "!", Text(*why), **more)  # type: ignore[arg-type]  # checked by test_schema


_MARK = _c("mark", "标记", "Mark", words={"example": Text("示例", "example")}, why=("填“示例”的行不导入", "a row marked `example` is not imported"), format_="enum")  # fmt: skip
_LOAN = _c("loan", "借款编号", "Loan ID", "id", "!", aliases=("贷款编号", "借据编号"), why=("借款表中的编号", "the id on the sheet of loans"))  # fmt: skip
_PARTY_WHY = ("客户表中的编号", "the id on the sheet of parties")


def _party(need: str = "!") -> Column:
    return _c("party", "客户编号", "Party ID", "id", need, aliases=("当事人编号",), why=_PARTY_WHY)


def _clause(key: str, zh: str, en: str) -> Column:
    return _c(
        key,
        zh,
        en,
        max_length=100,
        why=("合同条款，例如 第五条", "clause of the contract, e.g. 第五条"),
    )


PARTIES = Sheet(
    "parties",
    Text("客户", "Parties"),
    Text("每个借款人、签约人、担保人一行；同一人只填一次", "one row for each person or body, once"),
    (
        _MARK,
        _c("id", "客户编号", "Party ID", "id", "!", aliases=("当事人编号",)),
        _c("kind", "类型", "Kind", "enum", "!", words=PARTY_KINDS, aliases=("客户类型",)),
        _c("name", "名称", "Name", "text", "!", gate="name", aliases=("姓名", "客户名称", "姓名或名称"), why=("与证件逐字一致", "letter for letter as on the papers")),
        _c("id_kind", "证件种类", "ID kind", "enum", words=ID_KINDS, aliases=("证件类型",)),
        _c("id_number", "证件号码", "ID number", "id", aliases=("身份证号", "身份证号码", "统一社会信用代码", "证件号"), why=("文本格式；x 记为 X", "a text cell; x is kept as X")),
        _c("sex", "性别", "Sex", "enum", words=SEXES),
        _c("birth_date", "出生日期", "Birth date", "date"),
        _c("phone", "电话", "Phone", "id", aliases=("手机", "手机号", "联系电话"), pattern=r"\+?[0-9][0-9 \-]{4,24}", why=("数字，可带 + 和短横", "digits, + and dashes")),
        _c("email", "电子邮箱", "E-mail", "id", pattern=r"[^@\s]{1,64}@[^@\s]{1,190}", max_length=254),
        _c("legal_representative", "法定代表人", "Legal representative", gate="name"),
        _c("representative_post", "代表人职务", "Representative's post", gate="name"),
        _c("nation", "民族", "Nation", gate="name", why=("起诉状用", "wanted in a complaint")),
        _c("employer", "工作单位", "Employer", gate="name", why=("起诉状用", "wanted in a complaint")),
    ),
    needed=True,
    aliases=("当事人",),
)  # fmt: skip

ADDRESSES = Sheet(
    "addresses",
    Text("地址", "Addresses"),
    Text("每个地址一行，先填的优先", "one row for each address, the preferred one first"),
    (
        _MARK,
        _party(),
        _c("text", "地址", "Address", "text", "!", gate="address"),
        _c("source", "地址来源", "Source", "enum", "!", words=ADDRESS_SOURCES),
        _c("postcode", "邮编", "Postcode", "id", pattern=r"[0-9A-Za-z][0-9A-Za-z \-]{2,9}", aliases=("邮政编码",)),
        _c("agreed", "约定送达地址", "Agreed for service", "bool", why=("合同约定为送达地址", "agreed in the contract as address for service")),
    ),
)  # fmt: skip

LOANS = Sheet(
    "loans",
    Text("借款", "Loans"),
    Text("每笔借款一行", "one row for each loan"),
    (
        _MARK,
        _c("id", "借款编号", "Loan ID", "id", "!", aliases=("贷款编号", "借据编号")),
        _c("kind", "贷款种类", "Kind", "enum", "!", words=LOAN_KINDS),
        _c("contract_name", "合同名称", "Contract", "text", "!", gate="name"),
        _c("contract_no", "合同编号", "Contract number", "id", "!", aliases=("合同号",)),
        _c("contract_date", "签约日期", "Contract date", "date", "!", aliases=("合同日期",)),
        _c("lender", "贷款人", "Lender", "text", "!", gate="name", aliases=("债权人",)),
        _c("principal", "借款金额", "Principal", "money", "!", above=0, aliases=("本金", "贷款金额", "借款本金")),
        _c("disbursed_on", "放款日期", "Disbursed on", "date", "!", aliases=("放款日",)),
        _c("maturity", "到期日", "Maturity", "date", "!", aliases=("到期日期",)),
        _c("annual_rate", "年利率", "Annual rate", "rate", "!", why=("6.5% 或 0.065", "6.5% or 0.065")),
        _c("trustee", "受托银行", "Trustee bank", gate="name", why=("委托贷款的受托银行", "the bank through which an entrusted loan is lent")),
        _c("surcharge", "罚息上浮", "Surcharge", "rate", default="0", why=("逾期在年利率上加收的比例，50% 或 0.5；空 = 没有约定", "share of the rate added when overdue, 50% or 0.5; empty = none agreed")),
        _c("misuse_surcharge", "挪用上浮", "Misuse surcharge", "rate"),
        _c("misused", "已认定挪用", "Misused", "bool"),
        _c("day_basis", "计息基础", "Day basis", "enum", words=DAY_BASES, why=("空 = policy.toml 中 [interest] basis（随附 360）", "empty = [interest] basis in policy.toml (shipped: 360)")),
        _c("compound", "计收复利", "Compound interest", "bool"),
        _c("repayment_way", "还款方式", "Repayment", gate="name"),
        _c("allocation_order", "清偿顺序", "Allocation order", "list", words=ALLOCATION, why=("例如 费用、利息、本金；空 = 法定顺序", "e.g. costs, interest, principal; empty = statutory")),
        _c("lender_class", "贷款人类别", "Lender class", "enum", words=LENDER_CLASSES, default="bank"),
        _c("subsidised", "贴息", "Subsidised", "bool"),
        _c("purpose", "借款用途", "Purpose", gate="name"),
        _c("account_name", "还款账户户名", "Account name", gate="name"),
        _c("account_bank", "还款账户开户行", "Account bank", gate="name"),
        _c("account_number", "还款账号", "Account number", "id", pattern=r"[0-9][0-9 \-]{4,38}", aliases=("账号",), why=("文本格式", "a text cell")),
        _c("due_date_rule", "到期日顺延", "Due date rule", "enum", words=DUE_RULES, default="as_is"),
        _clause("rate_clause", "利率条款", "Rate clause"),
        _clause("surcharge_clause", "罚息条款", "Surcharge clause"),
        _clause("basis_clause", "计息条款", "Basis clause"),
        _clause("due_clause", "还款条款", "Due clause"),
        _clause("compound_clause", "复利条款", "Compound clause"),
        _clause("acceleration_clause", "提前到期条款", "Acceleration clause"),
        _clause("allocation_clause", "清偿顺序条款", "Allocation clause"),
        _clause("service_clause", "送达条款", "Service clause"),
        _c("dispute_way", "争议解决方式", "Dispute resolution", "enum", words=DISPUTE_WAYS, why=("空 = 没有约定", "empty = nothing agreed")),
        _c("dispute_body", "约定法院或仲裁委", "Court or commission agreed", gate="name"),
        _clause("dispute_clause", "争议解决条款", "Dispute clause"),
        _c("notarised_deed", "公证债权文书编号", "Notarised deed", "id", why=("赋予强制执行效力的公证债权文书", "the notarised deed that makes the loan enforceable")),
        _c("recourse_contract", "委托保证合同编号", "Contract of entrusted guarantee", "id"),
        _c("recourse_rate", "代偿资金占用费率", "Recourse rate", "rate", why=("代偿后约定的年费率；空 = 没有约定", "agreed yearly cost of money paid for the debtor; empty = none agreed")),
        _clause("recourse_clause", "代偿资金占用费条款", "Recourse clause"),
        _c("branch", "经办机构", "Branch", gate="name"),
        _c("officer", "经办人", "Officer", gate="name"),
        _c("booked_until", "入账截止日", "Booked until", "date", aliases=("截止日",), why=("还款记录已全部入账至此日（含）", "payments are known up to and including this day")),
    ),
    needed=True,
    aliases=("贷款",),
)  # fmt: skip

SIGNATORIES = Sheet(
    "signatories",
    Text("签约人", "Signatories"),
    Text("借款合同的每个签约人一行，按合同顺序", "one row for each signatory of the loan contract, in its order"),
    (_MARK, _LOAN, _party(), _c("role", "身份", "Role", "enum", "!", words=ROLES)),
    needed=True,
)  # fmt: skip

GUARANTEES = Sheet(
    "guarantees",
    Text("担保", "Guarantees"),
    Text("每份保证或反担保合同一行", "one row for each deed of guarantee or counter-guarantee"),
    (
        _MARK,
        _c("id", "担保编号", "Guarantee ID", "id", "!"),
        _LOAN,
        _party(),
        _c("counter", "反担保", "Counter-guarantee", "bool", "!", why=("是 = 向本单位反担保", "yes = stands behind the guarantee company")),
        _c("kind", "保证方式", "Kind", "enum", "!", words=GUARANTEE_KINDS),
        _c("deed_name", "保证合同名称", "Deed", "text", "!", gate="name"),
        _c("deed_no", "保证合同编号", "Deed number", "id", "!"),
        _c("deed_date", "保证合同日期", "Deed date", "date", "!"),
        _c("scope", "保证范围", "Scope", max_length=500, why=("空 = 法定范围", "empty = statutory")),
        _c("cap", "最高限额", "Cap", "money", above=0),
        _c("period_months", "保证期间（月）", "Period in months", "int", least=1, why=("空 = 没有约定或约定不明", "empty = silent or unclear")),
        _c("period_text", "保证期间原文", "Period as written", max_length=500),
        _c("maximum_amount", "最高额保证", "Maximum-amount", "bool"),
        _c("dispute_way", "争议解决方式", "Dispute resolution", "enum", words=DISPUTE_WAYS),
        _c("dispute_body", "约定法院或仲裁委", "Court or commission agreed", gate="name"),
    ),
)  # fmt: skip

INSTALMENTS = Sheet(
    "instalments",
    Text("还款计划", "Schedule"),
    Text("合同约定的每期一行；一次还本付息填一行", "one row for each due date of the contract"),
    (
        _MARK,
        _LOAN,
        _c("number", "期次", "Number", "int", "!", least=1, aliases=("期数",)),
        _c("due", "应还日期", "Due", "date", "!", aliases=("还款日", "到期日")),
        _c("principal", "应还本金", "Principal", "money", "!", least=0, aliases=("本金",)),
        _c("interest", "应还利息", "Interest", "money", "!", least=0, aliases=("利息",)),
    ),
    needed=True,
)  # fmt: skip


def uses(key: str) -> tuple[EventType, ...]:
    """The event types that know this detail."""
    return tuple(
        t for t, spec in events.SPECS.items() if key in spec.fields and t not in WRITTEN_HERE
    )


def _details() -> Iterator[Column]:
    """One column for each detail key of any event type, in the order of `events.SPECS`."""
    seen: dict[str, Text] = {}
    for kind, spec in events.SPECS.items():
        if kind not in WRITTEN_HERE:
            for key, label in spec.fields.items():
                seen.setdefault(key, _DETAIL_NAMES.get(key, label))
    for key, name in seen.items():
        types = uses(key)
        why = Text(
            "用于：" + "、".join(events.SPECS[t].name.zh for t in types),
            "for: " + ", ".join(t.value for t in types),
        )
        words = DETAIL_WORDS.get(key, {})
        format_: Format = "list" if key == "warnings" else "enum" if words else "text"
        yield Column(key, name, format_, why=why, words=words, max_length=500)


EVENTS = Sheet(
    "events",
    Text("催收记录", "Events"),
    Text("每次催收、还款、承诺等一行；所需栏目因记录种类而异", "one row for each dated fact; what is needed depends on its type"),
    (
        _MARK,
        _c("id", "记录编号", "Event ID", "id", "!", why=("同一借款内不重复；再次导入时不变", "unique within the loan; the same at the next import")),
        _LOAN,
        _c("at", "发生时间", "At", "datetime", "!", aliases=("时间",), why=("2026-03-20 09:30", "2026-03-20 09:30")),
        _c("type", "记录种类", "Type", "enum", "!", words=EVENT_TYPES, aliases=("种类",)),
        _c("recorded_at", "录入时间", "Recorded at", "datetime", "!", why=("何时记入原系统，不早于发生时间", "when it was entered, not before it happened")),
        _party(""),
        _c("actors", "经办", "Staff", "list", gate="name", aliases=("经办人",), why=("几人用顿号隔开", "several separated by commas")),
        _c("channel", "渠道", "Channel", "enum", words=events.CHANNELS),
        _c("outcome", "结果", "Outcome", "enum", words=events.OUTCOMES),
        _c("text", "摘要", "Text", aliases=("内容",)),
        _c("amount", "金额", "Amount", "money", above=0),
        _c("by", "约定日期", "By", "date", why=("承诺：最迟日；暂缓：计划结束；展期：新到期日", "promise: last day; hold: planned end; extension: new due date")),
        _c("document", "文书编号", "Document", "id"),
        _c("corrects", "更正记录编号", "Corrects", "id", why=("被本条取代的记录", "the event this one takes the place of")),
        *_details(),
    ),
)  # fmt: skip

EVIDENCE = Sheet(
    "evidence",
    Text("证据文件", "Evidence"),
    Text("每个凭证文件一行；文件放在数据旁边", "one row for each proof file; the files lie beside the data"),
    (
        _MARK,
        _LOAN,
        _c("event", "记录编号", "Event ID", "id", "!"),
        _c("kind", "凭证种类", "Kind", "enum", "!", words=events.EVIDENCE_KINDS),
        _c("file", "文件", "File", "text", "!", gate="name", aliases=("文件名",), why=("相对路径，例如 evidence/hz-01.png", "relative, e.g. evidence/slip-01.png")),
    ),
    aliases=("凭证",),
)  # fmt: skip

# In the order in which they are read: what others refer to comes first.
SHEETS = (PARTIES, ADDRESSES, LOANS, SIGNATORIES, GUARANTEES, INSTALMENTS, EVENTS, EVIDENCE)
BY_NAME: Mapping[str, Sheet] = {fold(name): s for s in SHEETS for name in s.names}


def limit(column: Column) -> int:
    """The greatest number of characters of a text or id column."""
    return column.max_length or LIMITS["id" if column.format == "id" else column.gate]
