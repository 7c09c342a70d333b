"""Bytes become text, whatever wrote them: the characters a person would have seen, and no others changed."""

from __future__ import annotations

import codecs
import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BOMS = (  # UTF-32 first: its mark begins with the one of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 64_000  # enough to tell an encoding; a page of 10 MB tells no more
_STRAY_SHARE = 0.02  # a UTF-8 page may carry some bytes of another encoding; above this it is not UTF-8
_BINARY_SHARE = 0.02  # control characters in a text; pictures and archives have ten times as many
_WESTERN_SHARE = 0.15  # of the letters of a Western text carry accents, at most
# No ð, ý or þ: they are what Turkish looks like when it is read as Western; nor ¹, ³ or ¿ as in Polish.
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ“”‘’„‚–—…•€£§©®™°«»¡\xa0·´")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufdd0-\ufdef]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ANSI = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_ESCAPED_QUOTE = re.compile(r"\\{1,8}([\"'])")
_ESCAPED_BREAK = re.compile(r"\\r\\n|\\n")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def decode(data: bytes, declared: str | None = None) -> str:
    """Read *data* as text: by its byte order mark, as UTF-8, as *declared*, or by what it looks most like.

    Nothing is refused: bytes that mean nothing in the encoding become U+FFFD.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (wide := _wide(data)) is not None:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _mostly_utf8(data) or _as_declared(data, declared) or data.decode(_likely(data), "replace")


def is_binary(text: str) -> bool:
    """Tell whether decoded bytes were never meant to be read: too many control characters."""
    sample = text[:_SAMPLE_BYTES]
    return len(_CONTROLS.findall(sample)) > _BINARY_SHARE * len(sample)


def source_lines(text: str) -> list[tuple[int, str]]:
    r"""Split into (1-based number, line) at line feeds, as editors count, or at each `\n` written out."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    numbered = list(enumerate(text.replace("\r\n", "\n").split("\n"), 1))
    if sum(len(_ESCAPED_BREAK.findall(line)) for _, line in numbered) <= 2 * len(numbered):
        return numbered
    return [(number, part) for number, line in numbered for part in _ESCAPED_BREAK.split(line)]


def mend(line: str) -> str:
    """Undo what storage did to a line: escapes, entities, mojibake, unseen characters. Quotes stay."""
    if "\\" in line:
        line = _ESCAPED_QUOTE.sub(r"\1", line)
    if "&" in line:
        line = _unescape(line)
    if not line.isascii():
        line = _mojibake_mender()(line)
    return _UNSEEN.sub("", _ANSI.sub("", line)) if not line.isprintable() else line


def _unescape(line: str) -> str:
    from html import unescape  # noqa: PLC0415  # its table of 2,231 names is built on import

    # Only entities that are closed: an address such as ?a=1&copy=2 stays as it is. Twice, for &amp;quot;
    for _ in range(2):
        line = _ENTITY.sub(lambda entity: unescape(entity.group()).replace("\n", " "), line)
    return line


@functools.cache
def _mojibake_mender() -> Callable[[str], str]:
    import ftfy  # noqa: PLC0415  # 30 ms, only where text is not plain ASCII

    # Verbatim is the rule: ftfy may undo a wrong decoding, never straighten quotes or fold widths.
    config = ftfy.TextFixerConfig(
        unescape_html=False,
        uncurl_quotes=False,
        fix_character_width=False,
        fix_latin_ligatures=False,
        fix_line_breaks=False,
        normalization=None,
        explain=False,
    )
    return lambda line: ftfy.fix_text(line, config)


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by its zero bytes, which stand on one side of every Latin character."""
    sample = data[:_SAMPLE_BYTES]
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    if odd > 0.2 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.2 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> str | None:
    """Read UTF-8 with some stray bytes line by line, so that only the broken lines are guessed at."""
    read = data.decode("utf-8", "surrogateescape")
    stray = sum(map(read.count, map(chr, range(0xDC80, 0xDD00))))
    beyond_ascii = sum(character > "\x7f" for character in read[: 10 * _SAMPLE_BYTES])
    if stray > _STRAY_SHARE * len(read) or (stray > 2 and stray * 2 > beyond_ascii):
        return None
    return "\n".join(_stray_line(line) for line in data.split(b"\n"))


def _stray_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace")


def _as_declared(data: bytes, declared: str | None) -> str | None:
    try:
        return data.decode(declared) if declared else None
    except (LookupError, UnicodeDecodeError):
        return None


def _likely(data: bytes) -> str:
    """Guess an encoding: what Western Windows writes where all of it looks Western, else by statistics."""
    sample = data[:_SAMPLE_BYTES]
    western = sample.decode("cp1252", "replace")
    beyond_ascii = [character for character in western if character > "\x7f"]
    if len(beyond_ascii) <= _WESTERN_SHARE * len(western) and _WESTERN.issuperset(beyond_ascii):
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415  # 20 ms, only for pages that are not UTF-8

    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"
