"""Messages on the loopback Discord: every limit, nonces, mentions, history, permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.clients import loopback, wired
from tests.doubles.discord import POSTING, LoopbackDiscord, Permission
from tests.doubles.discord.checking import check_message
from tests.doubles.discord.components import check_form
from tests.doubles.discord.problems import FormErrors, Problem
from tests.doubles.discord.world import IS_V2

if TYPE_CHECKING:
    from tests.doubles.discord import Json


def _button(number: int = 0, **changes: Any) -> Json:
    return {"type": 2, "style": 2, "label": "Go", "custom_id": f"b{number}"} | changes


def _row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def _menu(**changes: Any) -> Json:
    options = [{"label": str(number), "value": str(number)} for number in range(25)]
    return {"type": 3, "custom_id": "menu", "options": options} | changes


def _text(content: str) -> Json:
    return {"type": 10, "content": content}


def _embeds(number: int, size: int) -> Json:
    return {"embeds": [{"description": "x" * size}] * number}


def _v2(*parts: Json, **more: Any) -> Json:
    return {"flags": IS_V2, "components": list(parts)} | more


FITS: list[Json] = [
    {"content": "x" * 2000, "nonce": "n" * 25},
    {"content": " " + "x" * 2000 + " "},
    _embeds(10, 600),
    {"embeds": [{"title": "t" * 256, "description": "d" * 4096, "footer": {"text": "f" * 1648}}]},
    {"embeds": [{"fields": [{"name": "n", "value": "v" * 200}] * 25, "url": "https://example.com"}]},
    {"content": "x", "components": [_row(*map(_button, range(at, at + 5))) for at in range(0, 25, 5)]},
    {"content": "x", "components": [_row(_menu(max_values=25))]},
    {"content": "x", "components": [_row(_button(custom_id="i" * 100, label="l" * 80))]},
    {
        "content": "x",
        "components": [_row({"type": 2, "style": 5, "label": "Go", "url": "https://example.com"})],
    },
    _v2({"type": 17, "components": [_text("x" * 2000), {"type": 14}, _row(_button())]}, _text("y" * 2000)),
    _v2({"type": 9, "components": [_text("x")], "accessory": _button()}),
    {"content": "x", "allowed_mentions": {"parse": [], "users": ["1"]}},
]


@pytest.mark.parametrize("body", FITS)
def test_what_fits_is_taken(body: Json) -> None:
    """Every limit is reached without being broken."""
    check_message(body)


BREAKS: list[tuple[str, str, Json]] = [
    ("content", "BASE_TYPE_MAX_LENGTH", {"content": "x" * 2001}),
    ("nonce", "BASE_TYPE_MAX_LENGTH", {"content": "x", "nonce": "n" * 26}),
    ("flags", "MESSAGE_FLAGS_INVALID", {"content": "x", "flags": 64}),
    ("embeds", "MAX_EMBED_SIZE_EXCEEDED", _embeds(10, 601)),
    ("embeds", "BASE_TYPE_BAD_LENGTH", _embeds(11, 1)),
    ("embeds.0.title", "BASE_TYPE_MAX_LENGTH", {"embeds": [{"title": "t" * 257}]}),
    ("embeds.0.description", "BASE_TYPE_MAX_LENGTH", _embeds(1, 4097)),
    ("embeds.0.description", "BASE_TYPE_REQUIRED", {"embeds": [{"color": 1}]}),
    ("embeds.0.footer.text", "BASE_TYPE_MAX_LENGTH", {"embeds": [{"footer": {"text": "f" * 2049}}]}),
    ("embeds.0.author.name", "BASE_TYPE_MAX_LENGTH", {"embeds": [{"author": {"name": "a" * 257}}]}),
    ("embeds.0.url", "URL_TYPE_INVALID_URL", {"embeds": [{"title": "t", "url": "javascript:alert(1)"}]}),
    ("embeds.0.fields", "BASE_TYPE_BAD_LENGTH", {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}),
    (
        "embeds.0.fields.0.value",
        "BASE_TYPE_MAX_LENGTH",
        {"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]},
    ),
    ("embeds.0.fields.0.name", "BASE_TYPE_REQUIRED", {"embeds": [{"fields": [{"name": " ", "value": "v"}]}]}),
    (
        "components",
        "BASE_TYPE_BAD_LENGTH",
        {"content": "x", "components": [_row(_button(at)) for at in range(6)]},
    ),
    (
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
        {"content": "x", "components": [_row(*map(_button, range(6)))]},
    ),
    (
        "components.0.components",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
        {"content": "x", "components": [_row(_menu(), _button())]},
    ),
    (
        "components",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
        {"content": "x", "components": [_row(_button(), _button())]},
    ),
    (
        "components.0.components.0.custom_id",
        "BASE_TYPE_MAX_LENGTH",
        {"content": "x", "components": [_row(_button(custom_id="i" * 101))]},
    ),
    (
        "components.0.components.0.label",
        "BASE_TYPE_MAX_LENGTH",
        {"content": "x", "components": [_row(_button(label="l" * 81))]},
    ),
    (
        "components.0.components.0.style",
        "BASE_TYPE_CHOICES",
        {"content": "x", "components": [_row(_button(style=9))]},
    ),
    (
        "components.0.components.0.url",
        "URL_TYPE_INVALID_SCHEME",
        {"content": "x", "components": [_row(_button(style=5, url="ftp://a", custom_id=None))]},
    ),
    (
        "components.0.components.0",
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
        {"content": "x", "components": [_row(_button(url="https://a"))]},
    ),
    (
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
        {"content": "x", "components": [_row(_menu(options=[]))]},
    ),
    (
        "components.0.components.0.options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        {"content": "x", "components": [_row(_menu(options=[{"label": "a", "value": "a"}] * 2))]},
    ),
    (
        "components.0.components.0",
        "SELECT_COMPONENT_INVALID_VALUES_RANGE",
        {"content": "x", "components": [_row(_menu(max_values=26))]},
    ),
    (
        "components.0.type",
        "UNION_TYPE_CHOICES",
        {"content": "x", "components": [_text("only with the flag")]},
    ),
    ("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", _v2(_text("x"), content="y")),
    ("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", _v2(_text("x" * 2001), _text("y" * 2000))),
    ("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", _v2(*(_text("x") for _ in range(41)))),
    ("components.0.accessory.type", "UNION_TYPE_CHOICES", _v2({"type": 9, "components": [_text("x")]})),
    ("components.0.components.0.type", "UNION_TYPE_CHOICES", _v2({"type": 17, "components": [{"type": 17}]})),
    (
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ),
]


@pytest.mark.parametrize(
    ("field", "code", "body"), BREAKS, ids=[f"{field} {code}" for field, code, _ in BREAKS]
)
def test_what_breaks_a_limit_is_refused_by_field(field: str, code: str, body: Json) -> None:
    """Each broken limit is named at its field, as Discord's error 50035 does."""
    with pytest.raises(Problem) as refused:
        check_message(body)

    assert code in _codes_at(refused.value.body["errors"], field)


