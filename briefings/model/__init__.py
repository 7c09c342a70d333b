"""The words of the newsroom: every value that passes between its rooms, named by its moment.

What an admin defines (Source, Topic, Digest, Schedule ...), what is read (RawDocument -> Article),
what is told (Story -> Briefing, Passage -> Answer) and what is posted (Delivery). Nothing here does anything;
times are aware UTC, durations are `timedelta`, offsets count characters of a paragraph's text.
"""

from briefings.model.definitions import (
    CleaningRules,
    Digest,
    GlossaryEntry,
    Schedule,
    Source,
    Target,
    Topic,
    find_target,
)
from briefings.model.posting import Closure, ClosureKind, Delivery, DeliveryKey, DeliveryState, Occurrence
from briefings.model.reading import (
    Article,
    Candidate,
    KeySentence,
    Kind,
    Paragraph,
    RawDocument,
    Reason,
    Rejection,
    RemovedLine,
    Table,
    TopicMatch,
)
from briefings.model.telling import (
    Answer,
    ArticleRef,
    Briefing,
    Citation,
    Coverage,
    LeftOut,
    Passage,
    Status,
    Story,
    Strength,
    Why,
)

__all__ = [
    "Answer",
    "Article",
    "ArticleRef",
    "Briefing",
    "Candidate",
    "Citation",
    "CleaningRules",
    "Closure",
    "ClosureKind",
    "Coverage",
    "Delivery",
    "DeliveryKey",
    "DeliveryState",
    "Digest",
    "GlossaryEntry",
    "KeySentence",
    "Kind",
    "LeftOut",
    "Occurrence",
    "Paragraph",
    "Passage",
    "RawDocument",
    "Reason",
    "Rejection",
    "RemovedLine",
    "Schedule",
    "Source",
    "Status",
    "Story",
    "Strength",
    "Table",
    "Target",
    "Topic",
    "TopicMatch",
    "Why",
    "find_target",
]
