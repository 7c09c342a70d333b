"""One request being answered: its options checked, its names found, and the words for what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.chat import Action, Form, Message, OptionKind
from bot.commands.names import closest, resolve
from bot.commands.notices import Notice
from bot.plain import disarm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.chat import CommandSpec, OptionSpec, Request
    from bot.commands.book import Book
    from bot.commands.keeping import Keeper
    from bot.commands.memory import Memory
    from bot.commands.names import Named
    from bot.commands.office import Office
    from bot.newsroom import Newsroom
    from bot.rendering import Renderer

__all__ = ["CONSOLE", "THIS_ANSWER", "Call", "FormHandler", "Handler", "Notice", "check", "find"]

_LISTINGS = {  # digests are few, and no command lists them: they are told at once
    OptionKind.TOPIC: "/brief topics",
    OptionKind.SOURCE: "/brief source",
    OptionKind.ARTICLE: "/brief source",
    OptionKind.STORY: "/brief now window:all",
    OptionKind.TERM: "/brief glossary",
    OptionKind.COMMAND: "/brief help",
}
CONSOLE = "console"  # a terminal scrolls, and shows what it shows to one person: nothing is kept of it
THIS_ANSWER = (
    "answer",
    "",
)  # an option of a button, for which the desk puts in the id of the answer it is on
_MOST_CHOICES = 10  # shown when a name is ambiguous; more is a list to scroll, not a choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a handler needs: the newsroom, the request with its checked options, and a voice."""

    newsroom: Newsroom
    office: Office | None  # None: nothing is posted from here
    request: Request
    options: Mapping[str, str]
    book: Book
    renderer: Renderer
    memory: Memory
    keeper: Keeper
    cited: dict[str, str] = field(default_factory=dict)  # number shown -> article id

    @property
    def is_in_chat(self) -> bool:
        """Whether this is a chat with buttons, and not a terminal."""
        return self.request.where.platform != CONSOLE

    def post_office(self) -> Office:
        """Return the office.

        Raises:
            Notice: There is none: this is a demo, from which nothing is posted.
        """
        if self.office is None:
            raise Notice("no_office")
        return self.office

    def cite(self, article_ids: Iterable[str], *, first: int = 1) -> None:
        """Note that this answer shows articles under the numbers from *first* on: people may name them so."""
        self.cited.update((str(number), each) for number, each in enumerate(article_ids, first))

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
            checked[option.name] = _check(spec, option, given, book, others=request.options)
        elif option.is_required:
            raise Notice("missing", command=spec.name, name=option.name, example=spec.examples[0])
    return checked


def _check(
    spec: CommandSpec, option: OptionSpec, given: str, book: Book, *, others: Mapping[str, str]
) -> str:
    if len(given) > option.max_length:
        raise Notice("too_long", name=option.name, length=len(given), limit=option.max_length)
    if option.kind is OptionKind.CHOICE and given not in option.choices:
        raise Notice("no_choice", asked=given, name=option.name, choices=option.choices)
    if spec.verb == "why":  # may ask for anything, also for what is in no book
        return given
    named = book.of(option.kind)
    if not named:
        return given
    return find(given, named, option.kind, verb=spec.verb, option=option.name, others=others).id


def find(
    given: str,
    named: Sequence[Named],
    kind: OptionKind,
    *,
    verb: str,
    option: str,
    others: Mapping[str, str] = MappingProxyType({}),
) -> Named:
    """Return the one thing *given* names; a choice that is offered instead keeps the *others* options.

    Raises:
        Notice: It names none (the closest are proposed) or several (they are offered as choices).
    """
    found = resolve(given, named)
    if not found:
        near = [each.label for each in closest(given, named)]
        known = [each.label for each in named[:_MOST_CHOICES]]
        listing = _LISTINGS.get(kind, "")
        raise Notice("unknown", kind=kind.value, asked=given, near=near, listing=listing, known=known)
    if len(found) == 1:
        return found[0]
    choices = found[:_MOST_CHOICES]
    kept = tuple((name, value) for name, value in others.items() if name != option)
    is_command = kind is OptionKind.COMMAND  # its name is spelled in another way on each platform
    actions = [
        Action(label=each.id if is_command else each.label, verb=verb, options=((option, each.id), *kept))
        for each in choices
    ]
    names = [each.line for each in choices]
    raise Notice("ambiguous", kind=kind.value, actions=actions, asked=given, names=names)
