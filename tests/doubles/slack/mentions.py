"""Who a message pings, and which links it would unfurl."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.doubles.slack.reading import mrkdwn_texts, rich_elements

if TYPE_CHECKING:
    from tests.doubles.slack.problems import Json

_USER = re.compile(r"<@([UW]\w+)(?:\|[^<>]*)?>")
_GROUP = re.compile(r"<!subteam\^(S\w+)(?:\|[^<>]*)?>")
_CROWD = re.compile(r"<!(channel|here|everyone|group)(?:\|[^<>]*)?>")
_NAMED = re.compile(r"(?<!\w)@([\w.-]+)")
_LINK = re.compile(r"<?(https?://[^\s<>|]+)")
_MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|webp|mp4|mov|mp3)(?:\?|$)|//(?:www\.)?(?:youtube\.com|youtu\.be|vimeo\.com)/"
)


def pinged(args: Json) -> frozenset[str]:
    """Return the ids of users and groups whom a message pings, and "channel", "here" or "everyone".

    The text beside blocks counts as well: it is what a notification shows, and no document says that a
    mention in it is inert.
    """
    blocks = _blocks(args)
    texts = [str(args.get("text") or ""), str(args.get("markdown_text") or ""), *mrkdwn_texts(blocks)]
    texts += [str(one.get(name, "")) for one in args.get("attachments") or () for name in ("pretext", "text")]
    whole = "\n".join(texts)
    found = [*_USER.findall(whole), *_GROUP.findall(whole), *_CROWD.findall(whole)]
    if args.get("link_names") or args.get("parse") == "full":
        found += _NAMED.findall(whole)
    for part in rich_elements(blocks):
        names = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}
        if part.get("type") in names:
            found.append(str(part[names[part["type"]]]))
    return frozenset(found)


def unfurled(args: Json) -> tuple[str, ...]:
    """Return the links that would get a preview: media by default, others only when asked for."""
    blocks = _blocks(args)
    whole = "\n".join([str(args.get("text") or ""), *mrkdwn_texts(blocks)])
    links = dict.fromkeys(_LINK.findall(whole))
    links |= dict.fromkeys(str(part["url"]) for part in rich_elements(blocks) if part.get("type") == "link")
    shows_media = args.get("unfurl_media") is not False
    return tuple(link for link in links if (shows_media if _MEDIA.search(link) else args.get("unfurl_links")))


def _blocks(args: Json) -> list[Json]:
    inner = [block for one in args.get("attachments") or () for block in one.get("blocks", ())]
    return [*(args.get("blocks") or ()), *inner]
