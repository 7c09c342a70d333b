"""Choose the passages of an answer: the best first, from different places, each part of the question served."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.concepts import Part
    from briefings.answering.scoring import Piece

_WHOLE = 0.9


def choose(found, most, enough):
    (whole, pieces), *rest = found
    ranked = _ranked(pieces, enough)
    if not rest:
        return ranked[:most]
    if ranked and ranked[0].cover >= _WHOLE and len(ranked[0].said)==len(whole.concepts):
        return ranked[:most]
    lists = [_ranked(p, enough) for _, p in rest]
    chosen = []
    for depth in range(most):
        for l in lists:
            for piece in l:
                if not any(_same(piece, c) for c in chosen):
                    chosen.append(piece); l.remove(piece)
                    break
    return chosen[:most]


def _same(a, b):
    return a.source.article.id == b.source.article.id and a.paragraph.index == b.paragraph.index


def _ranked(pieces, enough):
    out = []
    for piece in sorted(pieces, key=lambda p: -p.score):
        if piece.cover >= enough and not any(_same(piece, c) for c in out):
            out.append(piece)
            if len(out) == 5: break
    return out
