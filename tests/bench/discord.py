"""How fast people on Discord are answered: 200 commands at once over 10,000 articles.

The real bot runs in a process of its own against the loopback Discord in this one, over real sockets, so the
times are what Discord would see: from INTERACTION_CREATE to the first response, and to the final message.
They depend on the machine and on what else runs there, and both processes share its cores.
"""

from __future__ import annotations

import asyncio
import functools
import os
import random
import sys
import tempfile
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.newsroom import open_kept
from bot.settings import load
from briefings.model import Article, KeySentence, Kind, Paragraph
from briefings.topics import Matcher
from tests.bench.pages import body, sentence
from tests.doubles.discord import TOKEN, LoopbackDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.newsroom import Newsroom
    from tests.doubles.discord import Channel, Guild, Reply, User

ARTICLES = 10_000
COMMANDS = 200  # at once
COMPLETIONS = 300  # one after the other
GUILDS = 10
TOPICS = ("bala", "demo", "lile", "sara")
START_SECONDS = 60  # to connect, on a busy machine
ANSWER_SECONDS = 300  # for the last of the final answers
COMMON = 100  # so many words are in nearly every made-up article; nobody asks for these alone
_ADMIN_FILE = """
schema_version = 1
[bot]
data_dir = "data"
[platforms.discord]
enabled = true
token_env = "DISCORD_TOKEN"
[sources.paper]
type = "folder"
path = "articles"
[digests.all]
window = "7d"
[limits]
per_guild = 10000
"""

Command = tuple[str, str, dict[str, Any]]


def report() -> None:
    """Print the times to acknowledgement, to the final answer and of completions, as distributions."""
    with tempfile.TemporaryDirectory() as folder:
        _build(Path(folder))
        asyncio.run(_measure(Path(folder)))


def _build(folder: Path) -> None:
    """Write the admin file, and put articles of the last four weeks straight into the store."""
    (folder / "articles").mkdir()
    topics = "".join(f'[topics.{word}]\nlabel = "{word.title()}"\nany = ["{word}"]\n' for word in TOPICS)
    (folder / "briefbot.toml").write_text(_ADMIN_FILE + topics, "utf-8")
    settings = load(folder / "briefbot.toml", environment={"DISCORD_TOKEN": TOKEN})
    with open_kept(settings) as newsroom:
        newsroom.take_in()  # of an empty folder: the topics are noted as matched
        matcher = Matcher(list(settings.topics.values()))
        with newsroom.store.write():
            for number in range(ARTICLES):
                _keep(newsroom, matcher, number)
        newsroom.index.catch_up()


def _keep(newsroom: Newsroom, matcher: Matcher, number: int) -> None:
    texts = body(random.Random(number))  # noqa: S311  # made-up words, no secret
    now = newsroom.clock()
    made = Article(
        id=f"{number:016x}",
        source="paper",
        path=f"{number}.txt",
        title=texts[0].partition(".")[0][:70],
        publisher="Harbour Post",
        published=now - timedelta(minutes=number * 4),
        language="en",
        paragraphs=tuple(Paragraph(text=text, kind=Kind.TEXT, line=1) for text in texts),
    )
    ends = [text.index(".") + 1 for text in texts]
    sentences = [
        KeySentence(paragraph=at, start=0, end=end, text=texts[at][:end], score=1 / (1 + at))
        for at, end in enumerate(ends[:8])
    ]
    newsroom.articles.add(
        made,
        digest=made.id,
        story_id=made.id,
        topics=matcher.match(made),
        key_sentences=sentences,
        at=now,
    )


async def _measure(folder: Path) -> None:
    async with LoopbackDiscord() as discord:
        guilds = [discord.add_guild(f"Guild {number}") for number in range(GUILDS)]
        people = [discord.add_user(f"person{number}") for number in range(COMMANDS)]
        async with _bot(discord, folder):
            await discord.slash(guilds[0], guilds[0].channels["news"], people[0], "brief", "help")
            replies = await _storm(discord, guilds, people)
            completions = [await _complete(discord, guilds, people, number) for number in range(COMPLETIONS)]
    answered = [reply for reply in replies if reply.interaction.too_late_after_seconds is None]
    acknowledged = [
        reply.interaction.too_late_after_seconds or reply.acknowledged_after_seconds for reply in replies
    ]
    print(f"{COMMANDS} commands at once over {ARTICLES:,} articles, in ms")
    _print("acknowledged (goal: max < 3000, p99 < 1000)", acknowledged)
    _print("final answer", [reply.answered_after_seconds for reply in answered])
    for name in sorted({_name(reply) for reply in answered}):
        _print(f"  {name}", [reply.answered_after_seconds for reply in answered if _name(reply) == name])
    _print("completion, one at a time (goal: p99 < 100)", completions)
    print(f"acknowledged too late: {len(replies) - len(answered)} of {len(replies)}")


