"""Tell by tag, role and names what a part of a page is there for, when it is not there to be read."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from briefings.model import Reason

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements whose text no reader sees as text: code, embedded things, controls.
SKIPPED = frozenset(
    (
        *(
            "script",
            "style",
            "template",
            "noscript",
            "svg",
            "math",
            "canvas",
            "iframe",
            "frame",
            "noframes",
            "object",
        ),
        *(
            "embed",
            "applet",
            "audio",
            "video",
            "map",
            "head",
            "select",
            "option",
            "optgroup",
            "datalist",
            "textarea",
        ),
        *("input", "button", "progress", "meter", "rp", "rt", "link", "meta", "title", "dialog"),
    )
)
_BY_TAG = {"nav": Reason.MENU, "menu": Reason.MENU, "aside": Reason.RELATED}
_BY_ROLE = {
    "navigation": Reason.MENU,
    "menu": Reason.MENU,
    "menubar": Reason.MENU,
    "search": Reason.MENU,
    "banner": Reason.MENU,
    "complementary": Reason.RELATED,
    "contentinfo": Reason.LEGAL,
    "dialog": Reason.PROMOTION,
    "alertdialog": Reason.PROMOTION,
}
# Names are split at hyphens, underscores and capitals: "share" is in "share-bar" and not in "shareholders".
_NAMES: dict[Reason, str] = {
    Reason.SHARE: """
        share shares sharing sharedaddy sharebar social socials addthis addtoany sociable follow-us""",
    Reason.COMMENT_FORM: """
        comments comment-list comment-form comment-area comment-section comment-wrapper comment-respond
        comment-reply comment-thread comment-count comment-link commentlist disqus respond reply
        livefyre responses""",
    Reason.RELATED: """
        related recommended recommendation recommendations recirc recirculation read-more read-next
        read-also more-stories more-news more-on more-from also-like also-read most-read most-popular
        most-viewed most-commented mostread trending popular teaser teasers latest up-next next-post
        prev-post previous-post post-navigation see-also outbrain taboola zergnet""",
    Reason.MENU: """
        nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs crumb crumbs pagination pager
        paging toolbar sidebar side-bar skip-link masthead topbar site-header toc table-of-contents""",
    Reason.ADVERT: """
        ad ads advert adverts advertisement advertising advertorial adsense adslot adunit dfp gpt
        sponsor sponsored sponsors promoted banner""",
    Reason.PROMOTION: """
        newsletter newsletters subscribe subscription signup sign-up donate donation promo promos
        promotion paywall regwall membership cta call-to-action app-download mailing-list optin popup
        modal""",
    Reason.LEGAL: "cookie cookies consent gdpr copyright disclaimer legal footer colophon site-info",
    Reason.METADATA: """
        byline by-line dateline timestamp post-meta entry-meta article-meta meta author-bio author-box
        author-info author-card about-author authorbox tag tags tag-list tagcloud keywords categories
        post-tags entry-footer article-footer""",
    Reason.COUNTER: "views view-count likes rating ratings votes counter share-count",
}
_BY_NAME = {
    reason: re.compile(rf"(?:^| )(?:{'|'.join(names.split()).replace('-', ' ')})(?= |$)")
    for reason, names in _NAMES.items()
}
_NEVER_NAMED = frozenset(("html", "body", "main", "article"))  # sites write the state of the page into these
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)(?![\w-])", re.IGNORECASE)
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only|response)|assistive-text|is-hidden)(?:\s|$)"
)


def region_of(element: HtmlElement) -> Reason | None:
    """Name what *element* is there for by its own tag and attributes; None when it may well be text."""
    tag = element.tag
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    if tag == "footer":  # of a quotation, it names who is quoted
        return None if _is_within(element, ("blockquote", "figure")) else Reason.LEGAL
    if tag == "header" and not _is_within(element, ("article", "main", "section")):
        return Reason.MENU
    if not element.attrib or tag in _NEVER_NAMED:
        return None
    by_role = _BY_ROLE.get((element.get("role") or "").lower())
    return by_role or _by_names(f"{element.get('id') or ''} | {element.get('class') or ''}")


@functools.lru_cache(maxsize=8192)
def _by_names(names: str) -> Reason | None:
    spread = _SEPARATORS.sub(" ", _CAPITAL.sub(" ", names)).lower().strip()
    for reason, pattern in _BY_NAME.items():
        if spread and pattern.search(spread):
            return reason
    return None


def _is_within(element: HtmlElement, tags: tuple[str, ...]) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def is_hidden(element: HtmlElement) -> bool:
    """Tell whether a browser would not show *element*, as far as the element itself says."""
    if not element.attrib:
        return False
    if element.get("hidden") is not None:
        return True
    style, names = element.get("style"), element.get("class")
    if style is not None and _HIDDEN_STYLE.search(style):
        return True
    return names is not None and _FOR_SCREEN_READERS.search(names) is not None
