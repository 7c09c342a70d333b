"""Refer to an article as receipts do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.model import Article, ArticleRef

if TYPE_CHECKING:
    from briefings.model import Candidate


def ref(article: Article | Candidate) -> ArticleRef:
    """Say what a reader needs to know of *article*."""
    return ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        outlet=article.publisher if isinstance(article, Article) else article.outlet,
        published=article.published,
        path=article.path,
        url=article.url,
    )
