"""How Discord says no: its error codes, their status and their words."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_SAID: dict[int, tuple[int, str]] = {
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30034: (429, "Max number of daily application command creates has been reached (200)"),
    40001: (401, "Unauthorized. Provide a valid token and try again"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "Maximum number of follow-up messages has been reached"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    200000: (400, "Message was blocked by automatic moderation"),
}


class Problem(Exception):
    """A request that Discord refuses; carries the status and the body of the answer."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {body.get('code')} {body.get('message')}")
        self.status = status
        self.body = body


def problem(code: int) -> Problem:
    """Make the refusal that Discord documents for *code*."""
    status, message = _SAID[code]
    return Problem(status, {"message": message, "code": code})


def plain_problem(status: int, words: str) -> Problem:
    """Make a refusal without a code of its own, such as 401: Unauthorized."""
    return Problem(status, {"message": f"{status}: {words}", "code": 0})


class FormErrors:
    """Collects what is wrong with a body, by field, as code 50035 reports it."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def __bool__(self) -> bool:
        return bool(self._tree)

    def add(self, at: tuple[str | int, ...], code: str, message: str) -> None:
        """Note that the field *at* breaks a rule."""
        node = self._tree
        for step in at:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def check(self) -> None:
        """Refuse the body when anything was noted.

        Raises:
            Problem: 50035 with everything that was noted.
        """
        if self._tree:
            status, message = _SAID[50035]
            raise Problem(status, {"message": message, "code": 50035, "errors": self._tree})

    def length(self, at: tuple[str | int, ...], value: object, *, least: int = 0, most: int) -> None:
        """Note a text that is too short or too long, counted after trimming as Discord does."""
        if not isinstance(value, str):
            self.add(at, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        elif not value.strip() and least:
            self.add(at, "BASE_TYPE_REQUIRED", "This field is required")
        elif len(value.strip()) < least:
            self.add(at, "BASE_TYPE_MIN_LENGTH", f"Must be at least {least} in length.")
        elif len(value.strip()) > most:
            self.add(at, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def count(self, at: tuple[str | int, ...], items: object, *, least: int = 0, most: int) -> None:
        """Note a list that has too few or too many items."""
        if not isinstance(items, list):
            self.add(at, "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
        elif not least <= len(items) <= most:
            self.add(at, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
