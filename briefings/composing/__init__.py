"""Compose a briefing: choose stories for a digest, tell each in verbatim sentences, and write down why.

Nothing here knows a database or a clock: what was stored is asked of a `Shelf`, the time is an argument, and
the same
shelf and time give the same briefing.
"""

from briefings.composing.composing import compose
from briefings.composing.gathering import Shelf

__all__ = ["Shelf", "compose"]
