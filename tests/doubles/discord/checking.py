"""The limits of a message and its embeds, as Discord documents them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.doubles.discord.components import check_components
from tests.doubles.discord.problems import FormErrors, Json, problem
from tests.doubles.discord.world import EPHEMERAL, IS_V2

if TYPE_CHECKING:
    from tests.doubles.discord.world import Post

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_V2
EMBEDS, FIELDS, ALL_EMBEDS = 10, 25, 6000
_TEXTS = (("title", 256), ("description", 4096), ("url", 2048))
_INNER_TEXTS = (("footer", "text", 2048), ("author", "name", 256))


def check_message(body: Json, *, before: Post | None = None, may_be_ephemeral: bool = False) -> None:
    """Refuse a message that breaks a limit; *before* is what an edit changes.

    Raises:
        Problem: 50035 with every broken limit by field, or 50006 for an empty message.
    """
    errors = FormErrors()
    is_v2 = bool((body.get("flags") or 0) & IS_V2 or (before and before.flags & IS_V2))
    if body.get("content") is not None:
        errors.length(("content",), body["content"], most=2000)
    _check_flags(errors, body, may_be_ephemeral=may_be_ephemeral)
    _check_nonce(errors, body.get("nonce"))
    _check_allowed_mentions(errors, body.get("allowed_mentions"))
    _check_embeds(errors, body.get("embeds") or [])
    check_components(errors, body.get("components") or [], is_v2=is_v2)
    if is_v2:
        _check_v2(errors, body, before)
    errors.check()
    if _is_empty(body, before):
        raise problem(50006)


def _is_empty(body: Json, before: Post | None) -> bool:
    """Tell whether nothing is left to show; what an edit does not name stays."""
    left: Json = {
        "content": before.content if before else "",
        "embeds": before.embeds if before else [],
        "components": before.components if before else [],
    }
    shown = {name: body[name] if name in body else left[name] for name in left}
    has_text = bool(shown["content"] and shown["content"].strip())
    return not (has_text or shown["embeds"] or shown["components"] or body.get("sticker_ids"))


def _check_flags(errors: FormErrors, body: Json, *, may_be_ephemeral: bool) -> None:
    allowed = FLAGS | (EPHEMERAL if may_be_ephemeral else 0)
    if (body.get("flags") or 0) & ~allowed:
        errors.add(("flags",), "MESSAGE_FLAGS_INVALID", f"Only the bits of {allowed} may be set here.")


def _check_v2(errors: FormErrors, body: Json, before: Post | None) -> None:
    """Note what cannot stand beside Components V2: content and embeds, new ones or left from before."""
    for name in ("content", "embeds", "poll", "sticker_ids"):
        left = getattr(before, name, None) if before and name not in body else None
        if body.get(name) or left:
            errors.add(
                (name,),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def _check_nonce(errors: FormErrors, nonce: object) -> None:
    if nonce is not None and len(str(nonce)) > 25:
        errors.add(("nonce",), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")


def _check_allowed_mentions(errors: FormErrors, allowed: Json | None) -> None:
    for kind in ("users", "roles"):
        listed = (allowed or {}).get(kind) or []
        errors.count(("allowed_mentions", kind), listed, most=100)
        if listed and kind in ((allowed or {}).get("parse") or ()):
            errors.add(
                ("allowed_mentions",),
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def _check_embeds(errors: FormErrors, embeds: list[Json]) -> None:
    errors.count(("embeds",), embeds, most=EMBEDS)
    for at, embed in enumerate(embeds):
        _check_embed(errors, ("embeds", at), embed)
    if sum(map(embed_size, embeds)) > ALL_EMBEDS:
        errors.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {ALL_EMBEDS}")


def _check_embed(errors: FormErrors, at: tuple[str | int, ...], embed: Json) -> None:
    for name, most in _TEXTS:
        if embed.get(name) is not None:
            errors.length((*at, name), embed[name], most=most)
    for name, inner, most in _INNER_TEXTS:
        if (embed.get(name) or {}).get(inner) is not None:
            errors.length((*at, name, inner), embed[name][inner], most=most)
    _check_address(errors, (*at, "url"), embed.get("url"))
    for name in ("author", "image", "thumbnail"):
        _check_address(errors, (*at, name, "url"), (embed.get(name) or {}).get("url"))
    errors.count((*at, "fields"), embed.get("fields") or [], most=FIELDS)
    for number, field in enumerate(embed.get("fields") or []):
        errors.length((*at, "fields", number, "name"), field.get("name", ""), least=1, most=256)
        errors.length((*at, "fields", number, "value"), field.get("value", ""), least=1, most=1024)
    if not any(
        embed.get(name)
        for name in ("title", "description", "fields", "image", "footer", "author", "thumbnail")
    ):
        errors.add((*at, "description"), "BASE_TYPE_REQUIRED", "This field is required")


def _check_address(errors: FormErrors, at: tuple[str | int, ...], url: str | None) -> None:
    if not url:
        return
    if urlsplit(url).scheme not in ("http", "https", "attachment") or not urlsplit(url).netloc:
        errors.add(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def embed_size(embed: Json) -> int:
    """Count the characters that add up to 6000 over all embeds of a message."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get(name) or {}).get(inner) for name, inner, _ in _INNER_TEXTS]
    texts += [text for field in embed.get("fields") or [] for text in (field.get("name"), field.get("value"))]
    return sum(len(text.strip()) for text in texts if text)
