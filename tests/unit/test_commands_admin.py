"""Admins see how the bot stands, try things, and post by hand; what does not exist yet is not pretended."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import Condition, Health
from bot.commands.desk import CommandDesk
from briefings.model import DeliveryState, Target
from briefings.store.posts import Posts
from tests.adminhouse import FRIDAY, AdminHouse, admin_house

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.chat import Message


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AdminHouse]:
    """Open a house with two servers; ask as an admin of the first."""
    monkeypatch.setattr("bot.commands.admin_sending._LOOK_SECONDS", 0.01)
    monkeypatch.setenv("DISCORD_TOKEN", "fake-token-for-tests")
    with admin_house(tmp_path) as opened:
        yield opened


def heading(message: Message, words: str) -> tuple[str, ...]:
    """Return the lines below the heading that begins with *words*."""
    return next(section.lines for section in message.sections if section.heading.startswith(words))


def rewrite(house: AdminHouse, before: str, after: str) -> None:
    """Change the admin file."""
    path = house.folder / "briefbot.toml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


# ------------------------------------------------------------------------- sending


def test_a_preview_is_what_the_channel_would_get(house: AdminHouse) -> None:
    """But for its mark and its button it is the post, byte for byte; nothing is posted or counts as told."""
    previewed = house.answer("preview", digest="daily")
    assert [] == house.town.posted
    house.answer_while_posting("send", digest="daily")
    posted = house.town.posted[0][1]

    assert previewed.lead[0].startswith("Preview of daily: only you see this")
    assert (posted.sections, posted.footer) == (previewed.sections, previewed.footer)
    assert ["send?digest=daily"] == [action.id for action in previewed.actions]


def test_a_preview_of_nothing_says_that_nothing_would_be_posted(house: AdminHouse) -> None:
    """And offers no button to post it."""
    message = house.answer("preview", digest="quiet")

    assert "nothing would be posted" in message.lead[1]
    assert () == message.actions


def test_a_digest_since_the_last_one_is_previewed_as_such(house: AdminHouse) -> None:
    """What the press will leave out as told, the preview leaves out."""
    plan = house.newsroom.plan
    digests = {"daily": dataclasses.replace(plan.digests["daily"], window="since-last")}
    newsroom = dataclasses.replace(house.newsroom, plan=dataclasses.replace(plan, digests=digests))
    narrow = dataclasses.replace(house, desk=CommandDesk(newsroom, house.office))
    before = narrow.answer("preview").sections
    narrow.answer_while_posting("send", digest="daily")

    assert (1, 0) == (len(before), len(narrow.answer("preview").sections))


def test_a_digest_is_sent_here_and_linked(house: AdminHouse) -> None:
    """The answer waits for the post and leads to it."""
    message = house.answer_while_posting("send", digest="daily")

    assert ("Posted in channel 101: see the post <https://chat.example/101/m1>.",) == message.lead
    assert ["101"] == [channel for channel, _ in house.town.posted]


def test_what_was_posted_is_not_sent_again(house: AdminHouse) -> None:
    """The link is shown, and one press posts it once more."""
    house.answer_while_posting("send", digest="daily")
    refused = house.answer_while_posting("send", digest="daily")
    posts = len(house.town.posted)
    row = house.office.ledger.listing([DeliveryState.SENT])[0]

    assert refused.lead[0].startswith("Not posted again: channel 101 got it")
    assert "https://chat.example/101/m1" in refused.lead[0]
    assert (1, "send?digest=daily&again=yes") == (posts, refused.actions[0].id)
    assert "send:daily" == row.key.schedule


def test_again_posts_once_more(house: AdminHouse) -> None:
    """An answer of yes is taken, an answer of no is not."""
    store = house.newsroom.store
    target = Target(name="discord:102", platform="discord", channel="102")
    before = store.now() - timedelta(seconds=5)
    Posts(store, clock=lambda _connection: before).send("daily", target, since=before)
    asyncio.run(house.round())
    no = house.answer_while_posting("send", digest="daily", channel="102", again="no")
    yes = house.answer_while_posting("send", digest="daily", channel="102", again="yes")

    assert no.lead[0].startswith("Not posted again")
    assert yes.lead[0].startswith("Posted in channel 102")
    assert 2 == len(house.town.posted)


def test_a_schedule_is_sent_where_it_posts_here(house: AdminHouse) -> None:
    """The schedule posts to two servers; by hand only to the one that asks."""
    house.answer_while_posting("send", schedule="weekday")

    assert ["101"] == [channel for channel, _ in house.town.posted]


def test_a_schedule_may_be_sent_to_another_channel_of_the_server(house: AdminHouse) -> None:
    """A channel that is named is the only one; one of another server is none."""
    message = house.answer_while_posting("send", schedule="weekday", channel="102")
    refused = house.answer("send", digest="daily", channel="201")

    assert message.lead[0].startswith("Posted in channel 102")
    assert refused.text.startswith("I see no channel 201 in this server.")
    assert ["102"] == [channel for channel, _ in house.town.posted]


@pytest.mark.parametrize("options", [{}, {"digest": "daily", "schedule": "weekday"}])
def test_what_to_send_must_be_clear(house: AdminHouse, options: dict[str, str]) -> None:
    """Neither nothing nor two things are posted."""
    assert house.answer("send", **options).text.startswith("Name what to post, a digest or a schedule")


def test_nothing_new_is_not_posted(house: AdminHouse) -> None:
    """A digest that skips when it is empty skips by hand, too, and that is said."""
    message = house.answer_while_posting("send", digest="quiet")

    assert message.lead[0].startswith("Nothing is new, so nothing was posted in channel 101.")


def test_a_refusal_is_told_with_its_remedy(house: AdminHouse) -> None:
    """What the platform says reaches the one who asked; then the channel counts as closed, or not."""
    house.town.refuses = {"101"}
    message = house.answer_while_posting("send", digest="daily")

    assert message.lead[0].startswith("Not posted in channel 101: I may not write there.")


def test_nothing_is_sent_to_a_closed_channel(house: AdminHouse) -> None:
    """Its remedy is the answer."""
    house.closures.leave(["discord:101"], reason="Let Briefbot send messages.")
    message = house.answer("send", digest="daily")

    assert message.text.startswith("Not posted in channel 101. Let Briefbot send messages.")
    assert [] == house.office.ledger.listing()


def test_what_takes_longer_is_on_its_way(house: AdminHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some seconds the answer says where to see it; asked again it is still that one."""
    monkeypatch.setattr("bot.commands.admin_sending._PATIENCE_SECONDS", 0.0)
    first, second = (house.answer("send", digest="daily") for _ in range(2))

    assert first.lead[0].startswith("On its way to channel 101.")
    assert second.lead[0].startswith("Not posted again: the one for channel 101 is on its way.")
    assert 1 == len(house.office.ledger.listing())


