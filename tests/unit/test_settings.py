"""What a right admin file hands out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.settings import config_path, load
from briefings.model import CleaningRules, Digest, GlossaryEntry, Schedule, Source, Target, Topic
from tests.unit.adminfile import SMALL, AdminFile

if TYPE_CHECKING:
    from bot.settings import Settings

SAMPLE = Path(__file__).parents[2] / "config" / "briefbot.toml"


@pytest.fixture
def admin(tmp_path: Path) -> AdminFile:
    """Give an admin file in a folder of its own."""
    return AdminFile(tmp_path)


@pytest.fixture
def sample() -> Settings:
    """Give the admin file of the repository."""
    return load(SAMPLE, environment={})


def test_a_small_file_hands_out_the_words_of_the_newsroom(admin: AdminFile) -> None:
    """Sources, topics, digests, targets and schedules come as the newsroom's own values, by name."""
    settings = admin.load(SMALL)

    assert {"pages": Source(name="pages", kind="folder", location=str(admin.path.parent / "pages"))} == dict(
        settings.sources
    )
    assert {"ban": Topic(name="ban", label="ban", any=("ban",))} == dict(settings.topics)
    assert {"daily": Digest(name="daily", topics=("ban",))} == dict(settings.digests)
    assert {"terminal": Target(name="terminal", platform="console")} == dict(settings.targets)
    assert {
        "weekday": Schedule(
            name="weekday", digest="daily", targets=("terminal",), timezone="Europe/London", at=(time(8, 30),)
        )
    } == dict(settings.schedules)


def test_a_full_schedule_is_read(admin: AdminFile) -> None:
    """Days, several times, a zone of its own, grace and dates to skip are read, and times put in order."""
    more = (
        'at = ["18:00", 08:30:00]\ndays = ["fri-sun", "wed"]\ntimezone = "Asia/Tokyo"\ncatch_up = "none"\n'
        'grace = "90m"\nskip_dates = [2025-12-25, "2026-01-01"]\n'
    )
    settings = admin.load(SMALL.replace('at = ["08:30"]\n', more))

    assert settings.schedules["weekday"] == Schedule(
        name="weekday",
        digest="daily",
        targets=("terminal",),
        timezone="Asia/Tokyo",
        at=(time(8, 30), time(18, 0)),
        days=(2, 4, 5, 6),
        catch_up="none",
        grace=timedelta(minutes=90),
        skip_dates=(date(2025, 12, 25), date(2026, 1, 1)),
    )


def test_a_schedule_without_a_zone_keeps_that_of_the_bot(admin: AdminFile) -> None:
    """The zone of [bot] holds for every schedule that names none; without any it is UTC."""
    at_home = admin.load(SMALL.replace('timezone = "Europe/London"\n', ""))

    assert ("UTC", "UTC") == (at_home.bot.timezone, at_home.schedules["weekday"].timezone)


def test_a_cron_line_stands_for_times_and_days(admin: AdminFile) -> None:
    """A schedule may be a cron line instead of times and days."""
    settings = admin.load(SMALL.replace('at = ["08:30"]', 'cron = "30 8 * * mon-fri"'))

    assert ("30 8 * * mon-fri", ()) == (settings.schedules["weekday"].cron, settings.schedules["weekday"].at)


def test_rules_of_a_source_are_added_to_the_general_ones(admin: AdminFile) -> None:
    """A source keeps the general phrases and adds its own; its share of removed text wins."""
    text = SMALL + (
        '[cleaning]\nmax_removed = 0.5\ndrop = ["Sign up"]\nkeep = ["Note"]\n'
        '[sources.pages.cleaning]\nmax_removed = 0.9\ndrop = ["Log in"]\n'
        '[sources.feed]\ntype = "feed"\nurl = "https://example.org/feed"\npublished = 2025-01-24\n'
    )
    settings = admin.load(text)

    assert (
        CleaningRules(max_removed=0.9, drop=("Sign up", "Log in"), keep=("Note",))
        == settings.sources["pages"].cleaning
    )
    assert (
        CleaningRules(max_removed=0.5, drop=("Sign up",), keep=("Note",)) == settings.sources["feed"].cleaning
    )
    assert "https://example.org/feed" == settings.sources["feed"].location
    assert datetime(2025, 1, 24, tzinfo=UTC) == settings.sources["feed"].published


def test_a_glossary_entry_keeps_all_its_names(admin: AdminFile) -> None:
    """A glossary entry comes with its aliases in their order."""
    settings = admin.load(
        SMALL + '[glossary.rednote]\nterm = "RedNote"\naliases = ["Xiaohongshu", "小红书"]\n'
    )

    assert (
        GlossaryEntry(name="rednote", term="RedNote", aliases=("Xiaohongshu", "小红书"))
        == settings.glossary["rednote"]
    )


def test_names_of_any_script_are_names(admin: AdminFile) -> None:
    """A topic may be named in Chinese, and a long name with a year in it is no secret."""
    text = (
        SMALL
        + '[topics."小红书"]\nany = ["小红书"]\n[topics.supreme-court-ruling-of-2025]\nany = ["court"]\n'
    )
    settings = admin.load(text)

    assert ["ban", "小红书", "supreme-court-ruling-of-2025"] == list(settings.topics)


