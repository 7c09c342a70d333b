"""Try each topic on the sentences its admin wrote for that."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from bot.settings.conversion import glossary_entry, topic
from bot.settings.problems import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings.problems import Report
    from bot.settings.tables import Tables
    from briefings.model import Topic


def check_topics(data: Mapping[str, Any], tables: Tables, report: Report) -> None:
    """Run each topic's own test sentences; a faulty glossary would make them fail for no fault of theirs."""
    from briefings.topics import self_test  # noqa: PLC0415  # stemming, only when a file is read

    glossary = [glossary_entry(name, entry) for name, entry in tables.glossary.items()]
    written = data.get("glossary")
    if isinstance(written, dict) and len(glossary) < len(written):
        return
    for name, section in tables.topics.items():
        whole = topic(name, section)
        for wrong in self_test(dataclasses.replace(whole, must_match=(), must_not_match=()), glossary):
            report.add(("topics", name), (), BadValue(wrong))
        for key in ("must_match", "must_not_match"):
            for position, sentence in enumerate(getattr(section, key)):
                for wrong in self_test(_with_one_test(whole, key, sentence), glossary):
                    if wrong.startswith(f"{key}: "):  # what is wrong with the topic itself is told already
                        error = BadValue(wrong.removeprefix(f"{key}: "), is_absence=True)
                        report.add(("topics", name), (key, position), error)


def _with_one_test(whole: Topic, key: str, sentence: str) -> Topic:
    """Keep one test sentence of a topic, so that its failure has a line."""
    is_match = key == "must_match"
    return dataclasses.replace(
        whole,
        must_match=(sentence,) if is_match else (),
        must_not_match=() if is_match else (sentence,),
    )
