"""Somebody at the desk of a bot that posts: asks, presses buttons, and sends forms."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from bot.chat import Action, Form, Message, Person, Place, Request
from bot.commands import CommandDesk
from bot.commands.office import Office
from bot.gates import Gates
from bot.plain import PlainDialect
from briefings.store.closures import Closures
from briefings.store.ledger import Ledger
from briefings.store.outbox import Outbox
from briefings.store.schedules import Schedules

if TYPE_CHECKING:
    from bot.newsroom import Newsroom
    from bot.settings import Settings
    from briefings.store.people import Reader

_people = itertools.count()


class Visitor:
    """One person at the desk, unknown to it so far."""

    def __init__(self, newsroom: Newsroom, settings: Settings, account: str = "") -> None:
        store = newsroom.store
        self.newsroom = newsroom
        self.office = Office(
            settings=settings,
            schedules=Schedules(store),
            outbox=Outbox(store, owner="test"),
            ledger=Ledger(store),
            platforms={},
            gates=Gates(Closures(store), Schedules(store), {}),
        )
        self.account = account or f"visitor{next(_people)}"

    def ask(self, verb: str, **options: str) -> Message:
        """Ask as by a command or a button, at a desk that was just opened: it remembers nothing itself."""
        desk = CommandDesk(self.newsroom, self.office)
        return asyncio.run(desk.answer(self._request(verb, options), PlainDialect()))

    def press(self, message: Message, label: str) -> Message | Form:
        """Press the button that says *label*."""
        action = next(action for action in message.actions if action.label == label)
        verb, options = Action.read_id(action.id)
        if not action.opens_form:
            return self.ask(verb, **options)
        desk = CommandDesk(self.newsroom, self.office)
        return asyncio.run(desk.form(self._request(verb, options), PlainDialect()))

    def form(self, message: Message, label: str) -> Form:
        """Press the button *label*, which opens a form."""
        form = self.press(message, label)
        assert isinstance(form, Form)
        return form

    def send(self, form: Form, **changed: str) -> Message:
        """Send a form as it is filled in, but for what is *changed*."""
        filled = {field.name: ",".join(field.values) for field in form.fields} | dict(form.options)
        return self.ask(form.verb, **filled | changed)

    @property
    def reader(self) -> Reader:
        """What is remembered of them."""
        found = self.newsroom.people.find("discord", self.account)
        assert found is not None
        return found

    def _request(self, verb: str, options: dict[str, str]) -> Request:
        place = Place(platform="discord", workspace="harbour", channel="quay")
        return Request(verb=verb, options=options, who=Person(id=self.account, name="Ada"), where=place)
