"""The keyword lookup: which articles hold these terms, in milliseconds, over a hundred thousand of them."""

from briefings.index.lookup import ArticleFeed, Hit, Index

__all__ = ["ArticleFeed", "Hit", "Index"]
