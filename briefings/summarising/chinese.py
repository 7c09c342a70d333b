"""What makes a Chinese sentence lean on another one; patterns are of simplified characters."""

from __future__ import annotations

import re
from typing import Final

_MARKS = r"^[“‘「『（(\s]*"
_PRONOUNS = "他 她 它 我 咱 你 您 其(?!他|余|实)"
_POINTERS = """这 那(?!不勒斯|曲) 此(?!岸) 该 本文 本网 上述 以上 以下 如下 前者 后者 二者 两者 双方 对方 另一
    另外 其他
    其余 其中 有的 有些 彼此 同样"""
_CONNECTIVES = """但 然而 不过 可是 只是 因此 因而 因为如此 正因 所以 于是 从而 故 而(?!立) 并(?!购|州|行) 且
    此外 除此 再者 况且
    何况 例如 比如 譬如 诸如 总之 综上 总的 总体 换言之 换句话 也就是说 即 反之 否则 相反 相比之下 与此 由此
    对此 为此 据此
    随后 随即 之后 后来 接着 紧接 然后 最后 最终 首先 其次 再次 第[一二三四五](?=[，、是]) 一方面 一是 二是
    三是 更重要 值得一提 值得注意
    当然 其实 事实上 实际上 的确 确实 显然 可见 毕竟 甚至 尤其 特别是 也 还(?!珠) 又 再(?!生) 就 却 便
    虽然如此 尽管如此 即便如此
    无论如何 不仅如此 结果 原来 届时 当时 当[天日晚年月] 同[日年月时] 次[日年月] 翌[日年] 此[前后] 不久 不料
    同时"""
_BACK = """这[个种些样项一两次位家名座款条类份场部批届起天年月里时] 那[个种些样项次位家名座款条时天年]
    该(?!不该|怎|如何|做|去) 上述 前者
    后者 与此 对此 为此 因此 由此 此[次举事案时类外] 如此"""
_PAGE = """如[下上图表] 见[下上]?[图表文] [上下][图表文] 图为 图片 图源 图[：:/] 点击 扫码 扫描 关注[我本]
    公众号 责任?编辑 责编 编辑[：:]
    记者[：:] 来源[：:] 转载 版权 阅读原文 原标题 作者系 作者为"""
_DAY = r"""[当同次翌][天日年月晚] 第二天 前一天 后一天 随后
    (?<![月\d一二三四五六七八九十、至到和—–-])[\d一二三四五六七八九十]{1,3}日(?![常子报本元期程前后内游])"""
RELATIVE_DAY: Final = re.compile(
    "昨[天日晚]|今[天日晚早年]|明[天日年]|去年|[本上下][周月]|本年|周[一二三四五六日末]|星期|近[日期来]|日前|目前"
)


def _any_of(patterns: str) -> str:
    return f"(?:{'|'.join(patterns.split())})"


_RULES: Final = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("opens with a pronoun", _MARKS + _any_of(_PRONOUNS)),
        ("opens with a pointer", _MARKS + _any_of(_POINTERS)),
        ("opens with a connective", _MARKS + _any_of(_CONNECTIVES)),
        ("points back", _any_of(_BACK)),
        ("points at the page", _any_of(_PAGE)),
        ("hangs on a day of the text", _any_of(_DAY)),
    )
)


def leaning(sentence: str) -> str | None:
    """Say what *sentence*, in simplified characters, leans on; None when it stands alone."""
    return next((reason for reason, pattern in _RULES if pattern.search(sentence)), None)
