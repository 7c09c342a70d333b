"""The JSON that other programs read; a name here changes only with the number of the contract."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from briefings.model import (
    Answer,
    Article,
    ArticleRef,
    Briefing,
    Citation,
    Coverage,
    LeftOut,
    Passage,
    Rejection,
    Story,
    Why,
)

Folders = Mapping[str, str]  # source, folder


def cleaned(path: str, result: Article | Rejection) -> dict[str, Any]:
    """Shape a cleaned document, or say why there is none."""
    if isinstance(result, Rejection):
        return {"path": path, "rejected": result.reason}
    return {
        "path": path,
        "id": result.id,
        "title": result.title,
        "authors": result.authors,
        "publisher": result.publisher,
        "published": _moment(result.published),
        "date_source": result.date_source,
        "language": result.language,
        "url": result.url,
        "paragraphs": [
            {"text": each.text, "kind": each.kind, "line": each.line} for each in result.paragraphs
        ],
        "tables": [{"header": each.header, "rows": each.rows, "line": each.line} for each in result.tables],
        "lists": result.lists,
        "removed": [{"line": each.line, "reason": each.reason, "text": each.text} for each in result.removed],
        "kept_ratio": round(result.kept_ratio, 4),
        "flagged": result.flagged,
    }


def answered(answer: Answer, folders: Folders) -> dict[str, Any]:
    """Shape an answer; *folders* names where each source lies, so that paths are those of `clean`."""
    return {
        "question": answer.question,
        "status": answer.status,
        "corrected": answer.corrected,
        "matched_as": [{"asked": asked, "name": name} for asked, name in answer.matched_as],
        "passages": [_passage(each, folders) for each in answer.passages],
        "suggestions": answer.suggestions,
        "coverage": _coverage(answer.coverage),
    }


def briefed(briefing: Briefing, folders: Folders) -> dict[str, Any]:
    """Shape a briefing; *folders* names where each source lies, so that paths are those of `clean`."""
    return {
        "digest": briefing.digest,
        "as_of": _moment(briefing.as_of),
        "stories": [_story(each, folders) for each in briefing.stories],
        "left_out": [_left_out(each) for each in briefing.left_out],
        "coverage": _coverage(briefing.coverage),
    }


def _passage(passage: Passage, folders: Folders) -> dict[str, Any]:
    citation = passage.citation
    return {
        "text": citation.text,
        "article": _article(passage.article, folders),
        "paragraph": citation.paragraph,
        "line": passage.line,
        "start": citation.start,
        "end": citation.end,
        "score": round(passage.score, 4),
        "strength": passage.strength,
        "matched": [citation.text[start:end] for start, end in passage.marks],
    }


def _story(story: Story, folders: Folders) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "article_ids": [each.id for each in story.articles],
        "articles": [_article(each, folders) for each in story.articles],
        "sentences": [_sentence(each) for each in story.sentences],
        "figures": [_sentence(each) for each in story.figures],
        "why": _why(story.why),
    }


def _sentence(citation: Citation) -> dict[str, Any]:
    return {
        "text": citation.text,
        "article_id": citation.article_id,
        "paragraph": citation.paragraph,
        "start": citation.start,
        "end": citation.end,
    }


def _why(why: Why) -> dict[str, Any]:
    parts = [{"name": name, "points": round(points, 4)} for name, points in why.parts]
    return asdict(why) | {"score": round(why.score, 4), "parts": parts}


def _left_out(story: LeftOut) -> dict[str, Any]:
    return {"id": story.story_id, "title": story.title, "reason": story.reason}


def _article(article: ArticleRef, folders: Folders) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "published": _moment(article.published),
        "path": str(Path(folders.get(article.source, "")) / article.path),
        "url": article.url,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return asdict(coverage) | {"newest": _moment(coverage.newest)}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
