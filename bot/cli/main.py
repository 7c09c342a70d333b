"""Run one command and end well: streams in UTF-8, errors as sentences, exit codes that mean something."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer._click.exceptions import ClickException
from typer.core import TyperGroup

from bot import __version__
from bot.cli import asking, inviting, reading, running, showing, slack
from bot.cli.options import FAILED, UNUSABLE, WRONG_USE, ConfigOption, DataDirOption, Given, Stop

INTERRUPTED = 130  # as shells count Ctrl-C
CONTRACT = 1  # of the --json output; README has its history


class _Group(TyperGroup):
    """Whoever stopped reading our output has had enough, and that is no error; typer would make it one."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the arguments, and answer those that need no command."""
        with _ending_quietly():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _ending_quietly():
            return super().invoke(ctx)


@contextmanager
def _ending_quietly() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        _let_go_of_stdout()
        raise typer.Exit from error


app = typer.Typer(
    name="briefbot",
    cls=_Group,
    help="A news desk for chat: short briefings and cited answers, every sentence verbatim from its article.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (showing.demo, running.run, reading.ingest, reading.clean, asking.brief, asking.ask):
    app.command()(command)
for command in (running.check, running.status):
    app.command()(command)
app.command()(inviting.invite)
app.command()(inviting.sync)
app.command()(slack.slack_manifest)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        print(f"briefbot {__version__} (JSON contract {CONTRACT})")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    *,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda value: _show_version(wanted=value),
            is_eager=True,
            help="Show the version and end.",
        ),
    ] = False,
) -> None:
    """Keep what is given before the command for the command; log where it does not disturb."""
    from bot.cli.logfile import log_to_file  # noqa: PLC0415  # 20 ms that --version does not need

    del version
    log_to_file()
    ctx.obj = Given(config=config, data_dir=data_dir)


def main() -> None:
    """Run the command line and leave with its exit code."""
    _open_closed_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # UTF-8 whatever the locale. What has no UTF-8 (half a file name) is escaped, as JSON does it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def _open_closed_streams() -> None:
    """Give a process that was started without stdin, stdout or stderr empty ones."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # for the process's life


def run(arguments: list[str]) -> int:
    """Run the command that *arguments* name and return its exit code; what goes wrong is said on stderr."""
    try:
        code = typer.main.get_command(app)(arguments, prog_name="briefbot", standalone_mode=False)
        sys.stdout.flush()  # here, where a full disk can still be spoken of
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except ClickException as error:
        error.show(file=sys.stderr)
        return WRONG_USE
    except typer.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_stdout()
        return 0
    except Exception as error:  # noqa: BLE001  # the rim: it is logged, and nobody wants to see a traceback
        return _explained(error) or _own_fault(error)
    return int(code or 0)


def _explained(error: Exception) -> int | None:
    """Say what went wrong outside of us; None when it was not outside."""
    # By name: importing the classes would bring pydantic and SQLAlchemy into every start.
    codes = {
        "CannotConnect": WRONG_USE,
        "CannotListen": WRONG_USE,
        "SecretError": WRONG_USE,
        "SettingsError": WRONG_USE,
        "StoreError": UNUSABLE,
    }
    code = next((codes[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in codes), None)
    if code is not None:
        print(error, file=sys.stderr)
    elif isinstance(error, OSError) and error.strerror:
        if error.filename is None:
            _let_go_of_stdout()
        what = error.filename or "The output"
        print(
            f"{what} cannot be used: {error.strerror.lower()}. Put that right and try again.", file=sys.stderr
        )
        code = FAILED
    return code


def _let_go_of_stdout() -> None:
    """Write what is still buffered nowhere, so that the end of the process does not try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_fault(error: Exception) -> int:
    """Log a fault of ours under a reference that the person can name."""
    import logging  # noqa: PLC0415

    from bot.chat import new_reference  # noqa: PLC0415  # hopefully never
    from bot.cli.logfile import log_to_file, path  # noqa: PLC0415

    log_to_file()
    reference = new_reference()
    logging.getLogger(__name__).error("command failed", exc_info=error, extra={"ref": reference})
    print(f"Something broke on my side and was logged in {path()}. Ref {reference}.", file=sys.stderr)
    return FAILED