def test_data_lies_where_the_operator_says(admin: AdminFile, tmp_path: Path) -> None:
    """BRIEFBOT_DATA_DIR wins over the file, the file over this user's data folder."""
    text = SMALL.replace("[bot]", '[bot]\ndata_dir = "state"')
    by_variable = admin.load(text, {"BRIEFBOT_DATA_DIR": str(tmp_path / "elsewhere")})
    by_file = admin.load(text)
    by_default = admin.load(SMALL)

    assert tmp_path / "elsewhere" == by_variable.data_dir
    assert tmp_path / "state" == by_file.data_dir
    assert by_default.data_dir.is_absolute()
    assert "briefbot" == by_default.data_dir.name


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", "sqlite:///{folder}/state/briefbot.db"),
        ('url = "sqlite:///own.db"', "sqlite:///{folder}/own.db"),
        ('url = "sqlite:////srv/own.db"', "sqlite:////srv/own.db"),
        ('url = "sqlite://"', "sqlite://"),
        ('url = "sqlite:///:memory:"', "sqlite:///:memory:"),
        ('url = "postgresql+psycopg://db.example.org/desk"', "postgresql+psycopg://db.example.org/desk"),
        ('url_env = "STORE"', "postgresql+psycopg://desk:pw@db.example.org/desk"),
    ],
)
def test_the_store_is_where_the_file_says(admin: AdminFile, written: str, read: str) -> None:
    """The store is SQLite in the data folder unless the file, or the variable it names, has an address."""
    text = f"{SMALL}[store]\n{written}\n".replace("[bot]", '[bot]\ndata_dir = "state"')
    settings = admin.load(text, {"STORE": "postgresql+psycopg://desk:pw@db.example.org/desk"})

    assert read.format(folder=admin.path.parent) == settings.store_url()


def test_a_byte_order_mark_tabs_and_windows_lines_are_no_mistake(admin: AdminFile) -> None:
    """What editors on other systems do to a file does not matter."""
    text = "\ufeff" + SMALL.replace(" = ", "\t=\t").replace("\n", "\r\n")

    assert ["weekday"] == list(admin.load(text).schedules)


def test_a_home_folder_is_found(admin: AdminFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path may start at the user's home."""
    monkeypatch.setenv("HOME", str(admin.path.parent))

    assert (
        str(admin.path.parent / "pages")
        == admin.load(SMALL.replace('"pages"', '"~/pages"')).sources["pages"].location
    )


@pytest.mark.parametrize(
    ("chosen", "environment", "expected"),
    [
        (Path("a.toml"), {"BRIEFBOT_CONFIG": "b.toml"}, Path("a.toml")),
        (None, {"BRIEFBOT_CONFIG": "b.toml"}, Path("b.toml")),
        (None, {}, Path("config/briefbot.toml")),
    ],
)
def test_the_file_is_found(chosen: Path | None, environment: dict[str, str], expected: Path) -> None:
    """The command line wins over BRIEFBOT_CONFIG, which wins over config/briefbot.toml."""
    assert expected == config_path(chosen, environment)


def test_the_sample_file_runs_as_it_stands(sample: Settings) -> None:
    """The repository's own file needs no variable, no token and no server."""
    assert ("console",) == sample.platforms
    assert {} == dict(sample.secrets)
    assert [str(SAMPLE.parent / "articles")] == [source.location for source in sample.sources.values()]
    assert {"daily", "week"} == {schedule.digest for schedule in sample.schedules.values()}


def test_the_sample_file_posts_on_weekday_mornings_in_london(sample: Settings) -> None:
    """The first schedule a newcomer sees is 08:30 in London from Monday to Friday."""
    weekday = sample.schedules["weekday"]

    assert ((time(8, 30),), (0, 1, 2, 3, 4), "Europe/London") == (weekday.at, weekday.days, weekday.timezone)


def test_the_sample_glossary_knows_all_names_of_rednote(sample: Settings) -> None:
    """RedNote is Xiaohongshu is 小红书, in both scripts and all spellings."""
    rednote = sample.glossary["rednote"]

    assert {"RedNote", "Xiaohongshu", "小红书", "小紅書", "Red-Note", "Little Red Book"} <= {
        rednote.term,
        *rednote.aliases,
    }


def test_the_sample_glossary_keeps_tiktok_and_douyin_apart_in_words(sample: Settings) -> None:
    """A question with 抖音 finds TikTok, and the definition says that these are two apps."""
    tiktok = sample.glossary["tiktok"]

    assert {"抖音", "Douyin"} <= set(tiktok.aliases)
    assert "separate app" in tiktok.definition


def test_every_topic_of_the_sample_tests_itself(sample: Settings) -> None:
    """Each topic of the sample file has a sentence that belongs to it and one that does not."""
    assert [] == [
        topic.name for topic in sample.topics.values() if not topic.must_match or not topic.must_not_match
    ]
