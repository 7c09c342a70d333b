"""The commands of admins, specified once for every platform."""

from __future__ import annotations

from bot.chat import CommandSpec, OptionKind, OptionSpec

GROUP = "briefadmin"
ALL = "all"  # in the place of a schedule: every one that posts here

_DIGEST = OptionSpec(name="digest", summary="Which digest", kind=OptionKind.DIGEST, max_length=100)
_SCHEDULE = OptionSpec(name="schedule", summary="Which schedule", kind=OptionKind.SCHEDULE, max_length=100)
_CHANNEL = OptionSpec(
    name="channel", summary="Where; this channel when left out", kind=OptionKind.CHANNEL, max_length=100
)


def _admin(verb: str, summary: str, *options: OptionSpec, examples: tuple[str, ...] = ()) -> CommandSpec:
    """Specify a command of the admins."""
    name = f"/{GROUP} {verb}"
    return CommandSpec(
        verb=verb, group=GROUP, summary=summary, options=options, examples=examples or (name,), is_admin=True
    )


def _required(option: OptionSpec, summary: str = "") -> OptionSpec:
    """Demand *option*."""
    return OptionSpec(
        name=option.name,
        summary=summary or option.summary,
        kind=option.kind,
        max_length=option.max_length,
        is_required=True,
    )


ADMIN_COMMANDS: tuple[CommandSpec, ...] = (
    _admin("status", "Show what comes next, what was posted last, and what is wrong"),
    _admin(
        "preview",
        "Show a digest as the channel would get it; nothing is posted",
        _DIGEST,
        examples=("/briefadmin preview", "/briefadmin preview daily"),
    ),
    _admin(
        "send",
        "Post a digest now",
        _DIGEST,
        _SCHEDULE,
        _CHANNEL,
        OptionSpec(name="again", summary="Even if it was posted already", kind=OptionKind.FLAG),
        examples=("/briefadmin send daily", "/briefadmin send schedule:weekday again:yes"),
    ),
    _admin(
        "pause",
        "Silence a schedule here until somebody resumes it",
        _required(_SCHEDULE, "Which schedule, or all"),
        examples=("/briefadmin pause weekday", "/briefadmin pause all"),
    ),
    _admin(
        "resume",
        "End a pause, and try closed channels again",
        OptionSpec(
            name="schedule",
            summary="Which schedule; all when left out",
            kind=OptionKind.SCHEDULE,
            max_length=100,
        ),
        examples=("/briefadmin resume weekday", "/briefadmin resume"),
    ),
    _admin(
        "subscribe",
        "Have a digest posted on a schedule",
        _required(_DIGEST),
        OptionSpec(name="at", summary="When: 08:30, or 8.30am and 6pm", is_required=True, max_length=100),
        OptionSpec(
            name="days", summary="mon-fri, weekdays, sat,sun; every day when left out", max_length=100
        ),
        OptionSpec(name="timezone", summary="An IANA zone, such as Europe/London", max_length=60),
        _CHANNEL,
        examples=('/briefadmin subscribe daily at:08:30 days:mon-fri timezone:"Europe/London"',),
    ),
    _admin(
        "unsubscribe",
        "Delete a schedule that was made here",
        _required(_SCHEDULE),
        examples=("/briefadmin unsubscribe daily",),
    ),
    _admin("schedules", "List the schedules that post here, with their next three times"),
    _admin(
        "sources",
        "Show how each source fares, and why documents were rejected",
        OptionSpec(name="source", summary="Only this source", kind=OptionKind.SOURCE, max_length=100),
        examples=("/briefadmin sources",),
    ),
    _admin(
        "test-topic",
        "Say whether a text belongs to a topic, and which newest articles do",
        OptionSpec(
            name="topic", summary="Which topic", kind=OptionKind.TOPIC, is_required=True, max_length=100
        ),
        OptionSpec(name="text", summary="A headline or some sentences", max_length=1_000),
        examples=('/briefadmin test-topic ferry text:"A new ferry sails to Harwich"',),
    ),
    _admin("reload", "Check the admin file as it is now, and say what a restart would change"),
    _admin("undo", "Find the last post here, to take it back"),
    _admin("doctor", "Check the admin file, store, clock, sources, platforms and channels"),
    _admin("export", "Write out the schedules made here and the last changes"),
)
ADMIN_BUTTONS: tuple[CommandSpec, ...] = ()  # what only buttons and forms ask for
