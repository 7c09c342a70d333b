"""`briefbot slack-manifest`: what to paste at Slack to make the app."""

import json
import re
from typing import Annotated

import typer

_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


def slack_manifest(
    *,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print YAML instead of JSON.")] = False,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="URL",
            help='Where Slack reaches the bot, with mode = "http". [default: Socket Mode, which needs none]',
        ),
    ] = "",
) -> int:
    """Print the manifest of the Slack app.

    Paste it at api.slack.com/apps: Create New App, From a manifest.
    """
    from bot.commands import COMMANDS  # noqa: PLC0415  # not for --version
    from bot.platforms import load  # noqa: PLC0415

    if address and not _ADDRESS.fullmatch(address):
        raise typer.BadParameter(
            f"{address!r} is no address of a host; write https://bot.example.org.", param_hint="--address"
        )
    written = load("slack").manifest(COMMANDS, address=address)
    if as_yaml:
        import yaml  # noqa: PLC0415  # 20 ms, and only here

        print(yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=100), end="")
    else:
        print(json.dumps(written, indent=2, ensure_ascii=False))
    return 0
