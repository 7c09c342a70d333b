"""Admins make, delete, silence and list the schedules of their own server, and of no other."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.chat import OptionKind, Place
from bot.commands.desk import CommandDesk
from briefings.model import DeliveryState
from briefings.store.audit import Audit
from briefings.store.subscriptions import Subscriptions
from tests.adminhouse import DIALECT, FRIDAY, AdminHouse, admin_house

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENING = {"digest": "daily", "at": "8.30pm", "days": "weekdays", "timezone": "Europe/Berlin"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[AdminHouse]:
    """Open a house with two servers; ask as an admin of the first."""
    with admin_house(tmp_path) as opened:
        yield opened


def changes(house: AdminHouse, workspace: str = "discord:1") -> list[str]:
    """List the verbs of the audit, the oldest first."""
    return [row.verb for row in Audit(house.newsroom.store).latest(workspace, limit=20)][::-1]


def test_a_subscription_is_confirmed_with_its_next_three_runs(house: AdminHouse) -> None:
    """In the zone of the schedule and in UTC, without a further question."""
    message = house.answer("subscribe", channel="102", **EVENING)

    assert "Subscribed" == message.title
    assert ("daily goes to channel 102 at 20:30 Mon-Fri, Europe/Berlin.",) == message.lead
    assert (
        "24 Jan 2025, 19:30 - Fri 24 Jan 2025 20:30 Europe/Berlin, Fri 19:30 UTC",
        "27 Jan 2025, 19:30 - Mon 27 Jan 2025 20:30 Europe/Berlin, Mon 19:30 UTC",
        "28 Jan 2025, 19:30 - Tue 28 Jan 2025 20:30 Europe/Berlin, Tue 19:30 UTC",
    ) == message.sections[0].lines
    assert ["subscribe"] == changes(house)


def test_next_runs_keep_the_wall_clock_over_a_change_to_summer_time(house: AdminHouse) -> None:
    """On the day the clocks go forward the hour in UTC moves, and the one on the wall stays."""
    before = dataclasses.replace(house.newsroom, clock=lambda: datetime(2025, 3, 29, 21, tzinfo=UTC))
    spring = dataclasses.replace(house, desk=CommandDesk(before, house.office))
    lines = spring.answer("subscribe", **(EVENING | {"at": "02:30", "days": "every day"})).sections[0].lines

    assert (
        "30 Mar 2025, 02:00 - Sun 30 Mar 2025 03:00 Europe/Berlin, Sun 01:00 UTC",
        "31 Mar 2025, 01:30 - Mon 31 Mar 2025 02:30 Europe/Berlin, Mon 00:30 UTC",
    ) == lines[:2]


def test_without_channel_days_and_zone_it_is_here_daily_in_the_house_zone(house: AdminHouse) -> None:
    """What is left out has a sensible default, which the confirmation shows."""
    message = house.answer("subscribe", digest="daily", at="7")

    assert ("daily goes to channel 101 at 07:00 every day, Europe/London.",) == message.lead


def test_the_same_subscription_is_already_there(house: AdminHouse) -> None:
    """Said in other words it is the same, and leaves no second row."""
    house.answer("subscribe", **EVENING)
    again = house.answer("subscribe", **(EVENING | {"at": "20:30", "days": "mon-fri"}))

    assert "Already there" == again.title
    assert 1 == len(Subscriptions(house.newsroom.store).of("discord:1"))
    assert ["subscribe"] == changes(house)


def test_two_who_subscribe_at_once_make_one(house: AdminHouse) -> None:
    """A double click is one schedule."""

    async def both() -> list[str]:
        messages = await asyncio.gather(*(house.ask("subscribe", **EVENING) for _ in range(2)))
        return sorted(message.title for message in messages)

    assert ["Already there", "Subscribed"] == asyncio.run(both())


@pytest.mark.parametrize("channel", ["201", "999", "@7", "", "discord:101"])
def test_a_channel_of_another_server_cannot_be_subscribed(house: AdminHouse, channel: str) -> None:
    """Nor one that does not exist, nor somebody's direct messages."""
    house = house.at("1", "201")  # as a forged request would say
    options = EVENING | ({"channel": channel} if channel else {})

    assert house.answer("subscribe", **options).text.startswith("I see no channel")
    assert [] == Subscriptions(house.newsroom.store).of("discord:1")
    assert [] == changes(house)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"at": "half past"}, "half past is no time of day."),
        ({"at": "8:00, 8:05"}, "8:00, 8:05 has times less than 15 minutes apart"),
        ({"days": "payday"}, "payday are no days."),
        ({"timezone": "Mars"}, "Mars is no time zone. Write the area and a city"),
        ({"at": "*/5 * * * *", "days": ""}, 'I cannot use that: "*/5 * * * *" is due more often than'),
        ({"at": "30 8 * * *"}, "A cron line has its own weekday field."),
        ({"digest": "dayly"}, "No digest called dayly. Closest: daily."),
        ({"at": ""}, "/briefadmin subscribe needs"),
    ],
)
def test_what_is_wrong_is_said_with_the_right_way(
    house: AdminHouse, options: dict[str, str], words: str
) -> None:
    """Nothing is kept of a subscription that cannot be."""
    assert house.answer("subscribe", **(EVENING | options)).text.startswith(words)
    assert [] == changes(house)


