"""Every command answers, and says plainly what is wrong, why, and what to do next."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import re
from typing import TYPE_CHECKING

import pytest

from bot.chat import Message, OptionKind, Person, Place, Request, new_reference
from bot.commands import COMMANDS, CommandDesk
from bot.commands.handlers import FORMS, HANDLERS
from bot.commands.specs import BUTTONS
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.plain import PlainDialect
from bot.platforms.console import ConsoleDialect
from briefings.model import Digest
from tests.unit.town import NOW, Member, open_town

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Place(platform="console")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles."""
    with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.fixture
def empty() -> Iterator[Newsroom]:
    """Have a newsroom that has read nothing."""
    with open_newsroom(Plan(), url="sqlite://", home=None, clock=lambda: NOW) as opened:
        yield opened


def answer(newsroom: Newsroom, verb: str, **options: str) -> Message:
    """Ask the desk."""
    request = Request(verb=verb, options=options, who=Person(id="ada"), where=HERE)
    return asyncio.run(CommandDesk(newsroom).answer(request, PlainDialect()))


def article_id(newsroom: Newsroom, title: str) -> str:
    """Find the article whose title begins so."""
    return next(each.id for each in newsroom.articles.candidates() if (each.title or "").startswith(title))


def test_every_command_has_a_handler_and_an_example() -> None:
    """What is specified is handled, and what is handled is specified."""
    assert {command.verb for command in (*COMMANDS, *BUTTONS)} == HANDLERS.keys() | FORMS.keys()
    assert [] == [command.verb for command in (*COMMANDS, *BUTTONS) if not command.examples]


def test_now_shows_the_briefing(newsroom: Newsroom) -> None:
    """The briefing has a section a story, and a button to explain it."""
    message = answer(newsroom, "now")

    assert "Daily - 24 Jan 2025, 08:30" == message.title
    assert {
        "The harbour bridge reopens after eleven months",
        "A new ferry sails to Harwich every morning",
    } == {section.heading for section in message.sections}
    assert ["why"] == [action.verb for action in message.actions]


def test_now_shows_one_topic_in_a_window(newsroom: Newsroom) -> None:
    """Topic, window and length narrow the briefing."""
    message = answer(newsroom, "now", topic="harwich", window="7d", length="headlines")

    assert ["A new ferry sails to Harwich every morning"] == [section.heading for section in message.sections]
    assert () == message.sections[0].lines


def test_an_unknown_topic_is_answered_with_the_closest(newsroom: Newsroom) -> None:
    """What was asked, what is near, and where to see all."""
    message = answer(newsroom, "now", topic="harbor brige")

    assert (
        "No topic called harbor brige. Closest: Harbour bridge. See all with /brief topics." == message.text
    )


def test_an_ambiguous_topic_offers_choices(newsroom: Newsroom) -> None:
    """Two that fit are two buttons, each a complete request."""
    message = answer(newsroom, "now", topic="har")

    assert "har could be several. Which one?" == message.lead[0]
    assert {"now?topic=bridge", "now?topic=ferry"} == {action.id for action in message.actions}


def test_a_choice_keeps_the_rest_of_the_request(newsroom: Newsroom) -> None:
    """Whoever picks the topic that was meant need not ask the question again."""
    asked = answer(newsroom, "ask", question="What do tickets for the ferry cost?", topic="har")
    picked = next(action for action in asked.actions if action.label == "Harwich ferry")
    told = answer(newsroom, picked.verb, **dict(picked.options))

    assert "Tickets for the ferry cost four pounds" in told.sections[0].lines[0]


def test_an_empty_window_says_what_to_do(newsroom: Newsroom) -> None:
    """Nothing new comes with the next step, and with no button to explain nothing."""
    message = answer(newsroom, "now", topic="opera")

    assert ("Nothing new. 2 of 2 sources read, last checked less than a minute ago.",) == message.lead
    assert () == message.actions


def test_an_unknown_digest_is_answered_with_those_there_are(newsroom: Newsroom) -> None:
    """No command lists them."""
    assert "No digest called opera. There are daily, week." == answer(newsroom, "last", digest="opera").text


