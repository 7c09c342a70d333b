"""The commands for what a person keeps for themselves, specified once for every platform."""

from __future__ import annotations

from bot.chat import CommandSpec, OptionSpec

TIME_LENGTH, ZONE_LENGTH = 20, 60  # characters; the longest name of a zone has 32

_ONE_TOPIC = OptionSpec(name="topic", summary="A topic", is_hidden=True, is_required=True, max_length=60)
_PAGE = OptionSpec(name="page", summary="Page", is_hidden=True, max_length=6)
# What a form is filled in with: checked by the handler, which gives all of it back when some of it is wrong.
_FILLED_IN = tuple(
    OptionSpec(name=name, summary=summary, is_hidden=True, max_length=max_length)
    for name, summary, max_length in (
        ("topics", "Topics, with commas between", 6_100),  # a hundred names of sixty characters
        ("days", "Days, with commas between", 100),
        ("time", "A time of day", TIME_LENGTH),
        ("zone", "A time zone", ZONE_LENGTH),
        ("length", "How much of each story", 20),
    )
)

PERSONAL_COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        verb="me",
        summary="Set up your own digest: topics, days, time, length; pause it, or delete your data",
        examples=("/brief me",),
    ),
)


def _button(verb: str, summary: str, *options: OptionSpec) -> CommandSpec:
    return CommandSpec(verb=verb, summary=summary, options=options, examples=("/brief me",))


PERSONAL_BUTTONS: tuple[CommandSpec, ...] = (
    _button("me-change", "Open the form of your digest", *_FILLED_IN),
    _button("me-save", "Save what was filled in", *_FILLED_IN),
    _button("me-pause", "Send nothing for a while"),
    _button("me-resume", "Send your digest again"),
    _button("me-send", "Send your digest now"),
    _button("me-delete", "Ask whether to delete your data"),
    _button("me-forget", "Delete your data"),
    _button("me-topics", "Show what you can follow", _PAGE),
    _button("me-follow", "Follow a topic", _ONE_TOPIC, _PAGE),
    _button("me-unfollow", "Follow a topic no more", _ONE_TOPIC, _PAGE),
    _button(
        "me-read",
        "Mark as read what was shown",
        OptionSpec(
            name="until", summary="Microseconds since 1970", is_hidden=True, is_required=True, max_length=20
        ),
    ),
)