def test_two_who_send_at_once_post_once(house: AdminHouse) -> None:
    """A double click is one post."""

    async def both() -> None:
        asked = asyncio.gather(house.ask("send", digest="daily"), house.ask("send", digest="daily"))
        while not asked.done():
            await house.round()
        await asked

    asyncio.run(both())

    assert 1 == len(house.town.posted)


def test_a_digest_that_is_gone_is_not_sent(house: AdminHouse) -> None:
    """A schedule made in chat outlived its digest: status, doctor and send say so."""
    house.answer("subscribe", digest="quiet", at="6:00")
    plan = house.newsroom.plan
    digests = {"daily": plan.digests["daily"]}
    newsroom = dataclasses.replace(house.newsroom, plan=dataclasses.replace(plan, digests=digests))
    later = dataclasses.replace(house, desk=CommandDesk(newsroom, house.office))

    assert later.answer("send", schedule="quiet").text.startswith("The digest quiet is no longer in the")
    assert "posts the digest quiet, which is no longer in the admin file." in later.answer("doctor").text


def test_the_last_post_is_found_to_take_it_back(house: AdminHouse) -> None:
    """Undo does not pretend: it leads to the post and says what deleting it leaves."""
    nothing = house.answer("undo")
    house.answer_while_posting("send", digest="daily")
    message = house.answer("undo")

    assert nothing.text.startswith("Nothing has been posted here yet")
    assert "I cannot take back a post myself yet." in message.lead[0]
    assert "https://chat.example/101/m1" in message.lead[0]
    assert house.at("2", "201").answer("undo").text.startswith("Nothing has been posted here yet")


