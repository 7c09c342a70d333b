"""Tell which articles repeat one another and which tell the same event.

A `Stories` stands ready in memory: each new article is placed once, when it is read, and what must be kept to
go on after a restart is one opaque fingerprint an article.
"""

from briefings.stories.placing import Placement, Stories

__all__ = ["Placement", "Stories"]