def test_a_comparison_is_not_pretended(newsroom: Newsroom) -> None:
    """What cannot be shown yet is said in plain words, and what there is follows."""
    told = answer(newsroom, "story", story="bridge", view="compare")

    assert ("I cannot show a comparison yet; this is what I have.",) == told.lead


def test_help_on_a_chat_has_no_words_for_a_terminal(newsroom: Newsroom) -> None:
    """Only there a line without a slash is a question."""
    in_chat = Member(newsroom=newsroom).ask("help").footer

    assert "/brief help ask explains one command." == in_chat
    assert answer(newsroom, "help").footer == f"{in_chat} A line without a slash is a question."


def test_a_choice_that_is_none_is_answered_with_the_choices(newsroom: Newsroom) -> None:
    """A wrong window names the right ones."""
    assert (
        "fortnight is no window. Choose since-last, 24h, 3d, 7d or all."
        == answer(newsroom, "now", window="fortnight").text
    )


def test_a_question_is_answered_with_receipts(newsroom: Newsroom) -> None:
    """The passage is verbatim and its receipt names outlet, title, date, paragraph and strength."""
    message = answer(newsroom, "ask", question="What do tickets for the ferry cost?")

    assert "Tickets for the ferry cost four pounds" in message.sections[0].lines[0]
    assert (
        message.sections[0]
        .receipts[0]
        .startswith("[1] Town Crier - A new ferry sails to Harwich every morning - 23 Jan 2025, ¶ ")
    )


def test_a_question_may_be_narrowed(newsroom: Newsroom) -> None:
    """Within a topic and a source only they are searched."""
    found = answer(newsroom, "ask", question="What does the ferry cost?", topic="ferry", source="town crier")
    elsewhere = answer(newsroom, "ask", question="What do ferry tickets cost?", topic="opera")

    assert found.sections
    assert not elsewhere.sections


def test_a_question_beyond_the_articles_is_refused(newsroom: Newsroom) -> None:
    """What no article says is not answered."""
    message = answer(newsroom, "ask", question="Who composed The Magic Flute?")

    assert "Who composed The Magic Flute?" == message.title
    assert message.lead[0].startswith("I found nothing in 2 articles (newest 23 Jan 2025) that answers this.")


def test_a_question_too_long_is_refused_with_its_length(newsroom: Newsroom) -> None:
    """The limit and the length are named."""
    assert (
        "Question is 412 characters; the limit is 300. Shorten it and try again."
        == answer(newsroom, "ask", question="x" * 412).text
    )


def test_a_missing_question_is_asked_for(newsroom: Newsroom) -> None:
    """A command without what it needs shows an example."""
    assert (
        "/ask needs a question. For example: /ask who runs the ferry now?"
        == answer(newsroom, "ask", question="  ").text
    )


def test_without_articles_a_question_says_how_to_get_some(empty: Newsroom) -> None:
    """An empty newsroom tells the next step."""
    assert answer(empty, "ask", question="Who?").text.startswith("No articles have been read yet.")
    assert "No articles have been read yet" in answer(empty, "now").text
    assert "No source has been read yet." in answer(empty, "source").text
    assert "No topics are set up yet." in answer(empty, "topics").text
    assert "No names are set up yet." in answer(empty, "glossary").text


def test_an_unknown_command_is_answered_with_the_closest(newsroom: Newsroom) -> None:
    """A slip in a verb is met with the right one."""
    assert "Closest: /brief topics." in answer(newsroom, "topix").text
    assert "I have no command /qqq. /brief help shows them all." == answer(newsroom, "qqq").text


def test_last_says_when_nothing_was_posted(newsroom: Newsroom) -> None:
    """Before the first scheduled briefing the way to one is named."""
    assert answer(newsroom, "last").text.startswith("No briefing has been posted here on schedule yet.")


def test_changed_tells_what_it_cannot_yet(newsroom: Newsroom) -> None:
    """New stories are shown, and that updates are not compared is said."""
    message = answer(newsroom, "changed", since="24h")

    assert message.lead[0].startswith("New stories only:")
    assert "Daily" in message.title


