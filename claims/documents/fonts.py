"""The print fonts. The renderer ignores unicode-range, so each subset is a family of its own and the style sheet names them in order.

A character in none of them falls to a font of the machine (DejaVu covers Arabic, Hebrew, Armenian and Georgian;
Chinese, Japanese and Korean need a package such as fonts-noto-cjk, Indic scripts fonts-noto-core). Where the machine
has none either, `render_document` raises MissingGlyphs instead of printing boxes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ATKINSON, SOURCE_SERIF = "atkinson-hyperlegible-next", "source-serif-4"
SUBSETS = {ATKINSON: ("latin", "latin-ext"), SOURCE_SERIF: ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")}
CUTS = {ATKINSON: ((400, "normal"), (700, "normal")), SOURCE_SERIF: ((400, "normal"), (400, "italic"), (600, "normal"))}
FAMILY = {ATKINSON: "Doc", SOURCE_SERIF: "DocSerif"}


class FontsNotInstalled(RuntimeError):
    """The front-end packages are missing; the record would print in whatever the machine has."""


@dataclass(frozen=True)
class Face:
    family: str
    weight: int
    style: str
    file: Path

    def css(self) -> str:
        return (
            f'@font-face {{ font-family: "{self.family}"; src: url("{self.file.as_uri()}"); '
            f"font-weight: {self.weight}; font-style: {self.style}; }}"
        )


def print_faces(node_modules: Path) -> tuple[Face, ...]:
    """Every face that the style sheet names, as files of the npm packages."""
    faces = tuple(_faces(node_modules))
    if missing := [face.file.name for face in faces if not face.file.is_file()]:
        raise FontsNotInstalled(
            f"{len(missing)} print fonts are not under {node_modules}, first {missing[0]}. Run: npm ci"
        )
    return faces


def _faces(node_modules: Path) -> Iterator[Face]:
    for package, subsets in SUBSETS.items():
        for subset in subsets:
            for weight, style in CUTS[package]:
                file = node_modules / "@fontsource" / package / "files" / f"{package}-{subset}-{weight}-{style}.woff2"
                yield Face(f"{FAMILY[package]} {subset}", weight, style, file)
