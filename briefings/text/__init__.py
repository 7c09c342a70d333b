"""Words, terms, sentences and languages: how the newsroom reads a string without ever changing it.

Everything here answers with offsets into the string it was given, or with terms: the folded, stemmed forms
that texts and questions are compared under. What is shown to people is always the string itself.
"""

from briefings.text.language import detect_language
from briefings.text.sentencing import sentences
from briefings.text.wording import Telling, Word, normalise, telling, terms, words

__all__ = ["Telling", "Word", "detect_language", "normalise", "sentences", "telling", "terms", "words"]
