"""Reads for pages."""

from claims.selectors.verdict import verdict

__all__ = ["verdict"]
