"""How Slack says no: status 200, `ok` false and an error's name."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Problem(Exception):  # an answer, not an error of the double
    """A refusal, as it goes out."""

    def __init__(
        self, error: str, *, status: int = 200, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = headers or {}
        self.body: Json = {"ok": False, "error": error, **more}


def invalid(error: str, *messages: str) -> Problem:
    """Refuse arguments, saying in `response_metadata` what is wrong with them."""
    return Problem(error, response_metadata={"messages": [f"[ERROR] {one}" for one in messages]})


def missing_scope(needed: str, provided: tuple[str, ...]) -> Problem:
    """Refuse a token that lacks a scope, naming it and those the token has."""
    return Problem("missing_scope", needed=needed, provided=",".join(provided))
