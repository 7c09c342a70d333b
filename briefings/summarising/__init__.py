"""Choose the sentences worth telling: those that can stand alone, and of those the ones that say most.

`key_sentences` reads an article once, when it is ingested; `choose` picks from what it found when a
briefing is composed, which is cheap however long the articles are.
"""

from briefings.summarising.choosing import Choice, choose
from briefings.summarising.figures import key_figures
from briefings.summarising.reading import key_sentences
from briefings.summarising.standing import leans_on

__all__ = ["Choice", "choose", "key_figures", "key_sentences", "leans_on"]
