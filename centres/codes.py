"""Addresses as codes to scan."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str, title: str) -> SafeString:
    """An SVG for a page or a print. Its border of four modules is part of the code: readers need it."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, title=title
    )
    # Safe: segno escapes its title.
    return mark_safe(drawing)  # nosec B308 B703
