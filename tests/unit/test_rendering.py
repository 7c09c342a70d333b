"""Messages are told from templates, and no value can pass for markup or for structure."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, PackageLoader, UndefinedError

from bot.chat import Action, Limits, Message, Section
from bot.plain import PlainDialect, flatten
from bot.rendering import Renderer
from bot.rendering.telling import readable
from bot.rendering.templating import Safe, counted
from briefings.model import (
    Answer,
    ArticleRef,
    Briefing,
    Citation,
    Coverage,
    Digest,
    Passage,
    Status,
    Story,
    Strength,
    Topic,
    Why,
)

NEWEST = datetime(2025, 1, 23, tzinfo=UTC)
COVERAGE = Coverage(sources=5, sources_read=5, articles=5, undated=1, newest=NEWEST)
WHY = Why(
    rank=1,
    score=1.5,
    parts=(("topic", 1.0), ("recency", 0.5)),
    topics=("harbour",),
    matched=("bridge", "quay"),
    copies=1,
    seen_before=False,
    beat=(),
)


class Shouting(PlainDialect):
    """A dialect whose marks are easy to see and whose escaping is easy to count."""

    limits = Limits()

    def escape(self, text: str) -> str:
        """Escape the one sign that means something here."""
        return super().escape(text).replace("*", "\\*")

    def bold(self, text: str) -> str:
        """Mark text."""
        return f"*{self.escape(text)}*"

    def link(self, url: str, label: str) -> str:
        """Mark text and its address."""
        return f"*{self.escape(label)}|{url}*"

    def quote(self, shown: str) -> str:
        """Mark somebody else's words."""
        return f"*> {shown}"


SHOUTING = Shouting()


def ref(name: str = "a", **fields: object) -> ArticleRef:
    """Name an article."""
    made = ArticleRef(
        id=name,
        title=f"Title {name}",
        source="desk",
        outlet="Harbour Post",
        published=NEWEST,
        path=f"{name}.txt",
        url=None,
    )
    return dataclasses.replace(made, **fields)  # type: ignore[arg-type]  # any field of it


def sentence(text: str, article: str = "a") -> Citation:
    """Quote a sentence."""
    return Citation(article_id=article, paragraph=0, start=0, end=len(text), text=text)


def story(*sentences: Citation, articles: tuple[ArticleRef, ...] = (), why: Why = WHY) -> Story:
    """Tell a story."""
    return Story(
        id="s", title="Bridge *reopens*", articles=articles or (ref(),), sentences=sentences, why=why
    )


def briefing(*stories: Story, coverage: Coverage = COVERAGE) -> Briefing:
    """Fill a briefing."""
    return Briefing(digest="weekday-morning", as_of=NEWEST, stories=stories, left_out=(), coverage=coverage)


def told(made: Briefing, digest: Digest | None = None) -> Message:
    """Render a briefing plainly."""
    return Renderer(PlainDialect()).briefing(made, digest or Digest(name="weekday-morning"))


def test_a_briefing_is_told_whole() -> None:
    """Title, headline, sentences with receipts, why and coverage each stand in their place."""
    message = told(
        briefing(
            story(
                sentence("It opened."),
                sentence("It held.", "b"),
                articles=(ref("b", url="https://b.example"), ref()),
            )
        )
    )

    assert message == Message(
        title="Weekday morning - 23 Jan 2025, 00:00",
        sections=(
            Section(
                heading="Bridge *reopens*",
                url="https://b.example",
                lines=("It opened. [1]", "It held. [2]"),
                receipts=(
                    "[1] Harbour Post - Title a - 23 Jan 2025",
                    "[2] Harbour Post - Title b <https://b.example> - 23 Jan 2025",
                ),
                why="Why: harbour (says bridge, quay)",
                topic="harbour",
            ),
        ),
        footer="5 of 5 sources read, 1 undated, newest 23 Jan 2025",
        text=message.text,
    )


def test_receipts_are_numbered_through_the_whole_briefing() -> None:
    """No number means two articles in one message."""
    message = told(briefing(story(sentence("One.")), story(sentence("Two."))))

    assert [("One. [1]",), ("Two. [2]",)] == [section.lines for section in message.sections]


