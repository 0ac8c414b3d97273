"""A part of the shipped catalogue, for tests that need one real qualification: all seven take four times as long."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from units.combination.files import CATALOGUE
from units.models import Specification
from units.services.load_catalogue import load_catalogue


def load_only(*files: str) -> Specification:
    """The qualification of the first of these files, and what it needs of the others ("cg-4417-2", "cg-4417")."""
    with TemporaryDirectory() as place:
        shutil.copytree(CATALOGUE / "rules", Path(place, "rules"))
        for name in files:
            shutil.copy(CATALOGUE / f"{name}.toml", place)
        load_catalogue(folder=Path(place))
    return Specification.objects.get(qualification__code=files[0])
