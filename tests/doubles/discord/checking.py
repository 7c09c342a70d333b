"""The limits of a message, as Discord documents them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.discord.problems import FormErrors, Json, problem

if TYPE_CHECKING:
    from tests.doubles.discord.world import Post


def check_message(body: Json, *, before: Post | None = None) -> None:
    """Refuse a message that breaks a limit; *before* is what an edit changes.

    Raises:
        Problem: 50035 with every broken limit by field, or 50006 for an empty message.
    """
    errors = FormErrors()
    if body.get("content"):
        errors.length(("content",), body["content"], most=2000)
    errors.check()
    if before is None and not any(
        body.get(name) for name in ("content", "embeds", "components", "sticker_ids")
    ):
        raise problem(50006)