def test_a_receipt_does_not_repeat_the_headline_above_it() -> None:
    """Of the article that gives the story its headline, the outlet is said and leads there."""
    told_by = [ref(title="Bridge *reopens*", url="https://a.example"), ref("b")]
    message = told(briefing(story(sentence("It opened."), articles=tuple(told_by))))

    assert (
        "[1] Harbour Post <https://a.example> - 23 Jan 2025",
        "[2] Harbour Post - Title b - 23 Jan 2025",
    ) == message.sections[0].receipts


def test_a_receipt_falls_back_to_what_is_known() -> None:
    """Without outlet, title and date a receipt names the source and the path, and says undated."""
    unknown = ref(outlet=None, title=None, published=None)

    assert ("[1] desk - a.txt - undated",) == told(briefing(story(articles=(unknown,)))).sections[0].receipts


def test_a_digest_may_leave_out_why_and_coverage() -> None:
    """What `show` does not name is not shown."""
    message = told(briefing(story()), Digest(name="weekday-morning", show=()))

    assert ("", "") == (message.sections[0].why, message.footer)


def test_why_tells_copies_and_repeats_and_the_topics_by_their_labels() -> None:
    """Near-copies and a story shown before are named; topics are called as people call them."""
    why = dataclasses.replace(WHY, copies=3, seen_before=True)
    renderer = Renderer(PlainDialect(), topics={"harbour": Topic(name="harbour", label="Harbour news")})
    message = renderer.briefing(briefing(story(why=why)), Digest(name="d"))

    assert (
        "Why: Harbour news (says bridge, quay); 3 copies counted as one voice; shown before"
        == message.sections[0].why
    )


def test_a_story_of_no_topic_says_so() -> None:
    """Nobody wonders why there is no topic."""
    why = dataclasses.replace(WHY, topics=(), matched=())

    assert "Why: no topic claims it" == told(briefing(story(why=why))).sections[0].why


_NONE_READ = (
    "No articles have been read yet. An admin adds sources to the admin file; what they hold is read every "
    "few minutes."
)
_NONE_FOUND = (
    "I found nothing in 5 articles (newest 23 Jan 2025) that answers this. "
    "Nearest topics: TikTok ban, RedNote. Try naming a company, a person or a place."
)


def test_an_empty_briefing_says_what_to_do() -> None:
    """Nothing new is said with the moment and the next step; with nothing read, the next step is reading."""
    since = Renderer(PlainDialect(), zone=ZoneInfo("Europe/London")).briefing(
        briefing(), Digest(name="d"), since=datetime(2025, 1, 21, 8, 30, tzinfo=UTC)
    )
    unread = told(briefing(coverage=Coverage(sources=1, sources_read=0, articles=0, undated=0, newest=None)))

    assert ("Nothing new since 21 Jan 2025, 08:30. /brief now window:7d shows older stories.",) == since.lead
    assert unread.lead == (_NONE_READ,)
    assert "0 of 1 source read" == unread.footer


@pytest.mark.parametrize(
    ("newest", "window", "shows"),
    [(17, "24h", "7d"), (17, "7d", "all"), (16, "since-last", "all"), (1, "3d", "all")],
)
def test_where_older_stories_are_is_true(newest: int, window: str, shows: str) -> None:
    """A week is named only where it holds a story."""
    coverage = Coverage(
        sources=1, sources_read=1, articles=1, undated=0, newest=datetime(2025, 1, newest, tzinfo=UTC)
    )
    (lead,) = told(briefing(coverage=coverage), Digest(name="d", window=window)).lead

    assert f"Nothing new. /brief now window:{shows} shows older stories." == lead


def test_the_full_text_has_everything_and_no_markup() -> None:
    """Screen readers get the same words as everybody else, in plain text."""
    message = Renderer(SHOUTING).briefing(briefing(story(sentence("It *opened*."))), Digest(name="d"))

    assert message.text == (
        "Weekday morning - 23 Jan 2025, 00:00\n\n"
        "Bridge *reopens*\nIt *opened*. [1]\n[1] Harbour Post - Title a - 23 Jan 2025\n"
        "Why: harbour (says bridge, quay)\n\n"
        "5 of 5 sources read, 1 undated, newest 23 Jan 2025"
    )


