"""What courts ask of an electronic bundle, row by row, each as a check of the finished volumes.

The rows and their numbers are those of docs/bundles.md, which names the rule of court or practice
guide behind each. A check yields one fault for each thing wrong; it never raises.
"""

from __future__ import annotations

from noticegen.bundle.lint import files, holding, leading, numbers, papers
from noticegen.bundle.lint.values import Fault, Packet, Rule
from noticegen.text import Text

__all__ = ["LEFT_OUT", "RULES", "Fault", "Packet", "lint"]


def lint(packet: Packet) -> tuple[Fault, ...]:
    """The faults of a packet by the rows that its profile applies, in their order."""
    rows, alone = packet.profile.rows, papers.alone(packet)
    found = []
    for rule in RULES:
        if str(rule.row) in rows.off:
            continue
        warns = str(rule.row) in rows.warn
        told = [*rule.check(packet), *(rule.check(alone) if rule.row in papers.ROWS else ())]
        found += [Fault(rule.row, where, what, warns) for where, what in told]
    return tuple(found)


RULES = (
    Rule(1, Text("每卷一个完好的 PDF", "one sound PDF a volume"), files.one_sound_file),
    Rule(2, Text("印的页码、页标签、页次一致", "printed number, label and place are one"), numbers.counted_on),
    Rule(3, Text("阿拉伯数字页码", "Arabic page numbers"), numbers.in_figures),
    Rule(4, Text("页码在右下角", "the number at the bottom right"), numbers.at_the_bottom_right),
    Rule(5, Text("页码不压内容", "the number hides nothing"), numbers.hides_nothing),
    Rule(6, Text("目录各行与引用均可点击", "rows and references lead there"), leading.rows_lead),
    Rule(7, Text("各部分均有书签及页码", "a bookmark with pages for each part"), leading.all_bookmarked),
    Rule(8, Text("证据书签有编号和名称", "exhibits bookmarked by number and name"), leading.exhibits_described),
    Rule(9, Text("书签不改变缩放", "bookmarks keep the zoom"), leading.zoom_kept),
    Rule(10, Text("打开时的缩放", "the zoom at opening"), leading.opens_well),
    Rule(11, Text("文字可检索", "text can be searched"), holding.text_there),
    Rule(12, Text("页面正放", "pages upright"), holding.upright),
    Rule(13, Text("分辨率", "resolution"), holding.fine_enough),
    Rule(14, Text("文件大小", "size of files"), files.small_enough),
    Rule(15, Text("分卷连续编页", "split volumes count on"), files.split_well),
    Rule(16, Text("文件名", "file names"), files.well_named),
    Rule(17, Text("补充材料排在最后", "late pages come last"), numbers.counts_stay),
    Rule(19, Text("没有重复的证据", "no exhibit twice"), holding.no_doubles),
    Rule(20, Text("催收材料按时间排列", "demands in order of time"), holding.in_time_order),
    Rule(21, Text("没有加密", "not encrypted"), holding.not_locked),
    Rule(22, Text("没有脚本和外部链接", "no scripts, no outside links"), holding.inert),
    Rule(23, Text("没有表单", "no forms"), holding.flat),
    Rule(24, Text("PDF/A", "PDF/A"), holding.archival),
    Rule(25, Text("字体已嵌入", "fonts embedded"), holding.fonts_inside),
    Rule(26, Text("纸张大小", "size of paper"), holding.on_paper),
    Rule(27, Text("封面留出盖章处", "room for the court's stamp"), holding.stamp_free),
    Rule(28, Text("有封面和目录", "cover and contents"), leading.has_front),
    Rule(30, Text("目录各行有页码", "pages in each row"), leading.rows_have_pages),
    Rule(31, Text("证据目录的栏目", "columns of the evidence list"), holding.columns_there),
    Rule(32, Text("证据编号", "numbers of exhibits"), holding.numbered_in_groups),
    Rule(33, Text("证据来源有记录", "origin of exhibits on record"), holding.origin_known),
    Rule(34, Text("立案材料齐全", "the papers of a filing"), holding.parts_there),
    Rule(35, Text("文件类型", "types of files"), files.of_known_type),
    Rule(37, Text("目录、书签次序一致", "one order for lists and bookmarks"), leading.same_order),
    Rule(38, Text("标题和语言", "title and language"), holding.says_what_it_is),
    Rule(39, Text("内部材料不入卷", "nothing internal for the court"), holding.never_mixed),
    Rule(41, Text("单份文书与卷内各页一致", "single papers are the pages of the volume"), papers.cut_as_bound),
    Rule(42, Text("只附原件", "carries natives and nothing else"), holding.carries_natives),
)  # fmt: skip
# Rows that are not checked, and why.
LEFT_OUT = {
    18: Text("字母分节是页标签的另一种写法，与第2行相冲突", "sections lettered A, B, C would break row 2"),
    29: Text("台账没有译文", "the book knows no translations"),
    36: Text("印度最高法院的三件套不在提交方式之列", "the three files of the Indian pilot are no profile"),
}  # fmt: skip