def test_a_story_is_shown_with_its_articles(newsroom: Newsroom) -> None:
    """A story named by words of its headline is told article by article."""
    message = answer(newsroom, "story", story="a new ferry")
    sources = answer(newsroom, "story", story="a new ferry", view="sources")

    assert "A new ferry sails to Harwich every morning" == message.title
    assert message.sections[0].lines
    assert () == sources.sections[0].lines


def test_a_view_that_does_not_exist_yet_is_not_pretended(newsroom: Newsroom) -> None:
    """Asked for a timeline, the desk says it has none and shows what it has."""
    message = answer(newsroom, "story", story="a new ferry", view="timeline")

    assert ("I cannot show a timeline yet; this is what I have.",) == message.lead


def test_why_explains_the_whole_briefing(newsroom: Newsroom) -> None:
    """Each story has its rank, its topics and the parts of its score."""
    message = answer(newsroom, "why")

    assert ["1. ", "2. "] == [section.heading[:3] for section in message.sections]
    assert all(re.search(r"Score -?\d+\.\d\d: ", section.lines[-1]) for section in message.sections)


def test_why_explains_one_story(newsroom: Newsroom) -> None:
    """Words of a headline are enough."""
    message = answer(newsroom, "why", item="a new ferry")

    assert 1 == len(message.sections)
    assert message.sections[0].heading.endswith("A new ferry sails to Harwich every morning")


def test_why_explains_what_was_left_out(newsroom: Newsroom) -> None:
    """A story that lost its place is named with the rule that kept it out."""
    one = {"daily": Digest(name="daily", window="all", max_stories=1)}
    smaller = dataclasses.replace(newsroom, plan=dataclasses.replace(newsroom.plan, digests=one))
    everything = answer(smaller, "why")
    lost = everything.sections[-1].lines[0].partition(":")[0]

    assert "Left out" == everything.sections[-1].heading
    assert answer(smaller, "why", item=lost).sections[-1].lines[0].startswith(f"{lost}: ")


def test_why_knows_stories_that_the_digest_does_not_choose_from(newsroom: Newsroom) -> None:
    """A stored story outside the digest's topics is called that; an unknown one is unknown."""
    narrow = {"daily": Digest(name="daily", window="all", topics=("bridge",))}
    narrower = dataclasses.replace(newsroom, plan=dataclasses.replace(newsroom.plan, digests=narrow))

    assert "it is about none of its topics" in answer(narrower, "why", item="a new ferry").text
    assert answer(narrower, "why", item="moon landing").text.startswith("No story called moon landing.")


def test_sources_list_their_articles(newsroom: Newsroom) -> None:
    """A source shows how much there is and the newest titles."""
    message = answer(newsroom, "source")

    assert ["town"] == [section.heading for section in message.sections]
    assert "A new ferry sails to Harwich every morning - 23 Jan 2025" in message.sections[0].receipts
    assert message.sections == answer(newsroom, "source", source="Town Crier").sections


def test_an_article_is_shown_as_it_was_cleaned(newsroom: Newsroom) -> None:
    """The reader view has outlet, author, date, path, the kept paragraphs and a way to what was removed."""
    message = answer(newsroom, "source", source="the harbour bridge")

    assert ("Town Crier, by Ada Quill - 21 Jan 2025", "bridge.txt") == message.lead
    assert any("found rust in places" in line for section in message.sections for line in section.lines)
    assert "Share by e-mail" not in message.text
    assert "Show removed" == message.actions[-1].label


def test_what_was_removed_is_shown_with_reasons(newsroom: Newsroom) -> None:
    """Each removed line has its number and its reason."""
    message = answer(newsroom, "source", source="the harbour bridge", removed="yes")

    assert any("share buttons: Share by e-mail" in line for line in message.sections[0].lines)


