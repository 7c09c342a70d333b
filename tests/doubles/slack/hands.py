"""What admins, people and outages do to the world while an app is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.slack.installing import consent
from tests.doubles.slack.mentions import pinged
from tests.doubles.slack.specs import broken_manifest
from tests.doubles.slack.world import PRIVATE, PUBLIC, SCOPES, Channel, Post, Team, User

if TYPE_CHECKING:
    from tests.doubles.slack.problems import Json
    from tests.doubles.slack.world import View, World


class Hands:
    """Arranges the world and looks at it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add_team(self, name: str = "Harbour", *, scopes: tuple[str, ...] | None = None) -> Team:
        """Add a workspace in which the app is installed with *scopes*."""
        team = self.found_team(name)
        team.scopes = scopes or self._scopes()
        self.world.tokens[team.token] = team
        return team

    def found_team(self, name: str = "Harbour") -> Team:
        """Add a workspace that does not have the app yet; `consent` installs it there."""
        team_id = self.world.new_id("T")
        bot = User(id=self.world.new_id("U"), team_id=team_id, name="brief", is_bot=True)
        team = Team(
            id=team_id,
            name=name,
            bot=bot,
            bot_id=self.world.new_id("B"),
            token=self.world.new_token(team_id),
            scopes=(),
            home_enabled=self._shows_home(),
        )
        team.users[bot.id] = bot
        self.world.teams[team.id] = team
        return team

    def _scopes(self) -> tuple[str, ...]:
        asked = self.world.manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
        return tuple(asked) if asked else SCOPES

    def install_manifest(self, manifest: Json) -> None:
        """Set the app up from *manifest*: from now on only what it declares is there."""
        self.world.violations += [f"manifest: {one}" for one in broken_manifest(manifest)]
        self.world.manifest = manifest
        for team in self.world.teams.values():
            team.home_enabled = self._shows_home()

    def _shows_home(self) -> bool:
        features = self.world.manifest.get("features", {})
        return not self.world.manifest or bool(features.get("app_home", {}).get("home_tab_enabled"))

    def consent(self, address: str, team: Team, admin: User) -> Json:
        """Let *admin* agree to the installation that the page at *address* asks for.

        Returns `code` and `state`, with which Slack sends the browser back to the app.
        """
        return consent(self.world, address, team, admin)

    def add_channel(
        self, team: Team, name: str = "news", *, is_private: bool = False, has_bot: bool = True
    ) -> Channel:
        """Add a channel with everybody of *team* in it; without the bot when it was not invited."""
        kind = PRIVATE if is_private else PUBLIC
        channel = Channel(id=self.world.new_id("C"), team_id=team.id, name=name, kind=kind)
        channel.members = {one for one in team.users if has_bot or one != team.bot.id}
        team.channels[channel.id] = channel
        return channel

    def add_user(
        self,
        team: Team,
        name: str = "ada",
        *,
        tz: str = "Europe/Amsterdam",
        locale: str = "en-US",
        is_admin: bool = False,
    ) -> User:
        """Add a person, who joins every public channel there is."""
        user = User(
            id=self.world.new_id("U"), team_id=team.id, name=name, tz=tz, locale=locale, is_admin=is_admin
        )
        team.users[user.id] = user
        for channel in team.channels.values():
            if channel.kind == PUBLIC:
                channel.members.add(user.id)
        return user

    def invite(self, channel: Channel) -> None:
        """Type `/invite` for the bot."""
        channel.members.add(self.world.teams[channel.team_id].bot.id)

    def remove(self, channel: Channel, user: User | None = None) -> None:
        """Remove the bot, or *user*, from *channel*."""
        channel.members.discard((user or self.world.teams[channel.team_id].bot).id)

    def archive(self, channel: Channel) -> None:
        """Archive *channel*."""
        channel.is_archived = True

    def delete_channel(self, channel: Channel) -> None:
        """Delete *channel*."""
        del self.world.teams[channel.team_id].channels[channel.id]

    def revoke(self, token: str, error: str = "token_revoked") -> None:
        """Void a token: from now on it draws *error*."""
        self.world.revoked[token] = error

    def write(self, channel: Channel, user: User, text: str, *, thread: Post | None = None) -> Post:
        """Let a person write *text* into *channel* without telling the app."""
        post = Post(
            ts=self.world.new_ts(),
            team_id=channel.team_id,
            channel_id=channel.id,
            user_id=user.id,
            fallback=text,
        )
        post.is_from_bot = False
        post.thread_ts = (thread.thread_ts or thread.ts) if thread else ""
        post.pinged = pinged({"text": text})
        return self.world.keep(post)

    def direct_messages(self, team: Team, user: User) -> Channel:
        """Return the channel of the bot's direct messages with *user*."""
        return self.world.direct_messages(team, user.id)

    def messages(self, channel: Channel, *, seen_by: User | None = None) -> list[Post]:
        """List what stands in *channel*, oldest first; with *seen_by* what is ephemeral for them, too."""
        posts = sorted(self.world.posts.get(channel.id, {}).values(), key=lambda post: float(post.ts))
        mine = seen_by.id if seen_by else None
        return [post for post in posts if not post.is_ephemeral or post.ephemeral_for == mine]

    @property
    def pinged(self) -> frozenset[str]:
        """Whom anything that the app ever wrote pinged: ids, "channel", "here", "everyone"."""
        return frozenset(self.world.pinged)

    @property
    def unfurled(self) -> frozenset[str]:
        """The links below which anything that the app ever wrote would have shown a preview."""
        return frozenset(self.world.unfurled)

    @property
    def views(self) -> list[View]:
        """The modals on people's screens, topmost last."""
        return [view for view in self.world.views.values() if view.is_open]

    def home(self, user: User) -> View | None:
        """Return the App Home that *user* sees, if one was published."""
        return self.world.homes.get((user.team_id, user.id))