# ------------------------------------------------------------------------- standing


def test_the_status_shows_what_comes_came_and_changed(house: AdminHouse) -> None:
    """Next runs, the last post with its link, sources, and who did what."""
    house.answer_while_posting("send", digest="daily")
    message = house.answer("status")

    assert ("Discord is ready.",) == message.lead
    assert "27 Jan 2025, 08:30 - Mon 27 Jan 2025 08:30 Europe/London, Mon 08:30 UTC" in heading(
        message, "weekday"
    )
    assert "https://chat.example/101/m1" in heading(message, "Last posts")[0]
    assert "harbour - 1 document, 0 rejected, 1 article" in heading(message, "Sources")[0]
    assert heading(message, "Last changes")[0].endswith("Ada: send digest:daily channel:101")


def test_the_status_of_another_server_shows_nothing_of_this_one(house: AdminHouse) -> None:
    """Neither posts nor changes nor channels cross over."""
    house.answer_while_posting("send", digest="daily")
    house.answer("subscribe", digest="quiet", at="6:00")
    text = house.at("2", "201").answer("status").text

    assert "101" not in text
    assert "Ada" not in text
    assert "secret" not in house.answer("status").text


def test_the_status_says_what_is_wrong(house: AdminHouse) -> None:
    """A platform that is not well, a closed channel with its remedy, and what was missed."""
    house.town.health = Health(condition=Condition.DEGRADED, reason="The gateway is away.")
    house.closures.leave(["discord:101", "discord:201"], reason="Let Briefbot send messages.")
    now = house.newsroom.store.now()
    weekday = house.office.settings.schedules["weekday"]
    missed = dataclasses.replace(weekday, days=tuple(range(7)), grace=timedelta(minutes=1))
    house.office.schedules.sync([missed], now=now - timedelta(days=2))
    house.office.schedules.materialise(house.office.settings.targets, now=now)
    message = house.answer("status")

    assert "Discord is degraded: The gateway is away." == message.lead[0]
    assert "Let Briefbot send messages. /briefadmin resume retries now." in message.lead[1]
    assert 2 == len(message.lead)
    assert all(": weekday for " in line for line in heading(message, "Not posted"))