def test_long_articles_have_pages(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages hold whole paragraphs, lead to one another, and end."""
    monkeypatch.setattr("bot.commands.reading._PAGE", 250)
    first = answer(newsroom, "source", source="a new ferry")
    last = answer(newsroom, "source", source="a new ferry", page="2")

    assert "Next: page 2 of 2" == first.actions[0].label
    assert "Previous: page 1 of 2" == last.actions[0].label
    assert (
        "There is no page 3; choose one from 1 to 2."
        == answer(newsroom, "source", source="a new ferry", page="3").text
    )
    assert "There is no page x" in answer(newsroom, "source", source="a new ferry", page="x").text


def test_topics_come_with_counts_and_dates(newsroom: Newsroom) -> None:
    """The topic with the newest article is first; one without any says so."""
    lines = answer(newsroom, "topics").sections[0].lines

    assert (
        "Harwich ferry - 1 article, newest 23 Jan 2025",
        "Harbour bridge - 1 article, newest 21 Jan 2025",
        "Opera house - no articles yet",
    ) == lines


def test_the_glossary_lists_and_explains(newsroom: Newsroom) -> None:
    """A term found by any of its names has definition, aliases, source, and where it is used."""
    message = answer(newsroom, "glossary", term="码头")

    assert ("quay = wharf = 码头", "lock gate") == answer(newsroom, "glossary").sections[0].lines
    assert (
        "Where ships are tied up.",
        "Also called wharf, 码头.",
        "According to the pilots.",
    ) == message.lead
    assert 2 == len(message.sections[0].receipts)
    assert ("No article uses it.",) == answer(newsroom, "glossary", term="lock gate").lead


def test_help_shows_all_commands_or_one(newsroom: Newsroom) -> None:
    """Help fits one screen and explains each command with an example."""
    everything, one = answer(newsroom, "help"), answer(newsroom, "help", command="/brief now")

    assert len([each for each in COMMANDS if not each.is_admin]) == len(everything.sections[0].lines)
    assert "/brief now" == one.title
    assert "window - How far back: since-last, 24h, 3d, 7d, all" in one.sections[0].lines
    assert "question - Your question (needed)" in answer(newsroom, "help", command="ask").sections[0].lines


def test_admin_commands_are_for_admins(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may not administer is told who may."""
    guarded = tuple(dataclasses.replace(command, is_admin=True) for command in COMMANDS)
    monkeypatch.setattr("bot.commands.specs.COMMANDS", guarded)

    assert answer(newsroom, "topics").text.startswith(
        "Only admins can do this. Ask an admin, or run /brief me for your own digest."
    )


def test_a_fault_of_ours_has_a_reference_that_the_log_knows(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody sees a traceback; the log has it under the reference that the person sees."""
    broken = dataclasses.replace(newsroom, clock=lambda: 1 / 0)  # type: ignore[arg-type,return-value]  # the fault
    with caplog.at_level(logging.ERROR):
        message = answer(broken, "now")

    logged = caplog.records[-1]
    assert f"Something broke on my side and was logged. Ref {vars(logged)['ref']}." == message.text
    assert logged.exc_info is not None


def test_references_can_be_read_aloud() -> None:
    """Letter, digit, letter, digit, and none that looks like another."""
    references = {new_reference() for _ in range(200)}

    assert all(re.fullmatch(r"[A-Z]\d[A-Z]\d", each) for each in references)
    assert not set("".join(references)) & set("OIBSZ01852")
    assert len(references) > 100


def test_the_same_request_gets_the_same_words_in_every_dialect(newsroom: Newsroom) -> None:
    """The full text does not depend on the platform."""
    request = Request(verb="now", who=Person(id="ada"), where=HERE)
    desk = CommandDesk(newsroom)
    texts = {
        asyncio.run(desk.answer(request, dialect)).text for dialect in (PlainDialect(), ConsoleDialect())
    }

    assert 1 == len(texts)


def test_completion_offers_names_from_memory(newsroom: Newsroom) -> None:
    """What is typed is completed with a readable label and a stable id; other options complete to nothing."""

    async def offered() -> list[list[str]]:
        desk = CommandDesk(newsroom)
        kinds = [OptionKind.TOPIC, OptionKind.ARTICLE, OptionKind.TEXT]
        found = [await desk.complete(kind, "ha", limit=25, where=HERE) for kind in kinds]
        return [[choice.value for choice in choices] for choices in found]

    topics, articles, nothing = asyncio.run(offered())

    assert {"bridge", "ferry"} == set(topics)
    assert article_id(newsroom, "The harbour") in articles
    assert [] == nothing
