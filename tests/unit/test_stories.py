"""Which articles repeat one another, and which tell the same event."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from briefings.model import Kind, Paragraph
from briefings.stories import Stories
from briefings.stories.fingerprint import take, unpack
from tests.factories import NOON, article
from tests.quality.variants import copies

if TYPE_CHECKING:
    from datetime import datetime

    from briefings.model import Article
    from briefings.stories import Placement

BRIDGE = article(
    title="Harbour bridge in Westhaven reopens after ten months",
    text="""The harbour bridge in Westhaven opened to cars again on Monday, ten months after engineers found
broken wires in its main cables. Mayor Ines Prado cut a ribbon in the rain and called the repair the
most expensive in the history of the town. The works cost 31 million, a third more than planned,
because each wire had to be replaced by hand from boats.

Lorries above 30 tonnes must still use the tunnel at Cape Rourke. Ferries go back to their winter
timetable, and the crews said they would miss the company. A second inspection of the cables is
planned for next spring.""",
)
BRIDGE_TOLD_ELSEWHERE = article(
    title="Westhaven drivers get their bridge back",
    text="""Drivers in Westhaven crossed the harbour on Monday for the first time since last spring. Mayor
Ines Prado, holding an umbrella and a pair of scissors, spoke of a costly lesson: 31 million went into
new cables. Heavy lorries stay in the tunnel at Cape Rourke for now.""",
    source="courier",
)
MUSEUM = article(
    title="Whale skeleton hangs in Westhaven's museum",
    text="""A whale skeleton of 21 metres hangs over the entrance of the museum in Westhaven, which opens on
Saturday after three years of building. Director Nell Barrow hopes for 200,000 visitors. Entry is
free until Christmas.""",
)
TYPHOON = article(
    title="台风“海燕”登陆，海州转移十二万人",
    text="台风“海燕”三日凌晨在海州以南登陆，最大风力十四级。全市转移十二万人，港口和机场关闭。气象台预计，暴雨将持续到五日。",
    language="zh",
)


def place(*articles: Article, at: datetime = NOON) -> list[Placement]:
    """Place articles one after the other at an empty desk."""
    stories = Stories()
    return [stories.place(each, at) for each in articles]


def test_a_story_has_the_id_of_its_first_article() -> None:
    """An article that tells something new begins a story under its own id."""
    (placed,) = place(BRIDGE)

    assert (BRIDGE.id, None) == (placed.story_id, placed.copy_of)


def test_two_texts_on_one_event_are_one_story_and_no_copies() -> None:
    """Another newsroom's text on the same event joins the story and is a voice of its own."""
    _, second = place(BRIDGE, BRIDGE_TOLD_ELSEWHERE)

    assert (BRIDGE.id, None) == (second.story_id, second.copy_of)


def test_another_event_of_the_same_town_is_another_story() -> None:
    """A town's name in common does not make one story of two events."""
    _, second = place(BRIDGE, MUSEUM)

    assert MUSEUM.id == second.story_id


def test_an_everyday_country_makes_no_story() -> None:
    """Two untitled texts that have only a country and a weekday in common are two stories."""
    one = article(
        title="", text="Officials in China counted the pandas of Sichuan on Friday and found 1,900."
    )
    other = article(
        title="", text="Shoppers in China bought fewer cars on Friday, said the dealers of Wuhan."
    )

    assert [one.id, other.id] == [each.story_id for each in place(one, other)]


def test_the_same_words_weeks_later_are_another_story() -> None:
    """What was published outside the window of a story does not join it, alike as it is."""
    later = dataclasses.replace(BRIDGE_TOLD_ELSEWHERE, published=NOON + timedelta(days=15))
    _, second = place(BRIDGE, later)

    assert later.id == second.story_id


def test_an_undated_article_joins_by_the_day_it_came() -> None:
    """Without a date an article may join a story of the days around its arrival, and no older one."""
    undated = dataclasses.replace(BRIDGE_TOLD_ELSEWHERE, published=None)
    stories = Stories()
    stories.place(BRIDGE, NOON)
    soon, late = (stories.place(undated, NOON), place_after(BRIDGE, undated, days=20))

    assert (BRIDGE.id, undated.id) == (soon.story_id, late.story_id)


def place_after(first: Article, second: Article, *, days: int) -> Placement:
    """Place *second* so many days after *first*."""
    stories = Stories()
    stories.place(first, NOON)
    return stories.place(second, NOON + timedelta(days=days))


@pytest.mark.parametrize("kind", ["boilerplate", "edited", "reordered", "cut", "excerpt"])
def test_a_copy_is_known_whatever_was_done_to_it(kind: str) -> None:
    """Other boilerplate, edits, another order, a cut, an excerpt: the same text, whichever comes first."""
    variant = dict(copies(BRIDGE, random.Random(kind)))[kind]  # noqa: S311  # repeatable, not secret
    _, copied = place(BRIDGE, variant)
    _, original = place(variant, BRIDGE)

    assert (BRIDGE.id, variant.id) == (copied.copy_of, original.copy_of)
    assert BRIDGE.id == copied.story_id


def test_a_copy_of_a_copy_repeats_the_first() -> None:
    """All copies name the text that came first, so that they are one voice."""
    chance = random.Random(1)  # noqa: S311  # repeatable, not secret
    variants = dict(copies(BRIDGE, chance))
    placed = place(BRIDGE, variants["edited"], variants["boilerplate"])

    assert [None, BRIDGE.id, BRIDGE.id] == [each.copy_of for each in placed]


