"""Every line of a flattened page is judged, and the ledger says why it went."""

from __future__ import annotations

import pytest

from briefings.cleaning import clean, survey
from briefings.cleaning.segmenting import body_of
from briefings.model import Article, CleaningRules, RawDocument, Reason, Source

PROSE = (
    (
        "The harbour bridge reopened on Monday, three weeks earlier than planned, and the first bus of the "
        "morning was full of people who only wanted to cross it."
    ),
    (
        "Engineers had replaced forty of its two hundred cables since October. The work cost nine million "
        "crowns, one million less than the council had set aside."
    ),
    (
        "Ferries return to their winter timetable next week. Buses run every ten minutes until eight in the "
        "evening, and cyclists have a lane of their own."
    ),
)
TITLE = "Harbour bridge reopens after a winter of repairs"


def _clean(
    *lines: str, rules: CleaningRules | None = None, repeated: frozenset[int] = frozenset()
) -> Article:
    source = Source(name="harbour", kind="folder", location="", cleaning=rules or CleaningRules())
    raw = RawDocument(source="harbour", path="bridge.txt", data="\n\n".join(lines).encode())
    cleaned = clean(raw, source=source, repeated=repeated)
    assert isinstance(cleaned, Article)
    return cleaned


def _reason_below(line: str) -> Reason | None:
    """Say why *line* goes that stands at the foot of an article; None if it stays."""
    removed = {entry.text: entry.reason for entry in _clean(TITLE, *PROSE, line).removed}
    return removed.get(line)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Follow us on Facebook", Reason.SHARE),
        ("Leave a reply", Reason.COMMENT_FORM),
        ("Related stories", Reason.RELATED),
        ("See also: the tunnel that floods every spring", Reason.RELATED),
        ("Back to top", Reason.MENU),
        ("Home > News > Harbour", Reason.MENU),
        ("1,204", Reason.COUNTER),
        ("4 min read", Reason.COUNTER),
        ("Sponsored content", Reason.ADVERT),
        ("Lumina Pillows Cloudtop Mattress Bundle", Reason.ADVERT),
        ("Sign up for our newsletter", Reason.PROMOTION),
        ("Copyright Harbour Post Ltd. Figures are given without guarantee.", Reason.LEGAL),
        ("© 2025 Harbour Post", Reason.LEGAL),
        ("Disclosure: some links on this page earn us a commission.", Reason.LEGAL),
        ("Send us your letters and essays at [email protected] and we may print them.", Reason.SUBMISSIONS),
        ("online casino | slots | betting tips | poker rooms | bonus", Reason.LINK_FARM),
        ("友情链接 | 首页设计 | 网站建设 | 河湾网络", Reason.LINK_FARM),
        ("cheap viagra pills", Reason.SPAM),
        ("技术支持 河湾网络", Reason.OTHER_LANGUAGE),
        ("\ufffd\ufffd\ufffdab\ufffd\ufffd cd", Reason.MOJIBAKE),
        ("<div class='footer'></div>", Reason.MARKUP),
        (".menu a { color: red; }", Reason.MARKUP),
        ("March 2024", Reason.BOILERPLATE),
        ("The council decides in March whether to paint the towers.", None),
    ],
)
def test_a_line_goes_with_its_reason(line: str, reason: Reason | None) -> None:
    """The ledger names what kind of dirt a line at the foot of a page is; a last sentence stays."""
    assert reason is _reason_below(line)


def test_comments_of_readers_go() -> None:
    """What stands below "Comments" is not the article's, however well it is written."""
    said = "I have waited for this day since October, and now my bus is full of tourists with cameras."
    cleaned = _clean(TITLE, *PROSE, "3 comments", "Marek says:", said)

    assert said not in {paragraph.text for paragraph in cleaned.paragraphs}
    assert Reason.COMMENT_FORM in {entry.reason for entry in cleaned.removed if entry.text == said}


def test_a_link_to_the_comments_above_the_text_closes_nothing() -> None:
    """The word "Comments" in the head of a page is a link to them."""
    assert list(PROSE) == [paragraph.text for paragraph in _clean(TITLE, "Comments", *PROSE).paragraphs]


def test_a_teaser_said_twice_goes_the_second_time() -> None:
    """A line of some length that stands in the page a second time, outside the text, is a duplicate."""
    teaser = "Five walks along the quay of the old harbour"
    removed = _clean("Home", teaser, TITLE, *PROSE, "Share", teaser).removed

    assert Reason.DUPLICATE in {entry.reason for entry in removed if entry.text == teaser}


def test_a_pitch_at_the_foot_goes() -> None:
    """An article about others does not end in "we" and "you": that is somebody's advert."""
    call = "To learn more about careers at sea, please visit the website."
    pitch = "We match you with the best captains, and our mentors polish your letters until you find work."
    removed = {entry.text: entry.reason for entry in _clean(TITLE, *PROSE, call, pitch).removed}

    assert (Reason.PROMOTION, Reason.PROMOTION) == (removed.get(call), removed.get(pitch))


def test_an_essay_that_speaks_of_us_stays() -> None:
    """Where all of the text says "we" and "you", the end is no pitch."""
    essay = [
        f"We crossed the bridge as you would have done, and our bus was full of you and your kind, {n}."
        for n in range(4)
    ]
    cleaned = _clean(TITLE, *essay, "Come and see us, and bring your friends to our bridge!")

    assert 5 == len(cleaned.paragraphs)