def _codes_at(errors: Json, field: str) -> list[str]:
    for step in field.split("."):
        errors = errors[step]
    return [one["code"] for one in errors["_errors"]]


def _label(component: Json, **changes: Any) -> Json:
    return {"type": 18, "label": "Topics", "component": component} | changes


_FIELD: Json = {"type": 4, "custom_id": "topics", "style": 1}
_FORM: Json = {
    "custom_id": "me",
    "title": "Yours",
    "components": [_label(_FIELD), _label(_menu(), description="d")],
}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "t" * 46},
        {"custom_id": ""},
        {"components": []},
        {"components": [_label(_FIELD | {"custom_id": str(at)}) for at in range(6)]},
        {"components": [_label(_FIELD), _label(_FIELD)]},
        {"components": [_label(_FIELD, label="l" * 46)]},
        {"components": [_label(_FIELD | {"max_length": 4001})]},
        {"components": [_label(_FIELD | {"value": "x" * 11, "max_length": 10})]},
        {"components": [_label(_button())]},
        {"components": [_row(_button())]},
        {"components": [_label(_menu(disabled=True))]},
    ],
)
def test_a_form_has_limits_too(change: Json) -> None:
    """A form that fits is taken; each of these changes breaks it."""
    sound, broken = FormErrors(), FormErrors()
    check_form(sound, _FORM)
    check_form(broken, _FORM | change)

    assert (False, True) == (bool(sound), bool(broken))


@loopback
async def test_a_broken_limit_is_a_violation(discord: LoopbackDiscord) -> None:
    """The client gets 50035, and the double remembers it against the client."""
    news = discord.add_guild().channels["news"]
    async with wired(discord) as wire:
        status, answer = await wire("POST", f"/channels/{news.id}/messages", {"content": "x" * 2001})
        empty = await wire("POST", f"/channels/{news.id}/messages", {"content": " "})

    assert (400, 50035, (400, 50006)) == (status, answer["code"], (empty[0], empty[1]["code"]))
    assert 2 == len(discord.violations)
    discord.violations.clear()


@loopback
async def test_the_same_nonce_posts_once(discord: LoopbackDiscord) -> None:
    """An enforced nonce returns the earlier message, for some minutes; any other does nothing."""
    news = discord.add_guild().channels["news"]
    body = {"content": "x", "nonce": "delivery-1", "enforce_nonce": True}
    async with wired(discord) as wire:
        path = f"/channels/{news.id}/messages"
        first, second = await wire("POST", path, body), await wire("POST", path, body)
        await wire("POST", path, body | {"enforce_nonce": False})
        discord.clock.advance(discord.world.nonce_window_seconds + 1)
        later = await wire("POST", path, body)

    assert (200, "delivery-1") == (first[0], first[1]["nonce"])
    assert first[1]["id"] == second[1]["id"] != later[1]["id"]
    assert 3 == len(discord.messages(news))


