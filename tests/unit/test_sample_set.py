"""The sample set: what a newcomer's first briefing and answers are made of."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.newsroom import Plan, open_newsroom
from bot.settings import load
from briefings.cleaning import clean, survey
from briefings.model import Article, RawDocument, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.newsroom import Newsroom

CONFIG = Path(__file__).parents[2] / "config"
PAGES = sorted((CONFIG / "articles").iterdir())
REAL_PAGES = sorted((CONFIG.parents[1] / "shared" / "articles").glob("*.txt"))
NOW = datetime(2025, 1, 24, 9, 0, tzinfo=UTC)

# path: title, authors, publisher, day of January 2025, language
HEADS = {
    "china-on-the-deal.html": (
        "Beijing leaves a door open for a TikTok deal",
        ("Philippa Tsang-Morrow",),
        "Harbour Courier",
        21,
        "en",
    ),
    "court-upholds-law.html": (
        "Supreme Court lets the TikTok law stand",
        ("Casper Ngunde-Vale",),
        "Meridian Wire",
        17,
        "en",
    ),
    "fines-for-app-stores.md": (
        "What carrying TikTok could cost an app store",
        ("Bartholomew Finchley-Okoro",),
        "The Ledger Lamp",
        20,
        "en",
    ),
    "overnight-blackout.html": (
        "Overnight blackout: TikTok gone and back within a day",
        ("Ottilie Brandwick",),
        "Tidewater Tribune",
        20,
        "en",
    ),
    "phone-call-and-tariffs.md": (
        "Phone call, a guest and a tariff: one week between Washington and Beijing",
        ("Lucian Abernathy-Qiu",),
        "Harbour Courier",
        24,
        "en",
    ),
    "rednote-newcomers.txt": (
        "Why Americans Opened RedNote, and What They Found",
        ("Wen Qiaoyi",),
        "The Lantern Post",
        18,
        "en",
    ),
    "seventy-five-days.txt": (
        "Seventy-five days: what the order on TikTok says, and what it leaves open",
        (),
        None,
        23,
        "en",
    ),
    "tiktok-goes-dark.txt": (
        "TikTok goes dark in America, then flickers back on",
        ("Ottilie Brandwick",),
        "Northgate Herald",
        19,
        "en",
    ),
    "xiaohongshu-zh.txt": ("“TikTok难民”涌入小红书：一场意外的相遇", ("温巧仪",), "河湾晚报", 20, "zh"),
}

# Words that stand in the dirt of the set and nowhere else.
DIRT = (
    "mattress",
    "Masterclass",
    "棋牌",
    "казино",
    "cookies",
    "tote bag",
    "islands",
    "Crossword",
    "newsletter",
    "Leave a Comment",
    "Boxes marked",
    "Fields with a star",
    "All rights reserved",
    "All content protected",
    "nine of ten members",
    "技术支持",
    "版权所有",
    "发表评论",
    "相关阅读",
    "Ferry timetable",
    "Seven myths",
    "You might like",
    "Copy link",
    "Espa?ol",
    "opinion desk",
    "Views",
    "Previous story",
    "Sign in",
    "Podcasts",
)

# Sentences from the beginning and the end of what each page has to say.
KEPT = {
    "china-on-the-deal.html": ("Mao Ning, a spokeswoman", "No agreement had been signed by Tuesday."),
    "court-upholds-law.html": ("No justice dissented.", "asked for time to review the case"),
    "fines-for-app-stores.md": (
        "does not punish people who watch",
        "the app was still missing from both stores",
    ),
    "overnight-blackout.html": ("met a short notice instead of videos", "had no way to get it again"),
    "phone-call-and-tariffs.md": (
        "changed their tone within a week",
        "steps forward before the pause of 75 days",
    ),
    "rednote-newcomers.txt": ("could pronounce climbed to first place", "stayed for the dumpling recipes."),
    "seventy-five-days.txt": ("signed an executive order about TikTok", "on the strength of one app"),
    "tiktok-goes-dark.txt": ("met a short notice instead of videos", "wrote a business plan"),
    "xiaohongshu-zh.txt": ("登上了苹果美国应用商店免费榜的第一名", "方便两国网友读懂对方的留言"),
}


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """Clean the whole set once."""
    documents = [RawDocument(source="samples", path=page.name, data=page.read_bytes()) for page in PAGES]
    repeated = survey(documents)
    cleaned = [clean(document, repeated=repeated) for document in documents]
    return {article.path: article for article in cleaned if isinstance(article, Article)}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    """Take the set in, in memory, by the repository's admin file."""
    plan = Plan.of(load(CONFIG / "briefbot.toml", environment={}))
    with open_newsroom(plan, url="sqlite://", home=None, clock=lambda: NOW) as opened:
        opened.take_in()
        yield opened


