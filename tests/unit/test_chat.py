"""The vocabulary of chat: what is written down can be read again."""

from __future__ import annotations

from bot.chat import Action, CommandSpec, Message, Scope, Section, TryLater, Undeliverable


def test_a_frozen_message_thaws_equal() -> None:
    """A message that was written down comes back the same, structure, buttons and all."""
    message = Message(
        title="Daily",
        lead=("Nothing new.",),
        sections=(
            Section(heading="Bridge", url="https://a.example", lines=("One.", "Two."), receipts=("[1] A",)),
            Section(lines=("“三”\x02",), why="Why: harbour", topic="harbour"),
        ),
        footer="1 of 1 source read",
        actions=(Action(label="Next", verb="source", options=(("page", "2"),)),),
        text="Daily",
    )

    assert message == Message.thaw(message.freeze())


def test_a_frozen_message_is_always_the_same_text() -> None:
    """Equal messages freeze to equal bytes, so every attempt posts the same."""
    frozen = [Message(title="Daily", lead=("A",)).freeze() for _ in range(2)]

    assert frozen[0] == frozen[1]


def test_a_button_carries_its_whole_request() -> None:
    """Verb and options survive in the id of a button, whatever characters they hold."""
    options = (("topic", "a&b=c?d"), ("page", "小 2"), ("empty", ""))
    action = Action(label="Next", verb="now", options=options)

    assert ("now", dict(options)) == Action.read_id(action.id)


def test_a_button_without_options_is_its_verb() -> None:
    """The id of a plain button is short and readable."""
    assert "why" == Action(label="Why these?", verb="why").id
    assert ("why", {}) == Action.read_id("why")


def test_a_command_is_named_as_people_type_it() -> None:
    """A grouped command shows its group, one of its own does not."""
    grouped = CommandSpec(verb="now", summary="")
    alone = CommandSpec(verb="ask", group="", summary="")

    assert ("/brief now", "/ask") == (grouped.name, alone.name)


def test_refusals_say_how_far_they_reach() -> None:
    """A refusal is of one message unless the platform says more; a wait is known when it was said."""
    assert Scope.MESSAGE is Undeliverable("too long").scope
    assert Scope.ACCOUNT is Undeliverable("token revoked", scope=Scope.ACCOUNT).scope
    assert 2.5 == TryLater("rate limited", retry_after=2.5).retry_after
