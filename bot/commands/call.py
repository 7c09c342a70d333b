"""One request being answered: its options checked, its names found, and the words for what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.chat import Action, Form, Message, OptionKind
from bot.commands.names import closest, resolve
from bot.plain import disarm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import CommandSpec, OptionSpec, Request
    from bot.commands.book import Book
    from bot.commands.names import Named
    from bot.commands.office import Office
    from bot.newsroom import Newsroom
    from bot.rendering import Renderer

_LISTINGS = {
    OptionKind.TOPIC: "/brief topics",
    OptionKind.SOURCE: "/brief source",
    OptionKind.ARTICLE: "/brief source",
    OptionKind.STORY: "/brief now window:all",
    OptionKind.DIGEST: "/brief help last",
    OptionKind.TERM: "/brief glossary",
    OptionKind.COMMAND: "/brief help",
}
_MOST_CHOICES = 10  # shown when a name is ambiguous; more is a list to scroll, not a choice


class Notice(Exception):  # it is an answer, and often nobody's error
    """The answer is a sentence of what is wrong, why and what to do: a template in templates/notices/."""

    def __init__(self, template: str, /, *, actions: Sequence[Action] = (), **values: Any) -> None:
        super().__init__(template)
        self.template = template
        self.actions = tuple(actions)
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a handler needs: the newsroom, the request with its checked options, and a voice."""

    newsroom: Newsroom
    office: Office | None  # None: nothing is posted from here
    request: Request
    options: Mapping[str, str]
    book: Book
    renderer: Renderer

    def post_office(self) -> Office:
        """Return the office.

        Raises:
            Notice: There is none: this is a demo, from which nothing is posted.
        """
        if self.office is None:
            raise Notice("no_office")
        return self.office

    def show(self, template: str, *, actions: Sequence[Action] = (), **values: Any) -> Message:
        """Tell *values* through *template*."""
        return self.renderer.show(template, actions=actions, **values)


Handler: TypeAlias = Callable[[Call], Awaitable[Message]]
FormHandler: TypeAlias = Callable[[Call], Awaitable[Form]]


def check(spec: CommandSpec, request: Request, book: Book) -> dict[str, str]:
    """Return the options of *request* with every name resolved to its id.

    Raises:
        Notice: One is missing, too long, not among its choices, unknown, or could be several things.
    """
    checked = {}
    for option in spec.options:
        # What no person can see would find nothing, and no database keeps all of it.
        given = disarm(request.options.get(option.name, "")).strip()
        if given:
            checked[option.name] = _check(spec, option, given, book)
        elif option.is_required:
            raise Notice("missing", command=spec.name, name=option.name, example=spec.examples[0])
    return checked


def _check(spec: CommandSpec, option: OptionSpec, given: str, book: Book) -> str:
    if len(given) > option.max_length:
        raise Notice("too_long", name=option.name, length=len(given), limit=option.max_length)
    if option.kind is OptionKind.CHOICE and given not in option.choices:
        raise Notice("no_choice", asked=given, name=option.name, choices=option.choices)
    if spec.verb == "why":  # may ask for anything, also for what is in no book
        return given
    named = book.of(option.kind)
    return find(given, named, option.kind, verb=spec.verb, option=option.name).id if named else given


def find(given: str, named: Sequence[Named], kind: OptionKind, *, verb: str, option: str) -> Named:
    """Return the one thing *given* names.

    Raises:
        Notice: It names none (the closest are proposed) or several (they are offered as choices).
    """
    found = resolve(given, named)
    if not found:
        near = [each.label for each in closest(given, named)]
        raise Notice("unknown", kind=kind.value, asked=given, near=near, listing=_LISTINGS[kind])
    if len(found) == 1:
        return found[0]
    choices = found[:_MOST_CHOICES]
    actions = [Action(label=each.label, verb=verb, options=((option, each.id),)) for each in choices]
    raise Notice("ambiguous", actions=actions, asked=given, names=[each.line for each in choices])
