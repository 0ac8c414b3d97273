"""The invented documents printed as PDF, in the tables that the awarding organisations use."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from units.handbooks import ReadHandbook, ReadUnit

FONTS = FontConfiguration()
PAGE = """
@page { size: A4; margin: 2cm; @bottom-center { content: counter(page) } }
body { font: 10.5pt/1.35 sans-serif }
h1, h2 { break-after: avoid }
table { width: 100%; margin: 8pt 0 }
td, th { padding: 4pt; text-align: left; vertical-align: top }
.start { break-before: page }
"""
RULED = "table { border-collapse: collapse } td, th { border: 1px solid black }"
# Each cell with a border of its own, so that every line is drawn twice.
BOXED = "table { border-collapse: separate; border-spacing: 1px } td, th { border: 1px solid black }"
UNRULED = "table { border-collapse: collapse }"


def printed(body: str, *styles: str) -> bytes:
    css = [CSS(string=style, font_config=FONTS) for style in (PAGE, *styles)]
    pdf: bytes = HTML(string=f"<meta charset=utf-8>{body}").write_pdf(stylesheets=css, font_config=FONTS)
    return pdf


def table(rows: Iterable[Sequence[str]], *, head: Sequence[str] = (), widths: Sequence[int] = ()) -> str:
    """``rows`` hold HTML; ``head`` is printed again on each page that the table goes on to."""
    columns = "".join(f'<col style="width: {width}%">' for width in widths)
    heads = f"<thead>{_row(head, 'th')}</thead>" if head else ""
    return f"<table>{columns}{heads}{''.join(_row(row, 'td') for row in rows)}</table>"


def _row(cells: Sequence[str], kind: str) -> str:
    """A cell that starts with “<t” brings its own mark."""
    marked = [cell if cell.startswith("<t") else f"<{kind}>{cell}</{kind}>" for cell in cells]
    return f"<tr>{''.join(marked)}</tr>"


def spanning(text: str, *, rows: int = 1, columns: int = 1) -> str:
    return f'<td rowspan="{rows}" colspan="{columns}">{text}</td>'


def paragraphs(text: str) -> str:
    """A blank line between two paragraphs, a line end where a line ends."""
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.strip().split("\n\n"))


def said(handbook: ReadHandbook) -> dict[str, Any]:
    """All that a document says, but not on which line."""
    return {
        "profile": (handbook.layout, handbook.title, handbook.edition, handbook.qualification_number, handbook.level),
        "dates": (handbook.registration_from, handbook.registration_until),
        "hours": (handbook.total_hours, handbook.guided_hours),
        "units": {unit.code: _said_of(unit) for unit in handbook.units},
        "places": [
            (row.code, row.title, row.level, row.credit, row.guided_hours, row.group) for row in handbook.places
        ],
        "comparisons": [
            (row.code, row.previous, row.title, row.credit, row.difference, row.detail) for row in handbook.comparisons
        ],
        "contradictions": [(row.severity, row.subject, row.printed, row.stored) for row in handbook.contradictions],
    }


def _said_of(unit: ReadUnit) -> dict[str, Any]:
    outcomes = [
        (it.number, it.text, it.questions, [(c.number, c.printed, c.text, c.guidance) for c in it.criteria])
        for it in unit.outcomes
    ]
    facts = (unit.title, unit.level, unit.credit, unit.group, unit.fits, unit.guided_hours, unit.minutes)
    return {"facts": facts, "aim": unit.aim, "information": dict(unit.information), "outcomes": outcomes}
