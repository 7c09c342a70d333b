"""Tell the chosen stories: a lede each, what else fits, and the trace of why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.composing.choosing import Ranked, choose
from briefings.composing.gathering import gather, shown_date
from briefings.model import ArticleRef, Briefing, Citation, Story, Why
from briefings.summarising import Choice, key_figures
from briefings.summarising import choose as choose_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from briefings.composing.gathering import Gathered, Shelf
    from briefings.model import Candidate, Digest, KeySentence, Topic

_SENTENCES = {"headlines": 0, "short": 2}  # of each story; "full" tells what the digest allows
_BEATEN = 3  # stories named as ranked below
_SHOWN_WORDS = 6
_SHOWN_ARTICLES = 8  # cited ones first; a story told fifty times is not better for fifty links


def compose(
    store: Shelf,
    digest: Digest,
    *,
    as_of: datetime,
    topics: Sequence[Topic],
    since: datetime | None = None,
) -> Briefing:
    """Fill *digest* for the moment *as_of*; nothing is marked as told.

    Every sentence is verbatim, can stand alone, and is at most the digest's share of its article. The cost
    does
    not grow with what is stored, only with the number of stories asked for.

    Raises:
        StoreError: The store could not be read.
    """
    stories = gather(store, digest, as_of=as_of, topics=topics, since=since)
    chosen, left_out = choose(stories, digest, as_of=as_of, topics=topics)
    titles = [one.story.title for one in chosen] + [one.title for one in left_out]
    return Briefing(
        digest=digest.name,
        as_of=as_of,
        stories=tuple(
            _told(one, digest, as_of=as_of, rank=rank, beat=tuple(titles[rank : rank + _BEATEN]))
            for rank, one in enumerate(chosen, 1)
        ),
        left_out=tuple(left_out),
        coverage=store.coverage(digest.sources or None),
    )


def _told(one: Ranked, digest: Digest, *, as_of: datetime, rank: int, beat: tuple[str, ...]) -> Story:
    story = one.story
    picked = _sentences(story, digest)
    sentences = tuple(_citation(story.articles[at], sentence) for at, sentence in picked)
    cited = list(dict.fromkeys([0, *(choice.article for choice in picked), *range(len(story.articles))]))
    words = dict.fromkeys(
        word
        for article in story.articles
        for match in article.topics
        for word in match.words
        if match.topic in story.topics
    )
    return Story(
        id=story.id,
        title=story.title,
        articles=tuple(_ref(story.articles[at], as_of) for at in cited[:_SHOWN_ARTICLES]),
        sentences=sentences,
        figures=key_figures(sentences),
        why=Why(
            rank=rank,
            score=one.score,
            parts=one.parts,
            topics=story.topics,
            matched=tuple(words)[:_SHOWN_WORDS],
            copies=1 + sum(article.copies - 1 for article in story.articles),
            seen_before=story.is_update,
            beat=beat,
            notes=tuple(_notes(story, digest, picked)),
        ),
    )


def _sentences(story: Gathered, digest: Digest) -> list[Choice]:
    """Pick the sentences that tell a story, the lede first, each article within the share quoted."""
    titling = 0 if story.lead.title else len(story.title)  # a sentence that stands for a title is quoted too

    def fits(choice: Choice, picked: Sequence[Choice]) -> bool:
        quoted = titling if choice.article == 0 else 0
        quoted += sum(len(other.sentence.text) for other in picked if other.article == choice.article)
        most = digest.max_share_of_article * story.articles[choice.article].characters
        return choice.sentence.text != story.title and quoted + len(choice.sentence.text) <= most

    told = [article.key_sentences for article in story.articles]
    return choose_sentences(told, limit=_limit(digest), fits=fits)


def _limit(digest: Digest) -> int:
    most = digest.max_sentences_per_story
    return min(most, _SENTENCES.get(digest.length, most))


def _notes(story: Gathered, digest: Digest, picked: Sequence[Choice]) -> Iterator[str]:
    """Say of an article that gives nothing to a story without sentences why it does not."""
    if picked or not _limit(digest):
        return
    for article in story.articles:
        if article.key_sentences:
            share = f"{digest.max_share_of_article:.0%}"
            yield f"Every sentence of {article.path} that can stand alone is more than {share} of it."
        else:
            yield f"No sentence of {article.path} can stand alone."


def _ref(article: Candidate, as_of: datetime) -> ArticleRef:
    return ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        outlet=article.outlet,
        published=shown_date(article, as_of),
        path=article.path,
        url=article.url,
    )


def _citation(article: Candidate, sentence: KeySentence) -> Citation:
    return Citation(
        article_id=article.id,
        paragraph=sentence.paragraph,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
    )