def test_the_set_shows_every_kind_of_page() -> None:
    """Plain text, Markdown and HTML lie there, and nothing else; no Python lies in config."""
    assert {".txt", ".md", ".html"} == {page.suffix for page in PAGES}
    assert set(HEADS) == {page.name for page in PAGES}
    assert [] == list(CONFIG.rglob("*.py"))


def test_every_page_names_only_invented_places() -> None:
    """Every address in the set belongs to the domain that is kept for examples."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    hosts = set(re.findall(r"https?://([^/\s\"')]+)", text)) - {"schema.org"}

    assert hosts
    assert [] == [host for host in hosts if not host.endswith(".example.org")]


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = re.findall(r"[a-z0-9']+|[一-鿿]", re.sub(r"<[^>]+>", " ", text.lower().replace("’", "'")))
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("real", REAL_PAGES, ids=lambda page: page.name)
def test_the_set_is_told_in_its_own_words(page: Path, real: Path) -> None:
    """No six words in a row of the set stand in a page of the real article set, where that is at hand."""
    assert set() == _runs(page.read_text("utf-8"), 6) & _runs(real.read_text("utf-8"), 6)


@pytest.mark.parametrize("path", HEADS)
def test_the_head_of_a_page_is_read_or_honestly_empty(articles: dict[str, Article], path: str) -> None:
    """Title, authors, publisher, date and language are what the page says."""
    article = articles[path]
    published = article.published

    assert published is not None
    assert (2025, 1) == (published.year, published.month)
    assert HEADS[path] == (
        article.title,
        article.authors,
        article.publisher,
        published.day,
        article.language,
    )


@pytest.mark.parametrize("path", HEADS)
def test_no_dirt_is_left_and_nothing_is_lost(articles: dict[str, Article], path: str) -> None:
    """The text of an article holds what the page says and none of what stands around it."""
    text = "\n".join(paragraph.text for paragraph in articles[path].paragraphs)

    assert [] == [word for word in DIRT if word in text]
    assert [] == [sentence for sentence in KEPT[path] if sentence not in text]


def test_every_kind_of_dirt_is_in_the_set() -> None:
    """The words that must go are there to begin with."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)

    assert [] == [word for word in DIRT if word not in text]


def test_tables_and_lists_keep_their_shape(articles: dict[str, Article]) -> None:
    """The pipe table and the numbered lists of the set come out as structure."""
    (table,) = articles["fines-for-app-stores.md"].tables

    assert ("Company", "What it does for TikTok", "What it did that weekend") == table.header
    assert ["Apple", "Google", "Oracle", "Akamai"] == [row[0] for row in table.rows]
    assert [5, 3] == [len(items) for items in articles["phone-call-and-tariffs.md"].lists]
    assert [3] == [len(items) for items in articles["china-on-the-deal.html"].lists]


def test_two_outlets_with_one_report_are_one_voice(newsroom: Newsroom) -> None:
    """The report that two papers carry is told once and counted."""
    briefing = newsroom.brief(newsroom.plan.digests["daily"])
    told = [
        story for story in briefing.stories if "flickers back on" in story.title or "blackout" in story.title
    ]

    assert [2] == [story.why.copies for story in told]


def test_articles_on_one_subject_are_stories_of_their_own(newsroom: Newsroom) -> None:
    """The first articles of an empty desk all speak of the same few names; only one report is told twice."""
    stories = [candidate.story_id for candidate in newsroom.articles.candidates()]

    assert sorted(set(stories)) == sorted(stories)


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ("How large could the fines be?", "fines-for-app-stores.md", "5,000 dollars for each user"),
        (
            "Why did users move to RedNote?",
            "rednote-newcomers.txt",
            "because they expected to lose the place",
        ),
        (
            "What does China say about the deal?",
            "china-on-the-deal.html",
            "companies should decide for themselves",
        ),
        ("How long was TikTok offline?", "", "roughly fourteen hours"),
        ("为什么美国用户去小红书", "xiaohongshu-zh.txt", "担心自己常用的短视频应用"),
        ("小红书", "rednote-newcomers.txt", "little red book"),
    ],
)
def test_the_set_answers(newsroom: Newsroom, question: str, path: str, words: str) -> None:
    """What a newcomer would ask of the set has its answer in it."""
    answer = newsroom.ask(question)
    found = [passage for passage in answer.passages if words in passage.citation.text]

    assert found
    assert path in found[0].article.path


@pytest.mark.parametrize(
    "question", ["bitcoin price", "mattress discount", "casino bonus", "weather in London tomorrow"]
)
def test_the_set_does_not_answer_from_dirt(newsroom: Newsroom, question: str) -> None:
    """What only an advert or spam speaks of, and what nothing speaks of, is not answered."""
    assert Status.NOTHING_FOUND == newsroom.ask(question).status


def test_every_topic_finds_something_in_the_set(newsroom: Newsroom) -> None:
    """Each topic of the admin file has an article to show."""
    briefing = newsroom.brief(newsroom.plan.digests["daily"])
    found = {topic for story in briefing.stories for topic in story.why.topics}

    assert set(newsroom.plan.topics) == found
