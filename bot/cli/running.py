"""`briefbot run`, `check` and `status`: the bot at work, whether it is set up, and how it stands."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import WRONG_USE, ConfigOption, DataDirOption, Given, JsonOption, NowOption, clock_at

if TYPE_CHECKING:
    from bot.newsroom import Newsroom, Plan
    from bot.rendering import Renderer
    from briefings.model import Delivery


_NOTHING: dict[str, Any] = {
    "store": None,
    "coverage": None,
    "sources": [],
    "rejected": [],
    "deliveries": {},
    "stuck": [],
    "closed": [],
}
_MOST_STUCK = 20  # told one by one


def run(
    ctx: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due, then end.")] = False,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Read the sources and post on schedule until stopped."""
    from bot import app  # noqa: PLC0415  # brings everything

    settings = Given.of(ctx, config, data_dir).settings()
    moment = None if now is None else clock_at(now)()
    return app.run(settings, once=once, now=moment)


def check(
    ctx: typer.Context,
    *,
    as_json: JsonOption = False,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Check the admin file and show what happens next.

    All its problems are named at once, each with its line and a right example.
    """
    from bot.cli.output import print_json, show  # noqa: PLC0415  # only for this
    from bot.newsroom import Plan  # noqa: PLC0415
    from bot.settings import SettingsError  # noqa: PLC0415

    try:
        settings = Given.of(ctx, config, data_dir).settings()
    except SettingsError as error:
        if not as_json:
            raise
        print_json({"ok": False, "problems": [asdict(problem) for problem in error.problems]})
        return WRONG_USE
    plan = Plan.of(settings)
    runs = _next_runs(plan, clock_at(now)())
    if as_json:
        print_json({"ok": True, "config": str(settings.path), "schedules": runs})
    else:
        show(_renderer(plan).show("checked", settings=settings, runs=runs))
    return 0


def status(
    ctx: typer.Context,
    *,
    as_json: JsonOption = False,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Show sources, schedules and deliveries."""
    from bot.cli.output import print_json, show  # noqa: PLC0415  # only for this
    from bot.cli.rooms import is_kept  # noqa: PLC0415
    from bot.newsroom import Plan, open_kept  # noqa: PLC0415

    settings, clock = Given.of(ctx, config, data_dir).settings(), clock_at(now)
    plan = Plan.of(settings)
    found = _NOTHING | {"schedules": _next_runs(plan, clock())}
    if is_kept(settings):
        with open_kept(settings, clock=clock, read_only=True) as newsroom:
            found |= _standing(newsroom)
    if as_json:
        print_json(found)
    else:
        show(_renderer(plan).show("status", **found))
    return 0


def _standing(newsroom: "Newsroom") -> dict[str, Any]:
    """Gather how the bot stands."""
    from briefings.model import DeliveryState  # noqa: PLC0415
    from briefings.store.closures import Closures  # noqa: PLC0415  # brings SQLAlchemy
    from briefings.store.ledger import Ledger  # noqa: PLC0415

    ledger = Ledger(newsroom.store)
    stuck = (DeliveryState.UNKNOWN, DeliveryState.HELD, DeliveryState.DEAD)
    rejected = newsroom.documents.rejections()
    return {
        "store": newsroom.store.where,
        "coverage": asdict(newsroom.articles.coverage()),
        "sources": [asdict(state) for state in newsroom.documents.sources()],
        "rejected": [asdict(each) for each in rejected],
        "deliveries": {str(state): number for state, number in ledger.counts().items()},
        "stuck": [_stuck(delivery) for delivery in ledger.listing(stuck, limit=_MOST_STUCK)],
        "closed": [asdict(closure) for closure in Closures(newsroom.store).listing()],
    }


def _stuck(delivery: "Delivery") -> dict[str, Any]:
    """Tell of a delivery what an admin asks: what, where, why, and what it is called."""
    return {
        "id": delivery.id,
        "state": str(delivery.state),
        "schedule": delivery.key.schedule,
        "due": delivery.key.scheduled_for,
        "destination": delivery.key.destination,
        "part": delivery.key.part,
        "attempts": delivery.attempts,
        "note": delivery.note,
    }


def _next_runs(plan: "Plan", moment: datetime) -> list[dict[str, Any]]:
    """List each schedule with its next time, the soonest first."""
    from briefings.schedule import next_due  # noqa: PLC0415  # brings cronsim

    runs = [
        {
            "name": name,
            "digest": schedule.digest,
            "targets": schedule.targets,
            "timezone": schedule.timezone,
            "next": next_due(schedule, moment),
        }
        for name, schedule in plan.schedules.items()
    ]
    return sorted(runs, key=lambda run: (run["next"] is None, run["next"] or moment))


def _renderer(plan: "Plan") -> "Renderer":
    from bot.platforms.console import ConsoleDialect  # noqa: PLC0415  # only to show something
    from bot.rendering import Renderer  # noqa: PLC0415

    return Renderer(ConsoleDialect(), zone=plan.zone, topics=plan.topics)
