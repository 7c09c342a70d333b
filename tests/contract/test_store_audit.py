"""Every change made in chat leaves a row, on both databases."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from briefings.store import StoreError
from briefings.store.audit import Audit, AuditRow
from tests.posting import FRIDAY, HOUR, Clock

if TYPE_CHECKING:
    from briefings.store import Store

HERE, ELSEWHERE = "discord:1", "discord:2"


@pytest.fixture
def clock() -> Clock:
    """Have a clock that goes when it is told."""
    return Clock()


def _note(audit: Audit, verb: str, workspace: str = HERE) -> None:
    audit.note(workspace, person="7", name="Ada", verb=verb, what={"schedule": "weekday"})


def test_a_change_is_kept_as_it_was_made(store: Store, clock: Clock) -> None:
    """Who did what, where and when comes back as it was noted."""
    audit = Audit(store, clock=clock)
    _note(audit, "pause")

    what = {"schedule": "weekday"}
    row = AuditRow(at=FRIDAY, workspace=HERE, person="7", name="Ada", verb="pause", what=what)
    assert [row] == audit.latest(HERE, limit=5)


def test_the_last_changes_of_a_workspace_come_first(store: Store, clock: Clock) -> None:
    """The newest is first, as many as are asked for, and none of another workspace."""
    audit = Audit(store, clock=clock)
    for number, workspace in enumerate((HERE, HERE, ELSEWHERE, HERE)):
        clock.now = FRIDAY + timedelta(minutes=number)
        _note(audit, f"verb {number}", workspace)

    assert ["verb 3", "verb 1"] == [row.verb for row in audit.latest(HERE, limit=2)]
    assert ["verb 2"] == [row.verb for row in audit.latest(ELSEWHERE, limit=5)]


def test_a_change_that_is_undone_leaves_no_row(store: Store) -> None:
    """The row is kept exactly if the change around it is."""
    audit = Audit(store)
    with contextlib.suppress(StoreError, RuntimeError), store.write():
        _note(audit, "pause")
        raise RuntimeError

    assert [] == audit.latest(HERE, limit=5)


def test_old_changes_are_forgotten(store: Store, clock: Clock) -> None:
    """What is older than is wanted goes, the rest stays."""
    audit = Audit(store, clock=clock)
    _note(audit, "old")
    clock.now = FRIDAY + 2 * HOUR
    _note(audit, "new")

    assert 1 == audit.prune(before=FRIDAY + HOUR)
    assert ["new"] == [row.verb for row in audit.latest(HERE, limit=5)]