def test_values_are_escaped_and_verbs_are_not() -> None:
    """Text from articles is escaped for the platform once; what a verb of the dialect made stays as it is."""
    message = Renderer(SHOUTING).briefing(briefing(story(sentence("It *opened*."))), Digest(name="d"))

    assert "Bridge \\*reopens\\*" == message.sections[0].heading
    assert ("*> It \\*opened\\*. [1]",) == message.sections[0].lines
    assert ("[1] Harbour Post - *Title a|* - 23 Jan 2025",) == message.sections[0].receipts


def answer(*passages: Passage, **fields: object) -> Answer:
    """Answer a question."""
    made = Answer(question="Who opened it?", status=Status.ANSWERED, passages=passages, coverage=COVERAGE)
    return dataclasses.replace(made, **fields)  # type: ignore[arg-type]  # any field of it


def passage(text: str, *marks: tuple[int, int]) -> Passage:
    """Quote a passage."""
    return Passage(
        citation=dataclasses.replace(sentence(text), paragraph=2),
        article=ref(),
        line=7,
        score=0.9,
        strength=Strength.STRONG,
        marks=marks,
    )


def test_an_answer_marks_the_matched_words_and_nothing_else() -> None:
    """Matched words are bold, the words around them escaped, whatever order the marks come in."""
    message = Renderer(SHOUTING).answer(answer(passage("The *mayor* opened it.", (12, 18), (4, 11), (5, 7))))

    assert ("*> The *\\*mayor\\** *opened* it. [1]",) == message.sections[0].lines
    assert ("[1] Harbour Post - *Title a|* - 23 Jan 2025, ¶ 3, strong",) == message.sections[0].receipts


def test_a_mark_inside_what_is_disarmed_gives_way() -> None:
    """Text is disarmed as one piece; a mark that would cut a hidden sequence in two is left out."""
    message = Renderer(SHOUTING).answer(answer(passage("\x9b<a link", (2, 3))))

    assert ("*>  link [1]",) == message.sections[0].lines


def test_marks_that_touch_are_one() -> None:
    """Words without a space between them, as in Chinese, share one mark."""
    message = Renderer(SHOUTING).answer(answer(passage("abcd", (0, 2), (2, 4))))

    assert ("*> *abcd* [1]",) == message.sections[0].lines


def test_the_words_of_a_topic_are_set_apart_once() -> None:
    """Each matched word is bold where it first stands as a whole word, in a briefing's sentences."""
    shown = Renderer(SHOUTING).briefing(
        briefing(story(sentence("Bridges and a bridge."), sentence("A bridge and a quay."))), Digest(name="d")
    )

    assert ("*> Bridges and a *bridge*. [1]", "*> A bridge and a *quay*. [1]") == shown.sections[0].lines


def test_key_figures_stand_with_their_receipts() -> None:
    """A figure cites the article it stands in, and plain text names figures as such."""
    told_of = dataclasses.replace(story(sentence("It took 75 days.")), figures=(sentence("75 days"),))
    message = told(briefing(told_of))

    assert ("75 days [1]",) == message.sections[0].figures
    assert "\nKey figures: 75 days [1]\n" in message.text


def test_an_answer_says_how_the_question_was_read() -> None:
    """Mended spelling and other names are shown before the passages."""
    read = answer(passage("It."), corrected="Who opened it", matched_as=(("小红书", "RedNote"),))

    assert ("Read as: Who opened it", "小红书 matched as RedNote.") == Renderer(PlainDialect()).answer(
        read
    ).lead


def test_nothing_found_says_what_was_searched_and_what_to_try() -> None:
    """An honest refusal names what was searched, the newest date, the nearest topics and the next step."""
    nothing = answer(status=Status.NOTHING_FOUND, suggestions=("TikTok ban", "RedNote"))

    assert Renderer(PlainDialect()).answer(nothing).lead == (_NONE_FOUND,)


