"""Bytes of any origin become the text a person would have seen."""

from __future__ import annotations

import pytest

from briefings.cleaning.decoding import decode, is_binary, mend, source_lines

CHINESE = "港口大桥星期一重新开放，渡轮恢复冬季时刻表，市民都很高兴。"
TRADITIONAL = "這座橋在星期一重新開放，渡輪恢復冬季時刻表，市長表示感謝。"
JAPANESE = "橋は月曜日に再開し、フェリーは冬の時刻表に戻ります。"
KOREAN = "다리는 월요일에 다시 열렸고 페리는 겨울 시간표로 돌아갑니다."
RUSSIAN = "Мост вновь открылся в понедельник, паромы возвращаются к зимнему расписанию."
POLISH = "Żółta łódź płynęła przez ciężką mgłę do przystani, a piekarz patrzył."
FRENCH = "Le café du port a rouvert : « enfin », dit la boulangère, ravie de l’été."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-32"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (KOREAN, "euc-kr"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "cp1250"),
        (FRENCH, "cp1252"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
    ],
)
def test_an_encoding_is_recognised(text: str, encoding: str) -> None:
    """A page of a few lines is read in the encoding it was written in, declared or not."""
    page = f"{text}\n" * 5

    assert page == decode(page.encode(encoding))


def test_western_quotes_are_read() -> None:
    """Bytes that are no UTF-8 and hold curly quotes are read as Windows wrote them."""
    page = "The mayor said “finally” — and the baker’s son agreed at the café."

    assert page == decode(page.encode("cp1252"))


def test_a_declaration_helps_where_bytes_could_be_anything() -> None:
    """What a page declares is believed when its bytes agree."""
    assert "Köprü açıldı" == decode("Köprü açıldı".encode("cp1254"), "cp1254")


@pytest.mark.parametrize("declared", ["no-such-encoding", "ascii"])
def test_a_false_declaration_is_passed_over(declared: str) -> None:
    """A declaration that names no encoding, or the wrong one, does no harm."""
    page = f"{RUSSIAN}\n" * 5

    assert page == decode(page.encode("cp1251"), declared)


def test_a_few_stray_bytes_leave_the_rest_as_it_is() -> None:
    """A UTF-8 page with a stray byte keeps its other letters; the stray becomes a replacement character."""
    page = f"{FRENCH}\n" * 20

    assert f"caf\ufffd\n{page}" == decode(b"caf\xe9\n" + page.encode())


def test_bytes_that_mean_nothing_are_not_refused() -> None:
    """Whatever bytes come, text comes out."""
    assert isinstance(decode(bytes(range(128, 256)) * 3), str)


def test_a_picture_is_binary() -> None:
    """Bytes full of control characters are no text; a page with a stray one is."""
    assert (True, False) == (
        is_binary("\x89PNG\x00\x01\x02\x03" * 10),
        is_binary("A page.\x00" + "text " * 99),
    )


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ('He said \\"now\\".', 'He said "now".'),
        ("Tom &amp; Ada &mdash; &#8220;both&#8221;", "Tom & Ada — “both”"),
        ("&amp;quot;twice&amp;quot;", '"twice"'),
        ("/find?a=1&copy=2", "/find?a=1&copy=2"),
        ("one&#10;line", "one line"),
        ("the mayorâ€™s cafÃ©", "the mayor’s café"),
        ("“curly” ‘quotes’ stay", "“curly” ‘quotes’ stay"),
        ("ＦＵＬＬ　width ﬁt", "ＦＵＬＬ　width ﬁt"),
        ("zero\u200bwidth\x00 \x1b[31mred\x1b[0m", "zerowidth red"),
    ],
)
def test_a_line_is_mended_and_no_more(stored: str, seen: str) -> None:
    """What storage did to a line is undone; how its author wrote it stays."""
    assert seen == mend(stored)


def test_lines_are_counted_as_editors_count() -> None:
    """Only line feeds end lines, with or without a carriage return; a form feed or U+2028 does not."""
    assert [(1, "a"), (2, "b\x0c"), (3, "c\u2028d")] == source_lines("a\r\nb\x0c\nc\u2028d")


def test_old_carriage_returns_end_lines() -> None:
    """A page of carriage returns alone has lines too."""
    assert [(1, "a"), (2, "b")] == source_lines("a\rb")


def test_written_out_line_breaks_are_breaks() -> None:
    """A dump on one line with its breaks written out is split there, all parts on the line of the file."""
    assert [(1, "a"), (1, ""), (1, "b"), (1, "c")] == source_lines("a\\n\\nb\\r\\nc")
