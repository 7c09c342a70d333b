"""What a platform's answers mean: one test for each line of the table."""

from __future__ import annotations

from random import Random

import pytest

from bot.chat import Scope, TryLater, Uncertain, Undeliverable
from bot.delivery import Verdict, after_look, after_post, backoff, in_doubt
from briefings.model import DeliveryState

DUE, UNKNOWN, DEAD, HELD = (
    DeliveryState.DUE,
    DeliveryState.UNKNOWN,
    DeliveryState.DEAD,
    DeliveryState.HELD,
)


class Latest(Random):
    """Draws the latest moment there is."""

    def uniform(self, a: float, b: float) -> float:
        """Return the upper bound."""
        del a
        return b


LATEST = Latest()


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (TryLater("busy"), Verdict(state=DUE, note="busy", wait_seconds=4.0)),
        (TryLater("slow down", retry_after=37), Verdict(state=DUE, note="slow down", wait_seconds=38.0)),
        (Uncertain("cut off"), Verdict(state=UNKNOWN, note="cut off", wait_seconds=5.0)),
        (Undeliverable("too long"), Verdict(state=DEAD, note="too long", refused=Scope.MESSAGE)),
        (
            Undeliverable("archived", scope=Scope.DESTINATION),
            Verdict(state=DEAD, note="archived", refused=Scope.DESTINATION),
        ),
        (
            Undeliverable("token revoked", scope=Scope.ACCOUNT),
            Verdict(state=DUE, note="token revoked", refused=Scope.ACCOUNT),
        ),
        (TimeoutError(), Verdict(state=UNKNOWN, note="TimeoutError", wait_seconds=5.0)),
        (KeyError("id"), Verdict(state=UNKNOWN, note="'id'", wait_seconds=5.0)),
    ],
    ids=[
        "later",
        "retry after",
        "uncertain",
        "message",
        "destination",
        "account",
        "timeout",
        "fault of ours",
    ],
)
def test_what_a_failed_post_means(error: Exception, verdict: Verdict) -> None:
    """Only what was certainly not posted is due again; what may have been posted is unknown."""
    assert verdict == after_post(error, attempts=1, random=LATEST)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (Uncertain("no right to read"), Verdict(state=HELD, note="no right to read")),
        (
            Undeliverable("no such channel", scope=Scope.DESTINATION),
            Verdict(state=HELD, note="no such channel", refused=Scope.DESTINATION),
        ),
        (
            Undeliverable("token revoked", scope=Scope.ACCOUNT),
            Verdict(state=UNKNOWN, note="token revoked", refused=Scope.ACCOUNT),
        ),
        (TryLater("slow down", retry_after=9), Verdict(state=UNKNOWN, note="slow down", wait_seconds=10.0)),
        (TryLater("busy"), Verdict(state=UNKNOWN, note="busy", wait_seconds=8.0)),
        (TimeoutError(), Verdict(state=UNKNOWN, note="TimeoutError", wait_seconds=8.0)),
    ],
    ids=["cannot tell", "cannot see", "account", "retry after", "later", "timeout"],
)
def test_what_a_failed_look_means(error: Exception, verdict: Verdict) -> None:
    """A message that cannot be looked for is held for a person; it is never simply posted again."""
    assert verdict == after_look(error, attempts=2, random=LATEST)


def test_a_fault_of_ours_does_not_hold_up_a_channel_for_long() -> None:
    """An outage is over some time; what a look trips over is there at the next look, too."""
    faults = [after_look(KeyError("text"), attempts=attempts, random=LATEST) for attempts in (11, 12)]
    outage = after_look(TryLater("down"), attempts=50, random=LATEST)

    assert [UNKNOWN, HELD, UNKNOWN] == [verdict.state for verdict in (*faults, outage)]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TryLater("busy"), UNKNOWN),
        (Uncertain("cut off"), UNKNOWN),
        (Undeliverable("too long"), DEAD),
        (Undeliverable("archived", scope=Scope.DESTINATION), HELD),
        (Undeliverable("token revoked", scope=Scope.ACCOUNT), UNKNOWN),
    ],
    ids=["later", "uncertain", "message", "destination", "account"],
)
def test_what_a_failed_post_means_after_an_uncertain_one(error: Exception, state: DeliveryState) -> None:
    """That nothing was posted now does not tell of the attempt before: the doubt stays until it was seen."""
    assert state is in_doubt(after_post(error, attempts=2, random=LATEST)).state


def test_waits_double_up_to_five_minutes() -> None:
    """The limit of the wait doubles with each attempt and then stays."""
    assert [2, 4, 8, 256, 300, 300] == [backoff(attempts, LATEST) for attempts in (0, 1, 2, 7, 8, 1000)]


def test_waits_are_spread_over_their_whole_range() -> None:
    """Full jitter: many workers that failed together do not come back together."""
    random = Random(1)  # noqa: S311  # the same in every run
    waits = [backoff(5, random) for _ in range(1_000)]

    assert 0 <= min(waits) < 1
    assert 63 < max(waits) <= 64


def test_a_reason_is_one_short_line() -> None:
    """What a platform says at length, over several lines, fits a row of the ledger."""
    verdict = after_post(TryLater("first\n  second " + "x" * 1_000), attempts=1, random=LATEST)

    assert ("first second x", 300) == ((verdict.note or "")[:14], len(verdict.note or ""))
