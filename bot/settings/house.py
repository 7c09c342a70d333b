"""The tables that say how the bot itself runs: identity, store, platforms, limits and what it keeps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.settings.fields import (
    Bind,
    Duration,
    Lax,
    Networks,
    Section,
    Share,
    Text,
    Time,
    Variable,
    Words,
    Zone,
    key,
)
from bot.settings.problems import BadValue


class BotSection(Section):
    """Who the bot is, and the clock it lives by."""

    name: Text = key("Briefbot", "How the bot calls itself.", '"Briefbot"')
    locale: Literal["en"] = key("en", "Language of its own words; articles keep theirs.", '"en"')
    timezone: Zone = key("UTC", "Zone of every schedule that names none, as IANA name.", '"Europe/London"')
    data_dir: Text | None = key(
        None, "Folder of its data; this user's data folder when left out.", '"/var/lib/briefbot"'
    )
    admin_target: Text | None = key(None, "Target that hears of trouble.", '"terminal"')


class StoreSection(Section):
    """Where articles, stories and deliveries are kept; one of the keys at most."""

    url: Text | None = key(
        None,
        "Address without a password; SQLite in data_dir when left out.",
        '"postgresql+psycopg://db.example.org/briefbot"',
    )
    url_env: Variable | None = key(None, "Variable that holds the address.", '"BRIEFBOT_STORE_URL"')
    url_file: Text | None = key(None, "File that holds the address.", '"/run/secrets/store_url"')

    @model_validator(mode="after")
    def _is_one_address(self) -> StoreSection:
        if len(self.model_fields_set) > 1:
            raise BadValue(
                f"{' and '.join(sorted(self.model_fields_set))} are both given", rule="one of them"
            )
        if self.url is not None and not self.url.startswith(("sqlite:", "postgresql+psycopg:")):
            raise BadValue(
                "url is no store Briefbot knows", rule="sqlite:///FILE or postgresql+psycopg://HOST/NAME"
            )
        return self


class ConsolePlatform(Section):
    """This terminal."""

    enabled: bool = key(default=False, description="Use it.", example="true")


class DiscordPlatform(Section):
    """Discord."""

    enabled: bool = key(default=False, description="Use it.", example="true")
    token_env: Variable = key("DISCORD_TOKEN", "Variable that holds the bot token.", '"DISCORD_TOKEN"')
    token_file: Text | None = key(None, "File that holds it, instead.", '"/run/secrets/discord"')
    guilds: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9]{15,21}$")], ...], Lax] = key(
        (), "Servers that get the commands when command_scope is guild.", '["1234567890123456789"]'
    )
    command_scope: Literal["global", "guild"] = key("global", "Where commands are registered.", '"global"')

    @model_validator(mode="after")
    def _names_its_guilds(self) -> DiscordPlatform:
        if self.command_scope == "guild" and not self.guilds:
            raise BadValue('command_scope = "guild" needs guilds', example='guilds = ["1234567890123456789"]')
        return self


class SlackPlatform(Section):
    """Slack."""

    enabled: bool = key(default=False, description="Use it.", example="true")
    mode: Literal["socket", "http"] = key(
        "socket", "Slack's way to us: a socket we open, or requests it sends.", '"socket"'
    )
    bot_token_env: Variable = key(
        "SLACK_BOT_TOKEN", "Variable that holds the bot token.", '"SLACK_BOT_TOKEN"'
    )
    bot_token_file: Text | None = key(None, "File that holds it, instead.", '"/run/secrets/slack_bot"')
    app_token_env: Variable = key(
        "SLACK_APP_TOKEN", "Variable that holds the app token (socket).", '"SLACK_APP_TOKEN"'
    )
    app_token_file: Text | None = key(None, "File that holds it, instead.", '"/run/secrets/slack_app"')
    signing_secret_env: Variable = key(
        "SLACK_SIGNING_SECRET", "Variable that holds the signing secret (http).", '"SLACK_SIGNING_SECRET"'
    )
    signing_secret_file: Text | None = key(
        None, "File that holds it, instead.", '"/run/secrets/slack_signing"'
    )
    bind: Bind = key("127.0.0.1:3000", "Where Slack's requests arrive (http).", '"127.0.0.1:3000"')


class StoryThresholds(Section):
    """How alike two articles must be."""

    near_copy: Share = key(0.5, "Shared four-word runs that make one a copy of the other.", "0.5")


class StoriesSection(Section):
    """How articles become stories."""

    pins: Words = key((), "Words of titles that always come first.", '["election"]')
    thresholds: StoryThresholds = key(StoryThresholds(), "How alike articles must be.", "{ near_copy = 0.5 }")


class QaThresholds(Section):
    """How well a passage must fit its question, from 0 to 1."""

    answered: Share | None = key(None, "From here on it counts as answered; built in when left out.", "0.6")
    weak: Share | None = key(None, "Below it nothing is shown; built in when left out.", "0.3")


class QaSection(Section):
    """How questions are answered."""

    max_passages: Annotated[int, Field(ge=1, le=10)] = key(3, "At most so many passages an answer.", "3")
    thresholds: QaThresholds = key(QaThresholds(), "How well a passage must fit.", "{ weak = 0.3 }")
    unanswered_log: bool = key(
        default=True, description="List questions that found nothing, for the admin.", example="true"
    )


class PersonalSection(Section):
    """Digests people make for themselves."""

    enabled: bool = key(default=True, description="Allow them.", example="true")
    max_topics: Annotated[int, Field(ge=1, le=100)] = key(20, "At most so many topics a person.", "20")
    earliest: Time | None = key(None, "No personal digest before this local time.", '"06:00"')


class PermissionsSection(Section):
    """Who may do what in chat, beyond the platform's own admins."""

    admin_roles: Words = key((), "Roles that may use /briefadmin.", '["news-desk"]')
    admin_users: Words = key((), "People who may use /briefadmin, by id.", '["U024BE7LH"]')
    who_may_share: Literal["everyone", "admins"] = key(
        "everyone", "Who may share an answer with a channel.", '"admins"'
    )


