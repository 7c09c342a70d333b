"""Bytes become an article and a ledger of what was removed and why, or a rejection."""

from __future__ import annotations
