"""Transactions, the clock and the schema: what every room of the store stands on, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefings.store import Store


def test_the_clock_is_aware_and_right(store: Store) -> None:
    """The database's clock is a UTC time close to the one of this machine."""
    now = store.now()

    assert UTC == now.tzinfo
    assert timedelta(seconds=5) > abs(now - datetime.now(UTC))
