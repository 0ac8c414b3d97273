import json
import sys
from importlib import import_module
from pathlib import Path

from PIL import Image

from centres.confined import REFUSED
from portfolio.pictures import QUALITY, CannotShowError


def main() -> int:
    module = "pages" if sys.argv[1] == "application/pdf" else "photo"  # each loads libraries that the other needs not
    try:
        total, pictures = import_module(f"portfolio.pictures.{module}").pictures_of(sys.stdin.buffer)
        _say(pages=total)
        for page, picture in enumerate(pictures, 1):
            _keep(page, picture)
    except CannotShowError as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


def _keep(page: int, picture: Image.Image) -> None:
    """Said once it is whole: what is said when the process is stopped can be used."""
    picture.save(Path(f"{page}.webp"), "WEBP", quality=QUALITY)
    _say(page=page, width=picture.width, height=picture.height)


def _say(**facts: int) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
