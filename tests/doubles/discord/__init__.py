"""A Discord on loopback: REST v10 and gateway over real sockets, for the real discord.py client.

    async with LoopbackDiscord() as discord:                 # discord.api_base, .gateway_url, .token
        guild = discord.add_guild(channels={"news": None, "closed": Permission.VIEW_CHANNEL})
        news, ada = guild.channels["news"], discord.add_user("ada")
        ...                                                  # connect the client
        reply = await discord.slash(guild, news, ada, "brief", "now", {"topic": "deal"}, locale="de")
        reply.text, reply.is_ephemeral, reply.acknowledged_after_seconds, reply.message.buttons
        reply = await discord.press(reply.message, "Share", ada)
        reply = await discord.submit(reply, {"Topics": "harbour"})          # the form a gesture opened
        offered = await discord.autocomplete(guild, news, ada, "brief", "now", "topic", "de")
        discord.messages(news)                               # what stands there, with .pinged
        discord.requests                                     # every request with its body and answer
        await discord.until(lambda: discord.messages(news))  # instead of sleeping

Commands must have been registered, by the client or by `discord.register([...])`. What a client does wrong is
kept in `discord.violations`; leaving the block fails when there is any.
"""

from tests.doubles.discord.clock import Clock
from tests.doubles.discord.gestures import Reply
from tests.doubles.discord.permissions import ALL, MEMBER, POSTING, Permission
from tests.doubles.discord.server import LoopbackDiscord
from tests.doubles.discord.world import Channel, Guild, Post, User

__all__ = [
    "ALL",
    "MEMBER",
    "POSTING",
    "Channel",
    "Clock",
    "Guild",
    "LoopbackDiscord",
    "Permission",
    "Post",
    "Reply",
    "User",
]