class FetchTimeouts(Section):
    """How long a fetch may take."""

    connect: Duration = key("5s", "To reach the server.", '"5s"')
    read: Duration = key("10s", "Between two pieces of the answer.", '"10s"')
    total: Duration = key("20s", "For all of it.", '"20s"')


class FetchSection(Section):
    """How feeds and pages are fetched."""

    allow_networks: Networks = key((), "Private networks that may be fetched from.", '["10.1.0.0/16"]')
    timeouts: FetchTimeouts = key(FetchTimeouts(), "How long a fetch may take.", '{ total = "20s" }')
    max_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = key(
        5_000_000, "Longer answers are dropped.", "5_000_000"
    )
    user_agent: Text = key("Briefbot", "How the bot introduces itself.", '"Briefbot (desk@example.org)"')
    respect_robots: bool = key(default=True, description="Obey robots.txt.", example="true")


class LimitsSection(Section):
    """How much one may ask of the bot."""

    per_user_per_minute: Annotated[int, Field(ge=1, le=1_000)] = key(
        10, "Commands a person and minute.", "10"
    )
    per_guild: Annotated[int, Field(ge=1, le=10_000)] = key(
        60, "Commands a server or workspace and minute.", "60"
    )
    schedules: Annotated[int, Field(ge=1, le=100_000)] = key(50, "Schedules a server or workspace.", "50")


class PrivacySection(Section):
    """What is kept of people, and how long."""

    retain_days: Annotated[int, Field(ge=1, le=3_650)] = key(
        90, "Days until deliveries and questions are forgotten.", "90"
    )
    store_questions: bool = key(default=False, description="Keep the words of questions.", example="false")


class ObservabilitySection(Section):
    """What the operator sees."""

    log: Literal["console", "json"] = key("console", "Log lines for people or for machines.", '"json"')
    bind: Bind | None = key(
        None, "Where health and metrics are served; nowhere when left out.", '"127.0.0.1:9464"'
    )