@loopback
async def test_only_what_is_allowed_is_pinged(discord: LoopbackDiscord) -> None:
    """A ping needs the text to name somebody, and allowed_mentions and the permissions to let it through."""
    guild = discord.add_guild(channels={"news": None, "loud": POSTING | Permission.MENTION_EVERYONE})
    ada, role = discord.add_user("ada"), discord.add_role(guild, "readers", is_mentionable=True)
    text = f"@everyone <@{ada.id}> <@&{role}> and `<@{discord.world.bot.id}>`"
    bodies: list[Json] = [
        {"content": text},
        {"content": text, "allowed_mentions": {"parse": []}},
        {"content": text, "allowed_mentions": {"parse": [], "roles": [role]}},
        {"embeds": [{"description": text}]},
    ]
    async with wired(discord) as wire:
        for body in bodies:
            await wire("POST", f"/channels/{guild.channels['news'].id}/messages", body)
        await wire("POST", f"/channels/{guild.channels['loud'].id}/messages", bodies[0])
    quiet = [post.pinged for post in discord.messages(guild.channels["news"])]
    loud = discord.messages(guild.channels["loud"])[0].pinged

    assert [{ada.id, role, discord.world.bot.id}, set(), {role}, set()] == quiet
    assert {"@everyone", ada.id, role, discord.world.bot.id} == loud


@loopback
async def test_embeds_need_their_permission(discord: LoopbackDiscord) -> None:
    """Without EMBED_LINKS embeds vanish without a word beside text, and alone are refused."""
    news = discord.add_guild(channels={"news": POSTING & ~Permission.EMBED_LINKS}).channels["news"]
    embeds = [{"title": "t"}]
    async with wired(discord) as wire:
        path = f"/channels/{news.id}/messages"
        status, answer = await wire("POST", path, {"content": "x", "embeds": embeds})
        alone = await wire("POST", path, {"embeds": embeds})

    assert (200, [], (403, 50013)) == (status, answer["embeds"], (alone[0], alone[1]["code"]))


@loopback
async def test_history_needs_its_permission(discord: LoopbackDiscord) -> None:
    """Messages are listed newest first, around what is asked; without the right to it history is empty."""
    guild = discord.add_guild(channels={"news": None, "blind": POSTING & ~Permission.READ_MESSAGE_HISTORY})
    news, blind = guild.channels["news"], guild.channels["blind"]
    ada = discord.add_user("ada")
    posts = [discord.write(news, ada, str(number)) for number in range(5)]
    discord.write(blind, ada, "x")
    async with wired(discord) as wire:
        path = f"/channels/{news.id}/messages"
        asked = ("limit=2", f"after={posts[0].id}&limit=2", f"before={posts[2].id}")
        listed = [[one["content"] for one in (await wire("GET", f"{path}?{query}"))[1]] for query in asked]
        hidden = await wire("GET", f"/channels/{blind.id}/messages")
        one = await wire("GET", f"{path}/{posts[3].id}")
        none = await wire("GET", f"{path}/1")

    assert [["4", "3"], ["2", "1"], ["1", "0"]] == listed
    assert ((200, []), "3", 10008) == (hidden, one[1]["content"], none[1]["code"])


@loopback
async def test_own_messages_are_edited_and_deleted(discord: LoopbackDiscord) -> None:
    """The bot changes and deletes what it wrote, and nobody else's."""
    news = discord.add_guild().channels["news"]
    foreign = discord.write(news, discord.add_user("ada"), "mine")
    async with wired(discord) as wire:
        path = f"/channels/{news.id}/messages"
        made = (await wire("POST", path, {"content": "draft", "embeds": [{"title": "kept"}]}))[1]
        edited = await wire("PATCH", f"{path}/{made['id']}", {"content": "final"})
        refused = await wire("PATCH", f"{path}/{foreign.id}", {"content": "theirs"})
        deleted = await wire("DELETE", f"{path}/{made['id']}")
        kept = await wire("DELETE", f"{path}/{foreign.id}")

    assert ("final", "kept") == (edited[1]["content"], edited[1]["embeds"][0]["title"])
    assert (50005, 204, 50013) == (refused[1]["code"], deleted[0], kept[1]["code"])


@loopback
async def test_a_locked_thread_stays_shut(discord: LoopbackDiscord) -> None:
    """Writing opens an archived thread, but not a locked one; threads have their own permission."""
    news = discord.add_guild().channels["news"]
    async with wired(discord) as wire:
        made = (await wire("POST", f"/channels/{news.id}/messages", {"content": "lead"}))[1]
        path = f"/channels/{news.id}/messages/{made['id']}/threads"
        opened = await wire("POST", path, {"name": "Sections", "auto_archive_duration": 1440})
        thread = discord.world.channels[made["id"]]
        into = f"/channels/{thread.id}/messages"
        discord.archive(thread)
        woken = await wire("POST", into, {"content": "x"})
        discord.archive(thread, locks=True)
        locked = await wire("POST", into, {"content": "x"})
        discord.permit(news, POSTING & ~Permission.SEND_MESSAGES_IN_THREADS)
        denied = await wire("POST", into, {"content": "x"})

    assert (201, 200, 50083, 50013) == (opened[0], woken[0], locked[1]["code"], denied[1]["code"])
