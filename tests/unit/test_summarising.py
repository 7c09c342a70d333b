"""Which sentences of an article are worth telling, and which of them tell a story."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from briefings.model import KeySentence, Kind, Paragraph
from briefings.summarising import Choice, choose, key_sentences
from tests.factories import article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.model import Article

OPENED = "The harbour bridge in Westhaven opened to cars again, ten months after Ines Prado closed it."
WIRES = "Engineers from Norland replaced 4,000 wires of the bridge by hand."
FERRIES = "Ferries of the Rourke Line go back to their winter timetable in Westhaven."
REPORT = f"{OPENED} She called it a costly lesson.\n\n{WIRES} Was it worth the money? {FERRIES}"


def told(report: Article) -> list[str]:
    """List the key sentences of an article as texts."""
    return [each.text for each in key_sentences(report)]


def sentence(text: str, *, place: int = 0) -> KeySentence:
    """Make a key sentence as it comes at that place of its article."""
    return KeySentence(paragraph=place, start=0, end=len(text), text=text, score=1 / (1 + 0.25 * place))


def fits(_choice: Choice, _picked: Sequence[Choice]) -> bool:
    """Let every sentence in."""
    return True


def test_key_sentences_stand_alone_in_the_order_of_the_text() -> None:
    """Of a report those sentences are kept that need no other."""
    assert [OPENED, WIRES, FERRIES] == told(article(text=REPORT))


def test_key_sentences_are_verbatim() -> None:
    """Each key sentence stands at its offsets in the article."""
    report = article(text=REPORT)

    for each in key_sentences(report):
        assert each.text == report.paragraphs[each.paragraph].text[each.start : each.end]


def test_the_earlier_the_better() -> None:
    """A sentence's score falls with its place among all sentences of the article, usable or not."""
    assert [1.0, 0.6667, 0.5] == [each.score for each in key_sentences(article(text=REPORT))]


def test_a_nameless_sentence_counts_less() -> None:
    """A sentence without a name is a last resort."""
    (nameless,) = key_sentences(article(text="Three cuts since autumn have brought down most mortgages."))

    assert nameless.score == 0.4


def test_headings_quotes_and_tables_are_not_told() -> None:
    """A heading is no sentence, a block quotation has an unnamed speaker, a table row no verb."""
    report = article()
    kinds = (Kind.HEADING, Kind.QUOTE, Kind.TABLE, Kind.LIST)
    paragraphs = tuple(Paragraph(text=OPENED, kind=kind, line=line) for line, kind in enumerate(kinds, 1))

    (only,) = key_sentences(dataclasses.replace(report, paragraphs=paragraphs))

    assert only.paragraph == 3


def test_half_a_sentence_in_a_list_is_not_told() -> None:
    """A list item that waits for the line above it is no sentence."""
    item = Paragraph(text="Whether Norland sends a second ferry to Eastport.", kind=Kind.LIST, line=1)

    assert [] == told(dataclasses.replace(article(), paragraphs=(item,)))


def test_a_note_about_the_author_is_not_told() -> None:
    """What an article says of its own author is not what it tells."""
    report = article(text=f"{OPENED}\n\nAda Lindqvist reports on bridges for the Harbour Post in Westhaven.")

    assert [OPENED] == told(dataclasses.replace(report, authors=("Ada Lindqvist",)))


def test_an_entry_with_its_label_is_not_told() -> None:
    """A list item that is a label and its note is no sentence."""
    labelled = "All cranes of Gantry Lines in the port of Eastport: no change is planned before 2026."
    item = Paragraph(text=labelled, kind=Kind.LIST, line=1)

    assert () == key_sentences(dataclasses.replace(article(), paragraphs=(item,)))


def test_nothing_is_told_twice_nor_the_title_again() -> None:
    """A sentence that repeats the title or an earlier sentence is passed over."""
    report = article(title=OPENED.rstrip("."), text=f"{OPENED}\n\n{WIRES}\n\n{WIRES}")

    assert [WIRES] == told(report)


def test_a_weekday_of_an_undated_article_is_not_told() -> None:
    """Without a date nobody knows which Monday is meant."""
    text = "Ines Prado opened the harbour bridge in Westhaven on Monday."

    assert [text] == told(article(text=text))
    assert [] == told(article(text=text, published=None))


def test_eight_are_kept_and_most_of_them_can_be_quoted() -> None:
    """Of a long article the best are kept, five at least short enough for the usual share."""
    long = [f"Norland {'and Sudria ' * 30}signed the treaty of {1900 + number}." for number in range(4)]
    short = [
        f"Ferry number {number} of the Rourke Line sank off Westhaven in {1900 + number}."
        for number in range(6)
    ]
    kept = told(article(text="\n\n".join([*long, *short])))

    assert len(kept) == 8
    assert 5 <= sum(text.startswith("Ferry") for text in kept)


def test_of_one_article_the_earliest_tell() -> None:
    """A story of one article is told by its lead."""
    articles = [[sentence(FERRIES, place=4), sentence(OPENED), sentence(WIRES, place=2)]]

    assert [OPENED, WIRES] == [each.sentence.text for each in choose(articles, limit=2, fits=fits)]


def test_of_several_articles_the_central_tell() -> None:
    """A story of several articles is told by what they have in common, not by whatever opens one of them."""
    aside = "Pigeons of Westhaven have nested in the customs house since 1931."
    other = "Westhaven's harbour bridge is open to cars again after ten months."
    articles = [[sentence(aside), sentence(OPENED, place=1)], [sentence(other)]]

    assert other == choose(articles, limit=1, fits=fits)[0].sentence.text


def test_nothing_is_told_in_other_words_again() -> None:
    """A sentence that says what one before it said is left out."""
    again = OPENED.replace("again, ", "")
    articles = [[sentence(OPENED)], [sentence(again)], [sentence(WIRES)]]

    assert 2 == len(choose(articles, limit=3, fits=fits))


def test_what_does_not_fit_is_left_out() -> None:
    """A sentence that may not join those picked gives its place to the next."""
    articles = [[sentence(OPENED), sentence(WIRES, place=2), sentence(FERRIES, place=4)]]
    chosen = choose(articles, limit=2, fits=lambda choice, _picked: len(choice.sentence.text) < len(OPENED))

    assert [WIRES, FERRIES] == [each.sentence.text for each in chosen]


def test_a_weak_sentence_is_not_worth_a_line() -> None:
    """A story is told in one sentence rather than in one and a far weaker one."""
    articles = [[sentence(OPENED), sentence(WIRES, place=40)]]

    assert [OPENED] == [each.sentence.text for each in choose(articles, limit=3, fits=fits)]


def test_a_story_without_sentences_is_told_by_none() -> None:
    """Where nothing is offered, nothing is chosen."""
    assert [] == choose([[], []], limit=3, fits=fits)


def test_signs_without_words_do_no_harm() -> None:
    """A sentence of signs alone is like no other."""
    signs = [[sentence("...!")], [sentence("?!?")]]

    assert 1 <= len(choose(signs, limit=2, fits=fits))
