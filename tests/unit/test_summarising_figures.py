"""Key figures say what they count, word for word, and a poor one is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.model import Citation
from briefings.summarising import key_figures


def cited(text: str, *, article: str = "a", start: int = 0) -> Citation:
    """Quote a sentence that begins at *start* of its paragraph."""
    return Citation(article_id=article, paragraph=2, start=start, end=start + len(text), text=text)


def texts(*sentences: str) -> list[str]:
    """List the figures of sentences."""
    return [figure.text for figure in key_figures([cited(sentence) for sentence in sentences])]


FOUND = [
    ("The ferry carries more than 170 million local passengers.", ["more than 170 million local passengers"]),
    ("The port pays $14 billion for 7,000 new cranes.", ["$14 billion", "7,000 new cranes"]),
    ("Fines of $5,000 per ship add up.", ["$5,000 per ship"]),
    ("It sold for A$2.5bn.", ["A$2.5bn"]),
    ("It cost nearly 5 million euros.", ["nearly 5 million euros"]),
    ("Half a million people left, and half a million people stayed.", ["Half a million people"]),
    ("Traffic grew, an increase of 216 percent.", ["increase of 216 percent"]),
    ("The fund owns 20% of its shares.", ["20% of its shares"]),
    ("The harbour closed for 75 days.", ["75 days"]),
    ("The mayor asked for a 90-day extension.", ["90-day extension"]),
    ("截至1月19日，渡轮拥有超过1.7亿用户，估值约400亿美元。", ["超过1.7亿用户", "约400亿美元"]),
    ("2025年有300多万名新乘客和12名员工，宽限期75天，客流增长约20%。", ["增长约20%", "12名员工", "75天"]),
    ("渡轮吸引了300多万名新游客。", ["300多万名新游客"]),
]


@pytest.mark.parametrize(("sentence", "figures"), FOUND)
def test_amounts_shares_counts_and_times_are_found(sentence: str, figures: list[str]) -> None:
    """A figure comes with what qualifies it and with what it counts, the most telling first."""
    assert figures == texts(sentence)


NO_FIGURES = [
    "The bridge opened on January 19, 2025 at 8:30.",
    "The 2024 elections and the 2000 games are over.",
    "A 19-year-old man crossed Section 230.",
    "Windows 11 users and iOS 18 users waited.",
    "Sales fell 3%.",
    "The ferry saw 170 million in the US.",
    "It costs $99 and 14 pounds.",
    "About $500 to $1,200 is asked.",
    "Between 50 and 70 boats came, and 10-15 boats left.",
    "Three boats and 9 cars sank.",
    "Some 4 in 10 adults agree, 352-65.",
    "The price rose 10 times and this one won.",
    "Some 20 of the boats are old.",
    "Nothing counts here.",
    "2025年1月19日，第3天，关停3次。",
]


@pytest.mark.parametrize("sentence", NO_FIGURES)
def test_what_is_no_figure_is_left_out(sentence: str) -> None:
    """Dates, ages, versions, ranges, prices, handfuls and numbers of nothing are no key figures."""
    assert [] == texts(sentence)


def test_a_story_has_three_at_most_and_each_number_once() -> None:
    """The same number told twice is one figure; money and millions come before counts and times."""
    told = texts(
        "The harbour closed for 75 days.",
        "Over 300 workers built 4,000 boats in 75 days.",
        "The port pays $14 billion for 2 million people.",
    )

    assert ["$14 billion", "2 million people", "75 days"] == told


def test_a_figure_is_a_receipt() -> None:
    """Its offsets are those of its words in the paragraph, however far in its sentence stands."""
    (figure,) = key_figures([cited("It pays $14 billion.", article="b", start=100)])

    assert Citation(article_id="b", paragraph=2, start=108, end=119, text="$14 billion") == figure


@settings(deadline=None)  # timings are noisy where others work, too
@given(st.lists(st.text(alphabet="0123456789 ,.-$€%abs万亿用户天增长到to", max_size=60), max_size=4))
def test_every_figure_stands_in_its_sentence(sentences: list[str]) -> None:
    """Whatever is written, a figure is word for word what stands at its offsets."""
    quoted = [cited(sentence, article=str(number)) for number, sentence in enumerate(sentences)]

    for figure in key_figures(quoted):
        assert figure.text == sentences[int(figure.article_id)][figure.start : figure.end]