def test_a_long_list_of_schedules_is_cut_with_a_word(
    house: AdminHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status shows some and says where the others are."""
    monkeypatch.setattr("bot.commands.admin_standing._SCHEDULES", 1)
    monkeypatch.setattr("bot.commands.admin_schedules._MOST_SHOWN", 1)
    house.answer("subscribe", digest="quiet", at="6:00")

    assert ("/briefadmin schedules lists them.",) == heading(house.answer("status"), "And 1 schedule more")
    assert "And 1 schedule more" == house.answer("schedules").sections[-1].heading


def test_sources_tell_what_was_rejected_and_why(house: AdminHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rejected document has its reason; more than a few are counted."""
    monkeypatch.setattr("bot.commands.admin_standing._REJECTED", 1)
    for name in ("a.txt", "b.txt"):
        (house.folder / "articles" / name).write_text(" \n", "utf-8")
    house.newsroom.take_in()
    lines = heading(house.answer("sources", source="harbour"), "harbour")

    assert lines[0].startswith("3 documents, 2 rejected, 1 article")
    assert lines[1].startswith("Rejected a.txt: ")
    assert "And 1 more; briefbot status lists them." == lines[2]


def test_sources_say_which_are_not_read_yet(house: AdminHouse) -> None:
    """A folder before its first reading, and kinds that cannot be read."""
    plan = house.newsroom.plan
    harbour = plan.sources["harbour"]
    sources = {
        "new": dataclasses.replace(harbour, name="new"),
        "feed": dataclasses.replace(harbour, name="feed", kind="feed"),
    }
    newsroom = dataclasses.replace(house.newsroom, plan=dataclasses.replace(plan, sources=sources))
    other = dataclasses.replace(house, desk=CommandDesk(newsroom, house.office))
    bare = dataclasses.replace(house.newsroom, plan=dataclasses.replace(plan, sources={}))
    none = dataclasses.replace(house, desk=CommandDesk(bare, house.office))

    assert heading(other.answer("sources"), "new")[0].startswith("Not read yet")
    assert ("I do not read a feed yet; only folders.",) == heading(other.answer("sources"), "feed")
    assert "feed is a feed, which I do not read yet." in other.answer("doctor").text
    assert "new was not read yet." in other.answer("doctor").text
    assert "names no source yet" in none.answer("sources").text


def test_a_healthy_house_has_nothing_to_do(house: AdminHouse) -> None:
    """Every check says what it looked at."""
    newsroom = dataclasses.replace(house.newsroom, clock=house.newsroom.store.now)
    newsroom.take_in()
    message = dataclasses.replace(house, desk=CommandDesk(newsroom, house.office)).answer("doctor")

    assert "All is well" == message.title
    assert (
        "ok - The admin file is right.",
        "ok - The store answers.",
        "ok - The clock agrees with the store's.",
        "ok - Discord is ready.",
        "ok - harbour has 1 article.",
        "ok - weekday comes due.",
    ) == message.sections[0].lines


def test_the_doctor_names_each_trouble_with_its_remedy(house: AdminHouse) -> None:
    """Platform, clock, sources, schedules, channels and the file, each with one line."""
    house.town.health = Health(condition=Condition.DOWN, reason="The token was refused: put in another.")
    house.closures.leave(["discord:101"], reason="Let Briefbot send messages.")
    house.answer("pause", schedule="weekday")
    rewrite(house, 'at = ["08:30"]', 'at = ["8am"]')
    lines = house.answer("doctor").sections[0].lines
    found = [line for line in lines if line.startswith("To do")]

    assert found[0].startswith('To do - briefbot.toml:26: [schedules.weekday] at: "8am" is not a time')
    assert "seconds apart" in found[1]
    assert "To do - Discord is not: The token was refused: put in another." == found[2]
    assert "weekday is paused. /briefadmin resume ends that." in found[3]
    assert (
        "Nothing is posted in channel 101 for now. Let Briefbot send messages. Then /briefadmin resume."
        in found[4]
    )


def test_the_doctor_looks_at_sources_and_times(house: AdminHouse) -> None:
    """A source in trouble, one that is stale, an empty one; a schedule that never comes due."""
    documents, store_now = house.newsroom.documents, house.newsroom.store.now()
    plan = house.newsroom.plan
    harbour = plan.sources["harbour"]
    names = ("trouble", "stale", "empty")
    documents.check_in("trouble", at=store_now, note="The folder is gone. Put it back.")
    documents.check_in("stale", at=FRIDAY)
    documents.check_in("empty", at=store_now)
    sources = {name: dataclasses.replace(harbour, name=name) for name in names}
    newsroom = dataclasses.replace(
        house.newsroom, plan=dataclasses.replace(plan, sources=sources), clock=house.newsroom.store.now
    )
    weekday = house.office.settings.schedules["weekday"]
    never = {"weekday": dataclasses.replace(weekday, days=())}
    office = dataclasses.replace(
        house.office, settings=dataclasses.replace(house.office.settings, schedules=never)
    )
    text = dataclasses.replace(house, desk=CommandDesk(newsroom, office)).answer("doctor").text

    assert "To do - trouble: The folder is gone. Put it back." in text
    assert "To do - stale was not read for more than an hour." in text
    assert "To do - empty gave no article." in text
    assert "To do - weekday never comes due again." in text


def test_the_export_can_be_put_into_the_admin_file(house: AdminHouse) -> None:
    """What chat made is written as a table that the file takes, with pauses and changes below."""
    nothing = house.answer("export")
    house.answer("subscribe", digest="daily", at="8:30, 18:00", days="sat,sun", channel="102")
    house.answer("pause", schedule="weekday")
    message = house.answer("export")
    table = "\n".join(heading(message, "Schedule 1"))
    path = house.folder / "briefbot.toml"
    path.write_text(f"{path.read_text('utf-8')}\n{table}\n", "utf-8")
    look = house.answer("reload")

    assert "No schedule was made here." in nothing.text
    assert ("weekday in discord:101",) == heading(message, "Paused")
    assert ["pause", "subscribe"] == [line.split()[6] for line in heading(message, "Last changes")]
    assert "The file is right." in look.text
    assert {"+ [targets.daily", "+ [schedules.daily"} == {
        line.rpartition("-")[0] for line in heading(look, "What a restart changes")
    }


# ------------------------------------------------------------------------- trying


def test_a_text_is_tried_against_a_topic(house: AdminHouse) -> None:
    """It matches by words that are named, or not by a rule that is; the newest articles are listed."""
    found = house.answer("test-topic", topic="bridge", text="A bridge fell")
    other = house.answer("test-topic", topic="bridge", text="A ferry sank")
    opera = house.answer("test-topic", topic="opera")

    assert ("It belongs to the topic, by bridge.",) == found.lead
    assert ("It does not belong to the topic: it holds no phrase of any.",) == other.lead
    assert "Harbour bridge reopens after a year of repairs" in heading(found, "Newest")[0]
    assert ((), ("No article belongs to it yet.",)) == (opera.lead, heading(opera, "Newest"))


def test_reload_does_not_pretend(house: AdminHouse) -> None:
    """It checks the file and says what a restart would change; the bot goes on as it is."""
    same = house.answer("reload")
    rewrite(house, "[digests.quiet]", "[digests.hushed]")
    rewrite(house, 'label = "Harbour bridge"', 'label = "The bridge"')
    rewrite(house, "per_guild = 1000", "per_guild = 900")
    message = house.answer("reload")

    assert "says what I know already" in same.text
    assert "restart Briefbot, and this changes" in message.text
    assert (
        "~ [topics.bridge]",
        "- [digests.quiet]",
        "+ [digests.hushed]",
        "~ [limits]",
    ) == heading(message, "What a restart changes")
    assert "quiet" in house.newsroom.plan.digests


def test_reload_shows_what_to_mend(house: AdminHouse) -> None:
    """Each problem with its line and a right example, without the folder of the machine."""
    rewrite(house, 'days = ["mon-fri"]', 'days = ["payday"]')
    message = house.answer("reload")

    assert message.lead[0].startswith("The file cannot be used as it is now")
    assert 'briefbot.toml:27: [schedules.weekday] days: "payday" is not a day' in message.text
    assert str(house.folder) not in message.text


def test_reload_tells_nothing_of_another_server(house: AdminHouse) -> None:
    """A change or a problem of what posts elsewhere is theirs to see."""
    rewrite(house, 'at = ["07:00"]', 'at = ["07:15"]')
    mine, theirs = house.answer("reload"), house.at("2", "201").answer("reload")
    rewrite(house, 'at = ["07:15"]', 'at = ["7am"]')
    broken = house.answer("reload")

    assert "secret" not in mine.text
    assert ("~ [schedules.secret]",) == heading(theirs, "What a restart changes")
    assert "secret" not in broken.text
    assert "has a problem in what it says of another server" in broken.text
