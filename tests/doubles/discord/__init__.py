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
        discord.messages(news), discord.messages(news, seen_by=ada)         # what stands there; .pinged
        discord.requests                                     # every request with its body and answer
        await discord.until(lambda: discord.messages(news))  # instead of sleeping

Commands must have been registered, by the client or by `discord.register([...])`; for a command with default
permissions give `permissions=Permission.MANAGE_GUILD`. What goes wrong on demand:

        discord.faults.lose_answer("POST /channels/*/messages")             # carried out, then cut
        discord.faults.cut(...), .fail(..., 502), .refuse(..., 50013), .limit(...), .garble(...)
        gate = discord.faults.hold("PATCH *"); ...; gate.set()
        discord.gateway.drop(), .freeze(), .thaw(); await discord.gateway.close(4000)
        await discord.gateway.reconnect(); await discord.gateway.invalidate(resumable=False)
        async with discord.shut_gateway(): ...               # connections are refused
        await discord.slash(..., copies=2)                   # the same interaction twice
        discord.clock.advance(4)                             # past the three seconds
        discord.kick(guild), .invite(guild), .permit(news, 0), .delete_channel(news), .block(ada)

What a client does that none should (a broken limit, a body that does not fit Discord's OpenAPI file, an
unknown route) is kept in `discord.violations`; leaving the block fails when there is any.
"""

from tests.doubles.clock import Clock
from tests.doubles.discord.gestures import Reply
from tests.doubles.discord.permissions import ALL, MEMBER, POSTING, Permission
from tests.doubles.discord.problems import Json
from tests.doubles.discord.rest import Call
from tests.doubles.discord.server import TOKEN, LoopbackDiscord
from tests.doubles.discord.world import Channel, Guild, Post, User

__all__ = [
    "ALL",
    "MEMBER",
    "POSTING",
    "TOKEN",
    "Call",
    "Channel",
    "Clock",
    "Guild",
    "Json",
    "LoopbackDiscord",
    "Permission",
    "Post",
    "Reply",
    "User",
]
