"""Chinese words of asking, which say how a question asks and not what about.

Chinese is written without spaces, so they are taken out before the rest is read in pairs of characters.
"""

from __future__ import annotations

import re

from briefings.text.folding import SIMPLIFIED

# Question words, particles, pronouns and auxiliaries.
_PARTICLES = (
    "为什么 什么时候 什么样 什么 怎么样 怎么办 怎么 怎样 如何 为何 是否 是不是 有没有"
    " 能不能 会不会 可不可以 要不要 有多少 多少 多久 多长时间 多长 几个 几次 哪些 哪个"
    " 哪位 哪里 哪儿 何时 哪年 哪天 谁 吗 呢 吧 啊 呀 嘛 请问 关于 有关 告诉 对于"
    " 至于 以及 还有 或者 并且 而且 但是 因为 由于 所以 如果 虽然 是因为 的 了 着 过"
    " 是 有 在 对 把 被 从 到 去 会 要 想 说 给 让 向 跟 为 将 才 又 再 还 却"
    " 而 则 之 我 你 他 她 它 们 这 那 自己 和 与 及 或 也 都 就 很 最 可能"
    " 可以 能够 应该 需要 已经 正在 曾经 目前 现在 最近 其"
)
# Verbs and nouns that carry no subject of their own: do, happen, regard, view, as in English.
_LIGHT = (
    "怎么看 看待 看法 观点 态度 立场 意见 认为 觉得 知道 表示 提到 谈到 说过 介绍 解释"
    " 说明 描述 总结 发生 进行 采取 作出 做出 消息 新闻 报道 文章 情况 事情 东西 意思"
    " 内容 具体 到底 究竟 一下 一些 人们 大家 最高 最多 最低 最少 至少"
)
# Words that hold one of the above by their characters alone.
_WHOLE = (
    "最高法院 最高法 最高人民 国会 议会 协会 委员会 社会 会议 会谈 会见 会长 会员 机会"
    " 约会 对话 反对 对手 对象 面对 针对 绝对 相对 要求 重要 主要 要闻 小说 传说 说法"
    " 说服 和平 和解 共和 和谐 参与 与会 就业 成就 普及 目的 的士 了解 存在 在线 所在"
    " 内在 潜在 有效 有限 所有 拥有 国有 私有 有权 有害 著名 从业 服从 从事 到期 达到"
    " 得到 受到 去年 去世 失去 过去 是非 他人 其他 其中 思想 想法 理想 想象 着火 着陆"
    " 首都 成都 都市 自我 酒吧 网吧 把握 被告 被捕 过程 超过 通过 经过 过敏 难过 让步"
    " 转让 方向 跟踪 为难 成为 行为 认为 将军 将来 才能 人才 天才 再次 还款 偿还 归还"
    " 返还 退还 反而 原则 规则 否则 总之 供给 给予 会计 都会"
)
# Said alone, between words of asking and names, these carry nothing either; in a longer word they do.
_LONE = "人做干看谈讲用来上下里中内外时后前吃得地能该没不个些样更比同并被呗么"

_KEPT = frozenset(_WHOLE.split()) - frozenset(_LIGHT.split())
_TAKEN_OR_KEPT = re.compile(
    "|".join(sorted(_KEPT | {*_PARTICLES.split(), *_LIGHT.split()}, key=lambda word: (-len(word), word)))
)
_ALONE = re.compile(f"(?<![㐀-鿿])[{_LONE}](?![㐀-鿿])")


def without_asking(text: str) -> str:
    """Put spaces in place of Chinese words of asking, leaving every other character where it is."""
    folded = text.translate(SIMPLIFIED)
    taken = _TAKEN_OR_KEPT.sub(
        lambda match: match.group() if match.group() in _KEPT else " " * len(match.group()), folded
    )
    taken = _ALONE.sub(" ", taken)
    return "".join(old if new != " " else " " for old, new in zip(text, taken, strict=True))
