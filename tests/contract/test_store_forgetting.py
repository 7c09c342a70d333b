"""Who asks for it is forgotten: no table names them, nothing is sent to them, and nobody else loses any."""

from __future__ import annotations

import dataclasses
from datetime import time
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from briefings.model import DeliveryState
from briefings.store import Articles
from briefings.store.answers import Answers, KeptAnswer
from briefings.store.audit import Audit
from briefings.store.closures import Closures
from briefings.store.forgetting import Forgotten, forget
from briefings.store.people import EVERY_DAY, People, Reader
from tests import factories
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, Desk

if TYPE_CHECKING:
    from datetime import datetime

    from briefings.store import Store

ADA, EVE = "900000000000000017", "900000000000000018"


def set_up(store: Store, account: str, *, now: datetime = FRIDAY - HOUR) -> Reader:
    """Let somebody ask for a digest a day."""

    def wanted(reader: Reader) -> Reader:
        return dataclasses.replace(reader, at=time(8, 30), timezone="Europe/London", days=EVERY_DAY)

    return People(store).change("discord", account, wanted, now=now)


def be_told(store: Store, desk: Desk, accounts: tuple[str, ...]) -> list[Reader]:
    """Let people be sent a digest, have another one waiting, be answered, and refuse direct messages."""
    readers = [set_up(store, account) for account in accounts]
    for day in range(2):
        desk.clock.now = FRIDAY + day * DAY
        desk.schedules.materialise({}, now=desk.clock.now)
        desk.freeze(("first", "second"))
        for _ in range(2 if day == 0 else 0):
            for claimed in desk.outbox.claim(platforms=("discord",)):
                desk.outbox.settle(claimed, DeliveryState.SENT, receipt="1")
    for account in accounts:
        answer(store, account)
        Closures(store).leave([f"discord:@{account}"], reason="No direct messages.")
        People(store).mark_read("discord", account, FRIDAY, now=FRIDAY)
    return readers


def answer(store: Store, account: str) -> None:
    """Keep an answer somebody was given, and share it."""
    kept = KeptAnswer(
        id=f"answer to {account[-2:]}",
        platform="discord",
        workspace="harbour",
        channel="quay",
        person=account,
        verb="me",
        options={},
        message="{}",
    )
    Answers(store).keep([kept])
    Answers(store).claim_share(kept.id, channel="quay", person=account)


def mentions(store: Store, *words: str) -> list[str]:
    """List the tables in which any of *words* stands."""
    found = []
    with store.read() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            rows = connection.execute(text(f"select * from {table}")).all()  # noqa: S608  # our own tables
            if any(word in str(value) for row in rows for value in row for word in words):
                found.append(table)
    return found


def test_no_table_names_whoever_was_forgotten(store: Store) -> None:
    """Neither the account nor the name of the digest is left in any table there is."""
    ada, _ = be_told(store, Desk(store), (ADA, EVE))
    before = mentions(store, ADA, ada.id)
    forget(store, "discord", ADA)

    assert ["answers", "briefings", "closed", "deliveries", "people", "schedules", "shares"] == before
    assert [] == mentions(store, ADA, ada.id)


def test_marks_of_what_was_shown_go_too(store: Store) -> None:
    """What a digest has told is about the person, too; what others were told stays noted."""
    reader, shelf, article = set_up(store, ADA), Articles(store), factories.article()
    shelf.add(article, digest=article.id, story_id=article.id, at=FRIDAY)
    for digest in (reader.digest, "daily"):
        shelf.mark_seen(digest, [article.id], at=FRIDAY)
    told = forget(store, "discord", ADA)
    seen = [
        candidate.seen for name in (reader.digest, "daily") for candidate in shelf.candidates(digest=name)
    ]

    assert (1, [False, True]) == (told.shown, seen)


def test_nobody_else_loses_anything(store: Store) -> None:
    """The other person with the very same wishes keeps everything."""
    _, eve = be_told(store, Desk(store), (ADA, EVE))
    before = mentions(store, EVE, eve.id)
    forget(store, "discord", ADA)

    assert before == mentions(store, EVE, eve.id)
    assert eve.digest == (People(store).find("discord", EVE) or eve).digest


def test_what_was_deleted_is_told(store: Store) -> None:
    """Posts that were sent, posts that never will be, answers: the person hears how many."""
    be_told(store, Desk(store), (ADA,))
    told = [forget(store, "discord", ADA) for _ in range(2)]

    assert [Forgotten(had_settings=True, posted=2, unsent=2, answers=1), Forgotten()] == told
    assert [False, True] == [each.is_nothing for each in told]


def test_whoever_only_asked_is_forgotten_too(store: Store) -> None:
    """Without a digest there are still the answers of the last day."""
    answer(store, ADA)

    assert Forgotten(answers=1) == forget(store, "discord", ADA)


def test_the_same_account_elsewhere_is_somebody_else(store: Store) -> None:
    """Two platforms may give the same id to two people."""
    be_told(store, Desk(store), (ADA,))

    assert Forgotten() == forget(store, "slack", ADA)


def test_nothing_comes_after_it(store: Store) -> None:
    """What waited is not sent, a post in flight leaves no trace, and no day brings another."""
    desk = Desk(store)
    set_up(store, ADA)
    desk.schedules.materialise({}, now=FRIDAY)
    desk.freeze()
    [in_flight] = desk.outbox.claim(platforms=("discord",))
    forget(store, "discord", ADA)
    is_ours = desk.outbox.settle(in_flight, DeliveryState.SENT, receipt="1")
    desk.schedules.materialise({}, now=FRIDAY + DAY)

    assert not is_ours
    assert [] == desk.states()


def test_whoever_comes_back_is_somebody_new(store: Store) -> None:
    """A new digest has a new name: it knows nothing of what the old one told, and owes nothing from then."""
    old = set_up(store, ADA)
    forget(store, "discord", ADA)
    new = set_up(store, ADA, now=FRIDAY + MINUTE)

    assert old.digest != new.digest
    assert 0 == Desk(store).schedules.materialise({}, now=FRIDAY + HOUR).due


def test_the_record_of_an_admin_stays(store: Store) -> None:
    """What somebody changed for others is not theirs to wipe out; they are told that it stays."""
    for workspace in ("discord:harbour", "slack:harbour"):
        Audit(store).note(workspace, person=ADA, name="Ada", verb="pause", what={})

    assert Forgotten(changes=1) == forget(store, "discord", ADA)
    assert ["audit"] == mentions(store, ADA)
