"""Show what one person was told elsewhere: to everybody in the channel, or in their direct messages."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Action, ChatError, Message, Scope, Uncertain, Undeliverable
from bot.platforms.slack.blocks import body

if TYPE_CHECKING:
    from bot.chat import ChatPlatform
    from bot.platforms.slack.replies import Reply

TO_ME = "to-me"
_LABEL = "Send to my direct messages"
_SENT = "Sent to your direct messages."
_NOT_SENT = "I could not send it. {reason}"
_REMEMBERED = 1_000  # answers; one is sent to its asker once, however often the button is pressed
_MOST_REPLIES = 4  # of the five that a response_url takes; one more tells the asker


def with_sending(message: Message) -> Message:
    """Give an answer that can be shared the button that keeps it for the asker alone."""
    if not message.answer or not any(action.verb == "share" for action in message.actions):
        return message
    sending = Action(label=_LABEL, verb=TO_ME, options=(("answer", message.answer),))
    return replace(message, actions=(*message.actions, sending))


class Sharing:
    """Posts for everybody in the place where somebody asked, and to the one who asked."""

    def __init__(self, platform: ChatPlatform) -> None:
        self._platform = platform
        self._sent: OrderedDict[str, None] = OrderedDict()

    async def send(self, message: Message, *, person: str) -> Message:
        """Post the kept answer *message* to *person* and say so; once, while this process runs."""
        if message.answer not in self._sent:
            try:
                for number, part in enumerate(self._platform.parts(replace(message, actions=())), 1):
                    await self._platform.post(
                        f"@{person}", part, nonce=_nonce(message.answer, person, number)
                    )
            except ChatError as error:
                return self._said(_NOT_SENT.format(reason=error))
            self._sent[message.answer] = None
            if len(self._sent) > _REMEMBERED:
                self._sent.popitem(last=False)
        return self._said(_SENT)

    def _said(self, sentence: str) -> Message:
        return Message(lead=(self._platform.dialect.escape(sentence),), text=sentence)

    async def post(self, reply: Reply, message: Message, *, seed: str) -> str:
        """Post *message* and return a link to it; *seed* is the same at every attempt at the same message.

        Raises:
            ChatError: It was not posted, or perhaps not; the kind of error tells.
        """
        parts = self._platform.parts(message)
        channel, thread = reply.origin.channel, reply.origin.thread
        receipts: list[str] = []
        for number, part in enumerate(parts, 1):
            nonce = _nonce(seed, f"{channel} {thread}", number)
            try:
                receipts.append(await self._platform.post(channel, part, nonce=nonce, thread=thread))
            except Undeliverable as error:
                if receipts or error.scope is not Scope.DESTINATION or len(parts) > _MOST_REPLIES:
                    raise _in_part(error, receipts) from error
                if not reply.can_respond:
                    raise
                return await _as_replies(reply, parts)
            except Exception as error:
                raise _in_part(error, receipts) from error
        return await self._platform.link(channel, receipts[0])


async def _as_replies(reply: Reply, parts: tuple[Message, ...]) -> str:
    """Answer for everybody to see, which needs no membership; Slack does not say where that stands."""
    shown: list[str] = []
    for part in parts:
        try:
            await reply.show_everybody(body(part))
        except Exception as error:
            raise _in_part(error, shown) from error
        shown.append(part.title)
    return ""


def _in_part(error: Exception, posted: list[str]) -> Exception:
    """Say of a message in several parts, of which some are there, that it cannot be told whether it is."""
    return Uncertain(f"Only a part was posted. {error}") if posted else error


def _nonce(seed: str, place: str, number: int) -> str:
    """Make what a part is known by when somebody looks for it; at most 25 characters."""
    return f"{hashlib.sha256(f'{seed} {place}'.encode()).hexdigest()[:20]}-{number}"
