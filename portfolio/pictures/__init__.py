"""Pictures of a file that somebody sent: run confined, `python -m portfolio.pictures MEDIA_TYPE` (`portfolio/previews.py`).

Re-encoded from the pixels, so that nothing else of the file travels with them: no place, no camera, no script.
The file is standard input. Pictures are written to the working folder as 1.webp, 2.webp …; standard output has a line of
JSON for each, after one with the number of pages that the file has. Knows no Django.
"""

MOST_PAGES = 30
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 1600
QUALITY = 80


class CannotShowError(Exception):
    """With a sentence for people."""


TOO_LARGE = "The picture is too large to be shown here. It can be downloaded."
DAMAGED = "The picture is damaged and cannot be shown here. It can be downloaded."
PDF_DAMAGED = "The PDF is locked or damaged and cannot be shown here. It can be downloaded."
PAGE_DAMAGED = "A page of the PDF is damaged. The file can be downloaded."
