"""What is wrong, why and what to do next, as an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import Action


class Notice(Exception):  # it is an answer, and often nobody's error
    """The answer is a sentence of what is wrong, why and what to do: a template in templates/notices/."""

    def __init__(self, template: str, /, *, actions: Sequence[Action] = (), **values: Any) -> None:
        super().__init__(template)
        self.template = template
        self.actions = tuple(actions)
        self.values = values
