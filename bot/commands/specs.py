"""Every command, specified once: what Discord registers, what Slack reads, what `/help` shows."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import CommandSpec, OptionKind, OptionSpec
from bot.commands.admin_specs import ADMIN_BUTTONS, ADMIN_COMMANDS
from bot.commands.personal_specs import PERSONAL_BUTTONS, PERSONAL_COMMANDS

QUESTION_LENGTH = 300  # characters
WINDOWS = ("since-last", "24h", "3d", "7d", "all")
LENGTHS = ("short", "headlines", "full")

_TOPIC = OptionSpec(name="topic", summary="Only this topic", kind=OptionKind.TOPIC, max_length=100)
_SOURCE = OptionSpec(name="source", summary="Only this source", kind=OptionKind.SOURCE, max_length=100)
_DIGEST = OptionSpec(name="digest", summary="Which digest", kind=OptionKind.DIGEST, max_length=100)
_WINDOW = OptionSpec(
    name="window", summary="How far back", kind=OptionKind.CHOICE, choices=WINDOWS, max_length=20
)
_SHARE = OptionSpec(name="share", summary="Show it to everybody here", kind=OptionKind.FLAG)
_PAGE = OptionSpec(name="page", summary="Page", max_length=6)
_POST = OptionSpec(name="post", summary="The id of a post", is_hidden=True, max_length=100)
_ANSWER = OptionSpec(name="answer", summary="The id of a kept answer", is_hidden=True, max_length=20)

_READER_COMMANDS = (
    CommandSpec(
        verb="ask",
        group="",
        summary="Answer a question with sentences from the articles, each with its source",
        options=(
            OptionSpec(
                name="question", summary="Your question", is_required=True, max_length=QUESTION_LENGTH
            ),
            _TOPIC,
            _SOURCE,
            _SHARE,
            replace(_PAGE, is_hidden=True),
        ),
        examples=("/ask who runs the ferry now?", '/ask what changed? topic:"harbour bridge"'),
    ),
    CommandSpec(
        verb="now",
        summary="Show the briefing as it stands now",
        options=(
            _TOPIC,
            _WINDOW,
            OptionSpec(
                name="length", summary="How much", kind=OptionKind.CHOICE, choices=LENGTHS, max_length=20
            ),
            _SHARE,
        ),
        examples=("/brief now", "/brief now harbour window:7d"),
    ),
    CommandSpec(
        verb="last",
        summary="Show the last briefing that was posted on schedule",
        options=(_DIGEST,),
        examples=("/brief last",),
    ),
    CommandSpec(
        verb="changed",
        summary="Show the stories that are new",
        options=(
            OptionSpec(
                name="since",
                summary="Since when",
                kind=OptionKind.CHOICE,
                choices=("last-digest", "24h", "7d", "last-read"),
                max_length=20,
            ),
        ),
        examples=("/brief changed since:24h",),
    ),
    CommandSpec(
        verb="story",
        summary="Show one story and who tells it",
        options=(
            OptionSpec(
                name="story",
                summary="Words of its headline",
                kind=OptionKind.STORY,
                is_required=True,
                max_length=300,
            ),
            OptionSpec(
                name="view",
                summary="What of it",
                kind=OptionKind.CHOICE,
                choices=("summary", "sources", "timeline", "compare"),
                max_length=20,
            ),
        ),
        examples=("/brief story bridge reopens",),
    ),
    CommandSpec(
        verb="why",
        summary="Explain why a story is in the briefing, or why not",
        options=(
            OptionSpec(name="item", summary="Words of its headline", kind=OptionKind.STORY, max_length=300),
            _POST,
            replace(_TOPIC, is_hidden=True),
            replace(_WINDOW, is_hidden=True),
        ),
        examples=("/brief why", "/brief why bridge reopens"),
    ),
    CommandSpec(
        verb="source",
        summary="Read an article as it was cleaned, and what was removed",
        options=(
            OptionSpec(
                name="source", summary="A source or an article", kind=OptionKind.ARTICLE, max_length=300
            ),
            _PAGE,
            OptionSpec(name="removed", summary="Show what was removed", kind=OptionKind.FLAG),
        ),
        examples=("/brief source", "/brief source bridge reopens", "/brief source bridge removed:yes"),
    ),
    CommandSpec(
        verb="topics",
        summary="List the topics, how much there is on each, and when it was last told",
        examples=("/brief topics",),
    ),
    CommandSpec(
        verb="glossary",
        summary="Explain a term, its other names, and where it is used",
        options=(
            OptionSpec(name="term", summary="A term or another name", kind=OptionKind.TERM, max_length=100),
        ),
        examples=("/brief glossary", "/brief glossary RedNote"),
    ),
    CommandSpec(
        verb="help",
        summary="Say what can be asked",
        options=(OptionSpec(name="command", summary="A command", kind=OptionKind.COMMAND, max_length=40),),
        examples=("/brief help", "/brief help ask"),
    ),
)

# Every command people can type.
COMMANDS: tuple[CommandSpec, ...] = (*_READER_COMMANDS, *PERSONAL_COMMANDS, *ADMIN_COMMANDS)
_READER_BUTTONS = (
    CommandSpec(
        verb="text",
        summary="Show an answer or a post as plain text, for screen readers",
        options=(_ANSWER, _POST),
        examples=("/brief last",),
    ),
    CommandSpec(
        verb="sources-of",
        summary="Show the articles that a briefing tells",
        options=(replace(_ANSWER, is_required=True),),
        examples=("/brief source",),
    ),
    CommandSpec(
        verb="unhelpful",
        summary="Note that an answer did not help",
        options=(replace(_ANSWER, is_required=True),),
        examples=("/ask",),
    ),
)
# What only buttons and forms ask for; platforms neither register nor show it.
BUTTONS: tuple[CommandSpec, ...] = (*_READER_BUTTONS, *PERSONAL_BUTTONS, *ADMIN_BUTTONS)


def spec_of(verb: str) -> CommandSpec | None:
    """Return the command called *verb*, typed or of a button; None when there is none."""
    return next((command for command in (*COMMANDS, *BUTTONS) if command.verb == verb), None)