def test_a_zone_that_was_meant_is_one_press_away(house: AdminHouse) -> None:
    """The button holds the whole command with the right zone."""
    notice = house.answer("subscribe", **(EVENING | {"timezone": "Berlin"}))
    action = notice.actions[0]

    assert "Europe/Berlin" == action.label
    assert "Subscribed" == house.answer(action.verb, **dict(action.options)).title


def test_a_cron_line_is_a_schedule_too(house: AdminHouse) -> None:
    """With five fields in the place of a time."""
    message = house.answer("subscribe", digest="daily", at="0 */6 * * *")

    assert ("daily goes to channel 101 by cron 0 */6 * * *, Europe/London.",) == message.lead
    assert 'cron = "0 */6 * * *"' in house.answer("export").text


def test_a_server_has_only_so_many_schedules(house: AdminHouse) -> None:
    """The limit is named with the way to raise it; another server has its own."""
    for hour in (6, 7, 8):
        house.answer("subscribe", digest="daily", at=f"{hour}:00")
    refused = house.answer("subscribe", digest="daily", at="9:00")
    other = house.at("2", "201").answer("subscribe", digest="daily", at="9:00")

    assert refused.text.startswith("This server has 3 schedules already")
    assert "Subscribed" == other.title


def test_a_closed_channel_is_warned_of(house: AdminHouse) -> None:
    """Subscribing a channel that refuses posts says what to mend."""
    house.closures.leave(["discord:102"], reason="Let Briefbot send messages.")
    message = house.answer("subscribe", channel="102", **EVENING)

    assert message.lead[1].startswith("But I cannot post there: Let Briefbot send messages.")


def test_what_chat_made_chat_deletes(house: AdminHouse) -> None:
    """Named by its digest alone where that is clear; another server cannot."""
    house.answer("subscribe", **EVENING)
    other = house.at("2", "201").answer("unsubscribe", schedule="daily")
    message = house.answer("unsubscribe", schedule="daily at 20:30")

    assert other.text.startswith("No schedule called daily.")
    assert "Deleted" == message.title
    assert [] == Subscriptions(house.newsroom.store).of("discord:1")
    assert ["subscribe", "unsubscribe"] == changes(house)


def test_what_the_file_defines_is_not_deleted_in_chat(house: AdminHouse) -> None:
    """The line is named, and a pause offered instead."""
    message = house.answer("unsubscribe", schedule="weekday")

    assert message.text.startswith("weekday is defined in briefbot.toml line 24, which chat does not change.")
    assert ["pause?schedule=weekday"] == [action.id for action in message.actions]


def test_all_is_never_deleted_at_once(house: AdminHouse) -> None:
    """Even when there is one only."""
    house.answer("subscribe", **EVENING)

    assert house.answer("unsubscribe", schedule="all").text.startswith("Name one schedule:")


def test_an_ambiguous_schedule_offers_choices(house: AdminHouse) -> None:
    """Two that fit are two buttons, each a complete request."""
    for at in ("6:00", "7:00"):
        house.answer("subscribe", digest="daily", at=at)
    message = house.answer("unsubscribe", schedule="daily")

    assert "daily could be several. Which one?" == message.lead[0]
    assert "Deleted" == house.answer("unsubscribe", **dict(message.actions[0].options)).title


def test_a_schedule_of_the_file_can_be_paused_in_an_emergency(house: AdminHouse) -> None:
    """Only in the places of this server, beside the file; told twice it is paused already."""
    first, second = (house.answer("pause", schedule="weekday") for _ in range(2))
    schedules, targets = house.office.schedules, house.office.settings.targets
    schedules.materialise(targets, now=datetime(2025, 1, 27, 8, 30, tzinfo=UTC))

    assert ("Paused", "Paused already") == (first.title, second.title)
    assert "It is defined in briefbot.toml line 24" in first.text
    assert {"discord:201"} == {row.key.destination for row in house.office.ledger.listing()}
    assert ["pause"] == changes(house)
    assert "(paused)" not in house.at("2", "201").answer("schedules").text
    assert "weekday (paused)" == house.answer("schedules").sections[0].heading