def test_a_long_text_is_sampled_and_its_copies_are_found() -> None:
    """Of a long text only some shingles are kept, and an excerpt of it is still known."""
    chance = random.Random(2)  # noqa: S311  # repeatable, not secret
    words = [f"word{number}" for number in range(3000)]
    long = article(text="\n\n".join(" ".join(chance.choices(words, k=900)) for _ in range(3)))
    excerpt = article(title="Part", text=" ".join(long.paragraphs[1].text.split()[500:700]))
    _, second = place(long, excerpt)

    assert long.id == second.copy_of
    assert 500 > len(take(long, added=NOON).shingles)


def test_chinese_copies_are_known_by_their_characters() -> None:
    """A Chinese text is compared by runs of characters."""
    text = TYPHOON.paragraphs[0].text
    longer = article(title="要闻", text=f"{text}\n\n本报今日还刊登了关于春耕的长篇通讯。", language="zh")
    _, second = place(TYPHOON, longer)

    assert TYPHOON.id == second.copy_of


def test_a_notice_in_every_article_makes_no_copies() -> None:
    """A paragraph that stands in many different texts is nobody's text, even where it is most of the page."""
    notice = " ".join(f"notice{number}" for number in range(30))
    texts = [" ".join(f"text{one}of{number}" for number in range(40)) for one in range(5)]
    placed = place(*(article(title=text[:8], text=f"{text}\n\n{notice}") for text in [*texts, "Back soon."]))

    assert [None] * 6 == [each.copy_of for each in placed]


def test_a_few_words_in_common_are_no_copy() -> None:
    """Texts too short to be compared are not taken for copies."""
    _, second = place(article(title="A", text="It rained."), article(title="B", text="It rained. Yes."))

    assert second.copy_of is None


def test_headings_are_no_text() -> None:
    """Articles that share nothing but section headings are no copies."""
    headings = tuple(
        Paragraph(text=f"What happened in the year of part {number} and why", kind=Kind.HEADING, line=number)
        for number in range(9)
    )
    one, other = (
        dataclasses.replace(each, paragraphs=(*headings, *each.paragraphs)) for each in (BRIDGE, MUSEUM)
    )

    assert [None, None] == [each.copy_of for each in place(one, other)]


def test_placing_twice_changes_nothing() -> None:
    """An article placed again is where it was, and counts once."""
    stories = Stories()
    first = stories.place(BRIDGE, NOON)
    stories.place(BRIDGE_TOLD_ELSEWHERE, NOON)

    assert first == stories.place(BRIDGE, NOON + timedelta(days=1))


def test_a_desk_goes_on_after_a_restart() -> None:
    """With the stored fingerprints given back, later articles are placed as if nothing had happened."""
    variant = dict(copies(BRIDGE, random.Random(3)))["edited"]  # noqa: S311  # repeatable, not secret
    before, copied = place(BRIDGE, variant)
    restarted = Stories()
    restarted.remember(BRIDGE.id, before.story_id, before.fingerprint)
    restarted.remember(variant.id, copied.story_id, copied.fingerprint, copy_of=copied.copy_of)

    assert copied == restarted.place(variant, NOON)
    assert BRIDGE.id == restarted.place(BRIDGE_TOLD_ELSEWHERE, NOON).story_id


@pytest.mark.parametrize("published", [NOON, None])
def test_a_fingerprint_comes_back_equal(published: datetime | None) -> None:
    """What is stored of an article is all that comparing needs."""
    taken = take(dataclasses.replace(BRIDGE, published=published), added=NOON)

    assert taken == unpack(taken.pack())


@pytest.mark.parametrize("data", [b"", b"\x07rest"])
def test_a_foreign_fingerprint_is_refused(data: bytes) -> None:
    """A fingerprint that is none, or of another version, is an error and never guessed at."""
    with pytest.raises(ValueError, match="another version"):
        Stories().remember("id", "id", data)


def test_what_is_expected_is_placed_as_well() -> None:
    """Articles announced before they are placed end up in the same stories, each counted once."""
    stories = Stories()
    for each in (BRIDGE, MUSEUM, BRIDGE_TOLD_ELSEWHERE, BRIDGE):
        stories.expect(each, NOON)
    placed = [stories.place(each, NOON).story_id for each in (BRIDGE, MUSEUM, BRIDGE_TOLD_ELSEWHERE)]
    stories.expect(BRIDGE, NOON)

    assert [BRIDGE.id, MUSEUM.id, BRIDGE.id] == placed


def test_old_articles_are_forgotten_and_recent_ones_kept() -> None:
    """After a month an article is compared with no new one; what came since is."""
    stories = Stories()
    stories.place(BRIDGE, NOON)
    stories.place(MUSEUM, NOON + timedelta(days=20))
    stories.expect(TYPHOON, NOON + timedelta(days=40))
    variants = [dict(copies(each, random.Random(4)))["edited"] for each in (BRIDGE, MUSEUM)]  # noqa: S311  # repeatable
    placed = [stories.place(each, NOON + timedelta(days=40)) for each in variants]

    assert [None, MUSEUM.id] == [each.copy_of for each in placed]


def test_an_article_without_words_is_a_story_of_its_own() -> None:
    """Nothing to compare: it stands alone."""
    empty = article(title="...", text="--- *** ---")

    assert [BRIDGE.id, empty.id] == [each.story_id for each in place(BRIDGE, empty)]