def test_a_weak_answer_is_called_weak() -> None:
    """A passage that only nearly answers is introduced as such."""
    one = Renderer(PlainDialect()).answer(answer(passage("It."), status=Status.WEAK))
    two = Renderer(PlainDialect()).answer(answer(passage("It."), passage("Or."), status=Status.WEAK))

    assert one.lead[0].endswith("that answers this. The nearest passage is weak:")
    assert two.lead[0].endswith("The nearest passages are weak:")
    assert ("It. [1]",) == one.sections[0].lines


HOSTILE = st.text(alphabet="ab*\x1e\x1f\n[]()<>{}%#", max_size=40)


@settings(deadline=None)  # timings are noisy where others work, too
@given(HOSTILE, HOSTILE)
def test_no_value_can_change_the_structure(title: str, text: str) -> None:
    """Whatever an article says, the message has the sections its template gave it, each line one line."""
    hostile = dataclasses.replace(story(sentence(text)), title=title)
    message = told(briefing(hostile, story(sentence("Second."))))

    assert 2 == len(message.sections)
    assert ("Second. [2]",) == message.sections[1].lines
    assert not any("\n" in line for section in message.sections for line in (section.heading, *section.lines))


def test_a_lost_mark_means_double_escaping() -> None:
    """Safe text that is joined with other text is safe no longer, and is escaped again."""
    joined = Safe("*a*") + "*b*"

    assert type(joined) is str


def test_a_template_that_names_what_is_not_there_fails() -> None:
    """A misspelled name in a template is an error, never an empty place."""
    with pytest.raises(UndefinedError):
        Renderer(PlainDialect()).show("notices/fault")


def test_actions_come_with_the_message() -> None:
    """Buttons are handed through."""
    action = Action(label="Why these?", verb="why")

    assert (action,) == Renderer(PlainDialect()).show("notices/fault", actions=[action], ref="B7K2").actions


def test_a_message_of_one_part_flattens_to_it() -> None:
    """Empty parts leave no empty lines."""
    assert "Only this." == flatten(Message(lead=("Only this.",)))
    assert "A <https://a.example>\nB" == flatten(
        Message(sections=(Section(heading="A", url="https://a.example", lines=("B",)),))
    )


def test_names_and_numbers_read_as_words() -> None:
    """Names of the admin file become words, and counts take their plural."""
    assert ("Weekday morning", "") == (readable("weekday-morning"), readable(""))
    assert ["1 copy", "2 copies", "1,000 sources"] == [
        counted(1, "copy"),
        counted(2, "copy"),
        counted(1000, "source"),
    ]


def test_every_template_compiles() -> None:
    """No template has an error that only its first use would show."""
    from bot.rendering.templating import _environment  # noqa: PLC0415  # the one place that knows the templates

    environment: Environment = _environment(SHOUTING, UTC, SHOUTING.command)
    names = environment.list_templates(extensions=["j2"])

    assert names
    assert [name for name in names if environment.get_template(name).name != name] == []


class Grouped(PlainDialect):
    """A dialect of a place that has one command for everything."""

    @staticmethod
    def command(line: str) -> str:
        """Put the one command before all others."""
        return f"/one {line.removeprefix('/')}"


def test_commands_are_spelled_as_people_type_them() -> None:
    """What is shown and its plain text name a command in the way of the dialect, not of the core."""
    message = Renderer(Grouped()).show("notices/not_yours")

    assert "Ask yourself: /one brief now or /one ask." in message.lead[0]
    assert "Ask yourself: /one brief now or /one ask." in message.text


def test_no_template_names_a_command_in_the_way_of_one_platform() -> None:
    """A command stands in a template by its name, and `typed` or `spelled` says it as the reader types it."""
    loader = PackageLoader("bot", "templates")
    texts = {name: loader.get_source(Environment(), name)[0] for name in loader.list_templates()}  # noqa: S701  # read only
    by_themselves = re.compile(r"""(?<!typed\(")(?<!spelled\(")/(?:ask|brief|briefadmin)\b""")

    assert [] == [name for name, text in texts.items() if by_themselves.search(text)]