def test_a_schedule_of_another_server_cannot_be_paused(house: AdminHouse) -> None:
    """It does not even exist for whoever asks."""
    message = house.answer("pause", schedule="secret")

    assert "No schedule called secret. See all with /briefadmin schedules." == message.text
    assert [] == changes(house, "discord:2")


def test_everything_here_can_be_paused_and_resumed(house: AdminHouse) -> None:
    """All schedules that post here, and none elsewhere."""
    house.answer("subscribe", **EVENING)
    paused = house.answer("pause", schedule="all")
    resumed = house.answer("resume")

    assert ["weekday", "daily"] == [section.heading for section in paused.sections]
    assert "Resumed" == resumed.title
    assert ["subscribe", "pause", "pause", "resume", "resume"] == changes(house)
    assert "Nothing was paused" == house.answer("resume", schedule="weekday").title


def test_a_server_without_schedules_says_how_to_make_one(house: AdminHouse) -> None:
    """Nothing to pause, nothing to list."""
    bare = dataclasses.replace(house.office.settings, schedules={})
    office = dataclasses.replace(house.office, settings=bare)
    empty = dataclasses.replace(house, desk=CommandDesk(house.newsroom, office))

    assert empty.answer("pause", schedule="all").text.startswith("Nothing is posted here on a schedule yet.")
    assert empty.answer("schedules").text.startswith("Schedules\n\nNothing is posted here")
    assert "Nothing is posted here on a schedule." in empty.answer("doctor").text


def test_resume_opens_closed_channels_of_this_server(house: AdminHouse) -> None:
    """What was refused there goes on in its grace; a channel of another server stays closed."""
    house.town.refuses = {"101"}
    house.answer_while_posting("send", digest="daily")
    house.closures.leave(["discord:101", "discord:201"], reason="Let Briefbot send messages.")
    house.town.refuses = set()
    message = house.answer("resume")

    assert "Resumed" == message.title
    assert "I try channel 101 again" in message.lead[0]
    assert ["discord:201"] == [closure.place for closure in house.closures.listing()]


def test_completion_offers_the_schedules_of_this_server(house: AdminHouse) -> None:
    """Those of the file and those made here, by what they do; none of another server, none in private."""
    house.answer("subscribe", **EVENING)

    def offered(guild: str) -> list[str]:
        where = Place(platform="discord", workspace=guild)
        found = house.desk.complete(OptionKind.SCHEDULE, "", limit=25, where=where)
        return [choice.label for choice in asyncio.run(found)]

    assert [
        "weekday - daily at 08:30 Mon-Fri, Europe/London",
        "daily at 20:30 Mon-Fri, Europe/Berlin",
    ] == offered("1")
    assert ["weekday", "secret"] == [label.partition(" ")[0] for label in offered("2")]
    assert [] == offered("")


@pytest.mark.parametrize("verb", ["status", "preview", "pause", "subscribe", "schedules", "doctor", "export"])
def test_in_direct_messages_there_is_no_server(house: AdminHouse, verb: str) -> None:
    """Each verb says where to type it instead."""
    options = {"pause": {"schedule": "all"}, "subscribe": EVENING}.get(verb, {})

    assert house.at("", "7").answer(verb, **options).text.startswith("This is about the posts of a server")


def test_only_admins_may(house: AdminHouse) -> None:
    """Every verb asks for the right at every call."""
    request = dataclasses.replace(house.request("pause", schedule="all"), may_administer=False)
    message = asyncio.run(house.desk.answer(request, DIALECT))

    assert "pause" not in changes(house)
    assert "Paused" != message.title


def test_a_paused_schedule_is_not_sent_by_the_rounds(house: AdminHouse) -> None:
    """What stood in the outbox when it was paused is taken back."""
    settings = house.office.settings
    house.office.schedules.owe([settings.schedules["weekday"]], settings.targets, now=FRIDAY)
    house.answer("pause", schedule="weekday")
    asyncio.run(house.round())
    states = {row.key.destination: row.state for row in house.office.ledger.listing()}

    assert [] == [channel for channel, _ in house.town.posted if channel == "101"]
    assert DeliveryState.MISSED == states["discord:101"]
