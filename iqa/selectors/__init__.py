"""Reads for pages, and for the layer above."""

from iqa.selectors.clearance import cleared_sign_off, cleared_sign_offs

__all__ = ["cleared_sign_off", "cleared_sign_offs"]