@asynccontextmanager
async def _bot(discord: LoopbackDiscord, folder: Path) -> AsyncIterator[None]:
    """Run the bot in a process of its own until the block is left."""
    environment = os.environ | {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_BASE": discord.api_base,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
    }
    with (folder / "log.txt").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(folder / "briefbot.toml")),
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            await discord.until(
                lambda: process.returncode is not None or (discord.world.commands[""] and _is_up(discord)),
                "the bot to read the articles and to connect",
                timeout_seconds=START_SECONDS,
            )
            if process.returncode is not None:
                raise SystemExit((folder / "log.txt").read_text("utf-8"))
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def _is_up(discord: LoopbackDiscord) -> bool:
    return discord.gateway.is_connected


async def _storm(discord: LoopbackDiscord, guilds: Sequence[Guild], people: Sequence[User]) -> list[Reply]:
    """Let everybody type a command at the same moment."""
    chance = random.Random(7)  # noqa: S311  # made-up questions, no secret
    replies = []
    for number, user in enumerate(people):
        guild, (name, verb, options) = guilds[number % GUILDS], _command(chance, number)
        replies.append(await discord.slash(guild, _news(guild), user, name, verb, options, awaits=False))
    # One wait for all: two hundred of them would keep this process, which acknowledges too, busy.
    await discord.until(
        lambda: all(map(_is_over, replies)),
        "every final answer",
        timeout_seconds=ANSWER_SECONDS,
    )
    return replies


def _is_over(reply: Reply) -> bool:
    asked = reply.interaction
    return asked.answered_after_seconds is not None or asked.too_late_after_seconds is not None


def _news(guild: Guild) -> Channel:
    return guild.channels["news"]


def _command(chance: random.Random, number: int) -> Command:
    """Choose what person *number* types: questions and briefings mostly."""
    question = " ".join(_rare(chance)[: chance.randint(3, 8)])
    kinds: tuple[Command, ...] = (
        ("ask", "", {"question": question}),
        ("brief", "now", {"window": "7d"}),
        ("ask", "", {"question": question}),
        ("brief", "now", {"topic": TOPICS[number % len(TOPICS)], "window": "3d", "length": "headlines"}),
        ("brief", "topics", {}),
        ("brief", "why", {"item": question}),
        ("ask", "", {"question": question, "topic": TOPICS[number % len(TOPICS)]}),
        ("brief", "help", {}),
    )
    return kinds[number % len(kinds)]


def _rare(chance: random.Random) -> list[str]:
    """Draw words as a question has them: not those that nearly every article holds."""
    return [word for word in f"{sentence(chance)} {sentence(chance)}".split() if word not in _common()]


@functools.cache
def _common() -> frozenset[str]:
    chance = random.Random(3)  # noqa: S311  # as above
    counted = Counter(word for _ in range(500) for text in body(chance) for word in text.lower().split())
    return frozenset(word for word, _ in counted.most_common(COMMON))


async def _complete(
    discord: LoopbackDiscord, guilds: Sequence[Guild], people: Sequence[User], number: int
) -> float:
    """Type a few letters of a topic, a story or a source; return the seconds until choices are offered."""
    chance = random.Random(number)  # noqa: S311  # as above
    word = sentence(chance).split()[0].lower()
    verb, option, typed = (
        ("now", "topic", TOPICS[number % len(TOPICS)][: chance.randint(0, 4)]),
        ("story", "story", word[: chance.randint(2, 8)]),
        ("source", "source", word[: chance.randint(0, 5)]),
    )[number % 3]
    guild = guilds[number % GUILDS]
    user = people[number % len(people)]
    return (
        await discord.completion(guild, _news(guild), user, "brief", verb, option, typed)
    ).acknowledged_after_seconds


def _name(reply: Reply) -> str:
    data = reply.interaction.payload["data"]
    verbs = [option["name"] for option in data.get("options", ()) if option["type"] == 1]
    return " ".join([f"/{data['name']}", *verbs])


def _print(name: str, seconds: Sequence[float]) -> None:
    ordered = sorted(one * 1000 for one in seconds)
    marks = {"p50": 0.5, "p90": 0.9, "p99": 0.99}
    shown = "  ".join(
        f"{mark} {ordered[int(share * (len(ordered) - 1))]:7.1f}" for mark, share in marks.items()
    )
    print(f"{name:48s} {shown}  max {ordered[-1]:7.1f}  ({len(ordered)})")
