"""What a person sees after a gesture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doubles.slack.interactions import Interaction
    from tests.doubles.slack.problems import Json
    from tests.doubles.slack.world import Post, View


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sees after a gesture."""

    interaction: Interaction

    @property
    def messages(self) -> list[Post]:
        """The messages it led to, changed ones too, in the order of their first appearance."""
        return self.interaction.posts

    @property
    def message(self) -> Post:
        """The message it led to last."""
        failure = self.interaction.failure or "nothing was shown"
        assert self.interaction.posts, f"The gesture led to no message: {failure}."
        return self.interaction.posts[-1]

    @property
    def text(self) -> str:
        """Everything that message shows; without a message, the view."""
        shown = self.interaction.posts or self.interaction.opened
        assert shown, f"The gesture led to nothing: {self.interaction.failure or 'nothing was shown'}."
        return shown[-1].text

    @property
    def is_ephemeral(self) -> bool:
        """Whether the asker alone sees the message."""
        return self.message.is_ephemeral

    @property
    def view(self) -> View:
        """The modal or home that it opened or changed last."""
        assert self.interaction.opened, (
            f"The gesture opened no view: {self.interaction.failure or 'none came'}."
        )
        return self.interaction.opened[-1]

    @property
    def options(self) -> list[Json]:
        """What a search offered."""
        return self.interaction.options or []

    @property
    def errors(self) -> dict[str, str]:
        """What a form complains about, by block_id."""
        return self.interaction.errors

    @property
    def failure(self) -> str:
        """What Slack says in the place of an answer, such as "operation_timeout"; or nothing."""
        return self.interaction.failure

    @property
    def acknowledged_after_seconds(self) -> float:
        """How long the acknowledgement took, by the double's clock."""
        seconds = self.interaction.acknowledged_after_seconds
        assert seconds is not None, "Nothing acknowledged the gesture."
        return seconds

    @property
    def answered_after_seconds(self) -> float:
        """How long it took until the answer stood there as it is now, by the double's clock."""
        seconds = self.interaction.answered_after_seconds
        assert seconds is not None, "Nothing answered the gesture."
        return seconds
