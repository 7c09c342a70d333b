"""The vocabulary of chat: what passes between people, the command core and a platform.

A platform turns its gestures into a `Request` and shows the `Message` it gets back; it posts what delivery
hands it, or says how it cannot. Text in a Message is ready to show: it was escaped for the platform's own
`Dialect` when it was rendered.
"""

from bot.chat.asking import (
    CommandSpec,
    Desk,
    OptionKind,
    OptionSpec,
    Person,
    Place,
    Request,
    Trouble,
    new_reference,
)
from bot.chat.serving import (
    ChatError,
    ChatPlatform,
    Condition,
    Health,
    Scope,
    TryLater,
    Uncertain,
    Undeliverable,
)
from bot.chat.showing import (
    Action,
    Choice,
    Dialect,
    Emphasis,
    FieldKind,
    Form,
    FormField,
    Limits,
    Message,
    Section,
)

__all__ = [
    "Action",
    "ChatError",
    "ChatPlatform",
    "Choice",
    "CommandSpec",
    "Condition",
    "Desk",
    "Dialect",
    "Emphasis",
    "FieldKind",
    "Form",
    "FormField",
    "Health",
    "Limits",
    "Message",
    "OptionKind",
    "OptionSpec",
    "Person",
    "Place",
    "Request",
    "Scope",
    "Section",
    "Trouble",
    "TryLater",
    "Uncertain",
    "Undeliverable",
    "new_reference",
]
