"""Answer a question with up to three verbatim passages, or say honestly that nothing was found."""

from briefings.answering.desk import answer

__all__ = ["answer"]
