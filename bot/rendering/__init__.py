"""Turn what the newsroom made into messages, in a platform's dialect and from templates."""

from bot.rendering.telling import Audience, Renderer

__all__ = ["Audience", "Renderer"]
