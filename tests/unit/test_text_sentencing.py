"""Sentences are found at their offsets, so that they can be shown byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.text import sentences


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ("The bridge reopened.", "Ferries rest!", "Why?", "Nobody knows…"),
        (
            "The U.S. government said so.",
            "Mr. Smith, of Acme Inc., paid $5.5 million on Jan. 15.",
            "He left.",
        ),
        ("See No. 5 for details.", "It was 3.5 percent."),
        ("Gov. Brown met Sen. Lee and St. John.", "They talked, e.g. about trade."),
        ("He said: “I love it.”", "Then he left."),
        ("Launching joint ventures: working with Oracle, Microsoft, or others",),
        ("1. Tighter rules in the U.S. Even so, the app stays.", "It may change."),
        ("政府周一表示，年底前不会修改法律。", "他说：“好。”", "然后走了；", "再见"),
        ("¿Qué tal?", "¡Bien!"),
        ("सरकार ने कहा।", "यह सच है।"),
    ],
    ids=lambda parts: parts[0][:20],
)
def test_sentences_end_where_they_end(parts: tuple[str, ...]) -> None:
    """An abbreviation, a title, a decimal or a missing full stop does not mislead."""
    unspaced = parts[0][-1] in "。；"
    text = ("" if unspaced else " ").join(parts)

    assert list(parts) == _split(text)


@pytest.mark.parametrize("text", ["", "   ", "\n\u200b "])
def test_nothing_has_no_sentence(text: str) -> None:
    """A string without a visible character has no sentence to show, or only what is there."""
    assert [piece for piece in _split(text) if piece.isprintable()] == []


def test_a_number_after_an_abbreviation_goes_on() -> None:
    """A dot before a number belongs to the abbreviation; before a word it may end the sentence."""
    assert ["Look at Figs. 3 and 4."] == _split("Look at Figs. 3 and 4.")


@settings(deadline=None)  # other work may be going on
@given(st.text(alphabet=st.sampled_from("aB1 .!?。；”\"'()\n-’“…、U.S.\u200b"), max_size=80))
def test_no_text_is_lost(text: str) -> None:
    """Together the sentences of any string hold everything but white space, in order."""
    spans = sentences(text)

    assert "".join(text.split()) == "".join("".join(text[start:end].split()) for start, end in spans)
    assert list(spans) == sorted(spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