def test_the_word_for_a_network_is_no_button_in_an_article_about_it() -> None:
    """A page whose prose speaks of a network keeps headings with its name."""
    told = [
        "The harbour bridge was filmed for TikTok on Monday, and half of the town saw itself crossing it.",
        "Nobody expected that TikTok would show the baker, who had only wanted to carry his bread across it.",
    ]
    cleaned = _clean(told[0], "TikTok", told[1])

    assert "TikTok" in [paragraph.text for paragraph in cleaned.paragraphs]


def test_an_article_on_gambling_is_no_spam() -> None:
    """Words that spam is made of prove nothing where the prose speaks of the matter."""
    told = [
        "The council allowed a casino at the harbour on Monday, after a debate of nine hours.",
        "A study on poker and betting among young people had warned against it, and the mayor had read it.",
    ]

    assert [told[0], "Casino or no casino", told[1]] == [
        paragraph.text for paragraph in _clean(told[0], "Casino or no casino", told[1]).paragraphs
    ]


def test_a_page_in_two_scripts_keeps_both() -> None:
    """Where prose in another script stands among the prose, its last paragraph is no foreign boilerplate."""
    chinese = "港口大桥星期一重新开放，比计划提前了三个星期，清晨的第一班公交车坐满了只想过一次桥的市民。"
    told = [PROSE[0], chinese, PROSE[1], PROSE[2], chinese.replace("星期一", "星期二")]

    assert told == [paragraph.text for paragraph in _clean(*told).paragraphs]


def test_thai_is_read_although_it_has_no_full_stops() -> None:
    """A script that ends sentences with a space has prose too."""
    told = "สะพานท่าเรือเปิดอีกครั้งเมื่อวันจันทร์ เร็วกว่ากำหนดสามสัปดาห์ และรถเมล์คันแรกเต็มไปด้วยผู้คน"

    assert [told] == [paragraph.text for paragraph in _clean("หน้าแรก", told, "แชร์").paragraphs]


def test_a_short_page_is_kept_whole() -> None:
    """A single sentence is an article when nothing else is there."""
    assert ["The bridge reopened on Monday."] == [
        paragraph.text for paragraph in _clean("The bridge reopened on Monday.", "Home", "Search").paragraphs
    ]


def test_a_stretch_far_from_the_article_must_weigh_more() -> None:
    """A lone sentence far below the article, among menus, is not the article's."""
    menus = [f"Section {number}" for number in range(30)]
    lone = "This site is kept by volunteers of the harbour."
    cleaned = _clean(TITLE, *PROSE, *PROSE[:2], *menus, lone, *menus)

    assert lone in {entry.text for entry in cleaned.removed}


def test_the_admin_has_the_last_word() -> None:
    """A phrase to drop drops its lines, a phrase to keep keeps them."""
    rules = CleaningRules(drop=("two hundred cables",), keep=("Back to top",))
    cleaned = _clean(TITLE, *PROSE, "Back to top", rules=rules)

    assert [PROSE[0], PROSE[2], "Back to top"] == [paragraph.text for paragraph in cleaned.paragraphs]
    assert Reason.ADMIN_RULE in {entry.reason for entry in cleaned.removed}


def test_lines_of_many_documents_are_nobodys() -> None:
    """What stands in many documents of a set is removed from each, as repeated."""
    notice = "The Harbour Post is printed on paper from the island, and delivered by bicycle before six."
    documents = [
        RawDocument(
            source="harbour", path=f"{number}.txt", data=f"{told}\n{notice}\n{TITLE} {number}".encode()
        )
        for number, told in enumerate(PROSE)
    ]
    found = survey(
        [*documents, RawDocument(source="harbour", path="page.html", data=b"<html>" + notice.encode())]
    )
    cleaned = _clean(*PROSE, notice, repeated=found)

    assert 1 == len(found)
    assert [(Reason.REPEATED, notice)] == [(entry.reason, entry.text) for entry in cleaned.removed]


def test_what_copies_of_one_story_share_is_the_story() -> None:
    """A text that five outlets print under their own heads is one story, and none of it is furniture."""
    body = (
        "The ferry to Eastport sails again after a week of storms, its owner said on Friday.\nTickets stay."
    )
    copies = [
        RawDocument(source="wire", path=f"{n}.txt", data=f"Paper {n}\n{body}\nFoot {n}".encode())
        for n in range(5)
    ]

    assert frozenset() == survey(copies)


def test_a_survey_reads_the_edges_of_endless_documents() -> None:
    """Of a very long document, its first and last lines are compared."""
    middle = "\n".join(f"Ferry {number} came in." for number in range(9_000))
    documents = [
        RawDocument(source="harbour", path=f"{number}.txt", data=f"Top\n{number}{middle}\nFoot".encode())
        for number in range(3)
    ]

    assert survey(documents) >= survey(
        [RawDocument(source="harbour", path=f"{number}.txt", data=b"Top\nFoot") for number in range(3)]
    )


def test_the_likeliest_stretches_are_the_body() -> None:
    """A light line between heavy ones is kept, one far away goes, and so does a faint one alone."""
    heading = [-5.0, 5.0, -0.5, 5.0, -5.0]
    islands = [5.0] * 8 + [-2.0] * 4 + [5.0] * 2 + [-2.0] * 60 + [5.0] * 2

    assert [False, True, True, True, False] == body_of(heading)
    assert [True] * 8 + [False] * 4 + [True] * 2 + [False] * 62 == body_of(islands)
    assert [False, False] == body_of([-1.0, 3.0])
    assert [] == body_of([])
