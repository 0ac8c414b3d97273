"""What a record may load while it is printed: the files named here and `data:`. The renderer's own default reads any file and calls any host."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from weasyprint.urls import URLFetcher


class ResourceRefused(ValueError):
    """A document asked for an address that is not on the list."""


class OnlyTheseFiles(URLFetcher):
    def __init__(self, files: Iterable[Path]) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._addresses = frozenset(file.as_uri() for file in files)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if url.startswith("data:") or url in self._addresses:
            return super().fetch(url, headers)
        raise ResourceRefused(f"A printed record may not load {url}")
