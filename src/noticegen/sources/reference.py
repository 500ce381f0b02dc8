"""`docs/data.md`, made from the schema. Run `python -m noticegen.sources.reference > docs/data.md`."""

from __future__ import annotations

import sys

from noticegen.events import SPECS
from noticegen.schema import SHEETS, WRITTEN_HERE, Column, Sheet, limit

_HEAD = """# 数据说明 · Data reference

<!-- Made by `python -m noticegen.sources.reference`; do not edit. -->

数据可以是一个 XLSX 工作簿（`noticegen init` 给出空白的）、一个 CSV 文件夹（每个表一个文件，例如 `借款.csv`
或 `loans.csv`）、一个 JSON 文件（`{"loans": [{...}], ...}`），或另一个数据库（SQLAlchemy 网址加映射文件）。
标题可用中文、英文、键名或别名；下表中带 `*` 的必填。表格第1行是标题，第2行可以是另一种语言的标题。

Data is an XLSX workbook (`noticegen init` makes an empty one), a folder of CSV files (one for each sheet), a JSON
file, or another database (an SQLAlchemy URL and a mapping file). Headings may be Chinese, English, keys or aliases;
`*` = required. The header is row 1; row 2 may repeat it in the other language.

## 写法 · How values are written

| 格式 format | 接受 accepted | 拒绝 refused |
|---|---|---|
| text, id | 原样保留，从不增删 kept exactly | 首尾空格、控制字符、双向控制符、私用区字符 blanks at the ends, control, bidi and private-use characters；id：数字单元格 numeric cells |
| money | `12345.67`，`-?` 至多15位整数、2位小数；恰好到分的数字单元格 a numeric cell exact to the cent | `1_000`、`1,000`、全角数字 full-width digits、`1E+3`、NaN |
| rate | `6.5%`、`0.065`（小于1 below 1）；百分比单元格 percentage cells | `6.5`（含义不明 ambiguous）、`5.4‰`（请换算成年利率 turn it into a yearly rate） |
| date | `2026-05-01`、`2026/5/1`、`2026.05.01`、`2026年5月1日`、日期单元格 date cells | 序列号 serial numbers、1900-03-01 以前的日期单元格 date cells before it（请写成文本 write them as text）、带时间的日期 a time |
| datetime | `2026-05-01 09:30[:00]`；`2026-05-01T09:30+08:00` 换算为本单位时区 turned into the house's zone；日期时间单元格 date cells | 秒以下的零头 fractions of a second (`.000000` is none) |
| enum, bool | 中文、英文或代码 Chinese, English or code；bool：是 否 yes no true false；数据库中的 0、1 a 0 or 1 out of a database | 其他 anything else |
| list | 以 `、` `,` `;` 隔开 separated by commas；JSON 也可用文本数组 in JSON also an array of texts | 空项、重复 empty or double items |
| int | `12`、整数单元格 whole numeric cells | `1.5` |

- 标记栏为“示例”的行、空行不导入。Rows marked 示例 (`example`) and empty rows are left out.
- 一笔借款在任何表中有任何问题，整笔不导入；客户有问题，其所有借款不导入；其余照常导入。
  A loan with a fault in any sheet is kept back whole; a faulty party keeps back all its loans; the rest goes through.
- 表或文件本身有问题（标题、编码、隐藏的表……）时，一笔也不导入。A fault of a sheet or file keeps everything back.
- 合并单元格、隐藏的表与行、合计行、`#REF!` 等错误值、未计算的公式均须先处理；已计算的公式取其值。
  Merged cells, hidden sheets and rows, totals, error values and formulas never calculated are faults; the value of a calculated formula is taken.
- CSV：UTF-8（可带 BOM）；其他编码用 `--encoding gb18030|big5|utf-16` 指明（gbk 即 gb18030）；逗号分隔；行尾 LF、CR LF、CR 均可；每行栏数与标题相同。
  CSV: UTF-8 (BOM allowed), else `--encoding`; commas; any line end; every row as wide as the header.
- JSON：NaN、Infinity、重复的键、超过15位的数字被拒绝。NaN, Infinity, keys given twice and numbers of more than 15 digits are refused.
- 证据文件放在数据旁（映射文件旁），写相对路径；不得指向文件夹之外。Proof files lie beside the data (or the mapping file); relative paths that stay inside.
- 再次导入同一文件不会改变任何东西：记录编号须保持不变。The same file again changes nothing: keep event ids.

## 每天导入 · Importing each day

- 每笔借款须完整提供：客户、借款、签约人、还款计划各表不能缺；只有当天记录的文件不能导入（单条记录用 `noticegen log`）。
  A loan comes in whole: parties, loans, signatories and instalments are always needed. A file with the day's events only is
  refused (for a single event there is `noticegen log`).
- 来源中没有的借款保持原样。来源中的借款，其合同资料、客户资料、地址、签约人、担保、还款计划以来源为准：来源中没有的担保、
  地址即去掉，变化记入台账（`data_change`）。
  Loans that are not in the source stay as they are. Of a loan that is, terms, parties, addresses, signatories, guarantees and
  schedule become those of the source: a guarantee or an address it no longer has is taken away, and the change stands on the log.
- 台账只增不减：来源中少了的记录仍在台账上；编号相同而内容不同的记录被拒，该笔借款此次不变。更正用新记录，`corrects` 填原编号。
  The log is only added to: an event the source no longer has stays; one with the id of another and other content is refused, and
  its loan left as it was. To correct an event send a new one with `corrects`.
- 送达也可以这样导入：`type` 为 `dispatched`、`served` 等，`document` 填文书编号，凭证在证据文件表。
  Service comes in so too: `type` `dispatched`, `served` ..., `document` the number, its proof among the evidence.
- 有借款暂不导入或被拒时退出码为 3，其余已导入；`--json` 列出 `held`、`faults`、`changes`（见 [json.md](json.md)）。
  Exit code 3: some loans were kept back or refused, the others are in; `--json` says which (see json.md).

## JSON

```json
{
  "parties": [{"id": "P1", "kind": "person", "name": "示例甲"}],
  "loans": [{"id": "DK-1", "kind": "guaranteed", "contract_name": "小额担保贷款借款合同", "contract_no": "示字第1号",
             "contract_date": "2025-09-17", "lender": "示例银行", "principal": "50000.00", "disbursed_on": "2025-09-20",
             "maturity": "2026-03-20", "annual_rate": "0.065"}],
  "signatories": [{"loan": "DK-1", "party": "P1", "role": "borrower"}],
  "instalments": [{"loan": "DK-1", "number": 1, "due": "2026-03-20", "principal": "50000.00", "interest": "1634.03"}],
  "events": [{"id": "E1", "loan": "DK-1", "at": "2026-03-20T10:05+08:00", "recorded_at": "2026-03-20T10:40+08:00",
              "type": "payment", "amount": 500, "payer": "示例甲"}]
}
```

每个表一个数组，每行一个对象；键用下面各表的键（标题、别名亦可）。编号、电话、账号、日期写成文本；金额可为数字。
One list for each sheet, one object for each row; keys are those of the tables below (headings and aliases do too).
Identifiers, phones, accounts and days are text; an amount may be a number.

## 映射文件 · Mapping file

```toml
[loans]
query = "select *, 'guaranteed' as kind from t_loan where status = 'open' order by loan_no"   # 或 or: table = "t_loan"
[loans.columns]                                         # 键名 our key = 对方列名 their column
id = "loan_no"
kind = "kind"
principal = "amount"
# ……每个表一节；没有写的列不读 one section for each sheet; columns that are not named are not read
```

```
noticegen import postgresql+psycopg://user@host/db --mapping mapping.toml
```

- 每节须有 `columns`，及 `query` 或 `table` 之一；每次运行读一个事务，只读；查询须以 `select` 或 `with` 开头。
  Each section has `columns`, and `query` or `table`; all is read in one transaction that may not write; a query begins with `select` or `with`.
- 固定值、换算、几个表合并都写在查询中（`'guaranteed' as kind`、`case when …`、`union all`）；加上 `order by`，报告中的行号才不变。
  Fixed values, translations and several tables go into the query; with `order by` the numbers in the report stay the same.
- 编号、电话、账号须是文本（`cast(id as varchar(20))`）；NULL 即空；金额、日期、布尔值用数据库自己的类型即可。
  Identifiers, phones and accounts must be text; NULL is empty; amounts, days and truth in the database's own types.
- 带时区的时间换算为本单位时区，不带时区的视为本单位时区；秒以下的零头须去掉（PostgreSQL：`date_trunc('second', at)`）。
  A time with a zone is turned into the house's, one without is taken as the house's; cut off fractions of a second.
- 网址为 SQLAlchemy 网址；PostgreSQL 的驱动随 `pip install 'noticegen[postgres]'` 安装。口令可放在驱动自己的设置中（如 `~/.pgpass`）。
  The URL is SQLAlchemy's; the driver for PostgreSQL comes with the extra `postgres`. A password may stay in the driver's own settings (`~/.pgpass`).
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_sheet(s) for s in SHEETS), _events()])


def _sheet(sheet: Sheet) -> str:
    lines = [
        f"## {sheet.name.zh} · {sheet.key}{' *' if sheet.needed else ''}",
        "",
        f"{sheet.why.zh}。{sheet.why.en[0].upper()}{sheet.why.en[1:]}.",
        "",
        "| 键 key | 标题 heading | 格式 format | 说明 notes | 取值 values |",
        "|---|---|---|---|---|",
        *(_line(c) for c in sheet.columns),
        "",
    ]
    return "\n".join(lines)


def _line(column: Column) -> str:
    star = "*" if column.required else ""
    alias = f"；别名 also {'、'.join(column.aliases)}" if column.aliases else ""
    kind = f"{column.format} ≤{limit(column)}" if column.format in ("text", "id") else column.format
    notes = " · ".join(filter(None, column.why))
    words = "；".join(f"`{code}` {word.zh} {word.en}" for code, word in column.words.items())
    default = f"；空 empty = `{column.default}`" if column.default else ""
    return f"| `{column.key}`{star} | {column.name.zh} · {column.name.en}{alias} | {kind} | {notes} | {words}{default} |"


def _events() -> str:
    lines = [
        "## 各种记录所需栏目 · What each event needs",
        "",
        "`evidence` = 证据文件表中至少一行 at least one row on the sheet of evidence.",
        "",
        "| type | 名称 | 必填 needed | 另可填 may have |",
        "|---|---|---|---|",
    ]
    for kind, spec in SPECS.items():
        if kind not in WRITTEN_HERE:
            more = ", ".join(f"`{key}`" for key in spec.fields if key not in spec.needs)
            needs = ", ".join(f"`{need}`" for need in spec.needs)
            lines.append(f"| `{kind.value}` | {spec.name.zh} · {spec.name.en} | {needs} | {more} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.stdout.write(reference())
