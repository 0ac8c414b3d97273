"""The types of a cell: each reads what people and programs put there, strictly, and writes what it reads back equal."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from units.references import is_valid_reference

LONGEST = 32_000  # a spreadsheet's cell ends at 32,767 characters, and what is longer would be cut off silently
EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2199, 12, 31)
AS_TEXT = "Format the cell as Text, then type it again."

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_LOOKS_LIKE_REFERENCE = re.compile(r"[A-Z0-9]/[0-9]{3}/[0-9]{4}", re.IGNORECASE)


class CellError(ValueError):
    """Why a cell was refused, and what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands in the place of a cell's value that no type accepts: a formula, an error."""

    reason: str
    remedy: str


class CellType(Protocol):
    empty: ClassVar[Any]

    def read(self, raw: object) -> Any:
        """The value; CellError if it is none of this type. Never called with a blank."""

    def write(self, value: Any) -> str | int | dt.date:
        """What `read` reads back as this value. Never called with `empty`."""


def is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _worded(raw: object) -> str:
    """Text as typed, its line breaks made alike. A whole number is the text of its digits."""
    if isinstance(raw, Refused):
        raise CellError(raw.reason, raw.remedy)
    if isinstance(raw, bool):
        raise CellError(f"This is the value {str(raw).upper()}, where words are wanted.", AS_TEXT)
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        raise CellError("The spreadsheet has made a date or a time of what was typed.", AS_TEXT)
    if isinstance(raw, float) and not raw.is_integer():
        raise CellError(f"This is the number {raw}, and a number loses the zeros at its end.", AS_TEXT)
    text = str(int(raw) if isinstance(raw, float) else raw)
    _refuse_control(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_control(text: str) -> None:
    if match := CONTROL.search(text):
        reason = f"There is a character that no page can show (U+{ord(match[0]):04X})."
        raise CellError(reason, "Delete the text and type it again, without copying it.")


def looks_like_reference(text: str) -> bool:
    """Also with a wrong letter, or a digit in its place: then it is one that was misprinted."""
    return _LOOKS_LIKE_REFERENCE.fullmatch(text) is not None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


@dataclass(frozen=True, slots=True)
class Words:
    """Text of any number of lines, without the space around it."""

    empty: ClassVar[str] = ""
    most: int = LONGEST

    def read(self, raw: object) -> str:
        text = _worded(raw).strip()
        if len(text) > self.most:
            raise CellError(f"This has {len(text):,} characters; {self.most:,} fit.", "Shorten it.")
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one line. ``unsplit``: it may stand in a list, so it has none of the characters that part one."""

    empty: ClassVar[str] = ""
    most: int = 200
    unsplit: bool = False

    def read(self, raw: object) -> str:
        text = Words(self.most).read(raw)
        if "\t" in text or len(text.splitlines()) > 1:
            raise CellError("There is a line break or a tab in it.", "Write it on one line.")
        if self.unsplit and set(text) & set(",;"):
            raise CellError(
                f"“{_short(text)}” has a comma or a semicolon.", "Leave it out: these part the items of lists."
            )
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Code:
    """Small letters, digits and hyphens: what an address on the web can hold."""

    empty: ClassVar[str] = ""
    most: int = 60

    def read(self, raw: object) -> str:
        text = Line(self.most).read(raw)
        if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
            remedy = "Use letters, digits and hyphens only, such as proqual-l4-cs."
            raise CellError(f"“{_short(text)}” has a space or another sign in it.", remedy)
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class UnitNumber:
    """The body's number of a unit. One that is formed like a unit reference has to be one."""

    empty: ClassVar[str] = ""
    only_reference: bool = False

    def read(self, raw: object) -> str:
        text = Line(20, unsplit=True).read(raw)
        if is_valid_reference(text):
            return text
        if looks_like_reference(text):
            reason = f"The letter of “{text}” does not belong to its digits, so one of the characters is wrong."
            raise CellError(reason, "Compare it with the awarding organisation’s document.")
        if self.only_reference:
            remedy = "Write it as the regulator does, such as D/506/2153, or leave it empty."
            raise CellError(f"“{text}” is no unit reference.", remedy)
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class CriterionNumber:
    """A place in an outcome, as "3" or "1.3". Text, since 1.10 as a number would be 1.1."""

    empty: ClassVar[str] = ""

    def read(self, raw: object) -> str:
        text = Words().read(raw)
        if not re.fullmatch(r"([1-9][0-9]?\.)?[1-9][0-9]{0,2}", text):
            remedy = "Write 1, 2, 3 or 1.1, 1.2, 1.3. What the document prints instead is a printed number."
            raise CellError(f"“{_short(text)}” is not the number of a criterion.", remedy)
        return text

    def write(self, value: str) -> str | int:
        return int(value) if value.isdecimal() else value


@dataclass(frozen=True, slots=True)
class Whole:
    empty: ClassVar[None] = None
    least: int = 0
    most: int = 9999

    def read(self, raw: object) -> int:
        number = self._number(raw)
        if not self.least <= number <= self.most:
            raise CellError(f"{number} is not between {self.least} and {self.most}.", "Correct the number.")
        return number

    def _number(self, raw: object) -> int:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and raw == raw // 1:
            return int(raw)
        text = str(raw) if isinstance(raw, float) else _worded(raw).strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            raise CellError(f"“{_short(text)}” is not a whole number.", "Write digits only, without decimals or units.")
        return int(text)

    def write(self, value: int) -> int:
        return value


@dataclass(frozen=True, slots=True)
class Date:
    empty: ClassVar[None] = None

    def read(self, raw: object) -> dt.date:
        date = self._date(raw)
        if not EARLIEST <= date <= LATEST:
            raise CellError(f"The year {date.year} makes no sense here.", "Correct the date.")
        return date

    def _date(self, raw: object) -> dt.date:
        if isinstance(raw, dt.datetime) and raw.time() == dt.time():
            return raw.date()
        if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
            return raw
        remedy = "Write the date as 2026-07-31, or day first as 31/07/2026."
        text = str(raw) if isinstance(raw, dt.datetime | dt.time | int | float) else _worded(raw).strip()
        if match := _ISO.fullmatch(text):
            parts = (int(match[1]), int(match[2]), int(match[3]))
        elif match := _DAY_FIRST.fullmatch(text):
            parts = (int(match[3]), int(match[2]), int(match[1]))
        else:
            raise CellError(f"“{_short(text)}” is not a date.", remedy)
        try:
            return dt.date(*parts)
        except ValueError:
            raise CellError(f"There is no day “{text}”.", remedy) from None

    def write(self, value: dt.date) -> dt.date:
        return value


@dataclass(frozen=True, slots=True)
class YesNo:
    empty: ClassVar[bool] = False

    def read(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        text = _worded(raw).strip().casefold()
        if text not in ("yes", "no", "true", "false"):
            raise CellError(f"“{_short(text)}” is neither yes nor no.", "Write yes or no.")
        return text in ("yes", "true")

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words. Capitals, and whether words are joined by spaces or underscores, do not matter."""

    empty: ClassVar[str] = ""
    options: tuple[str, ...] = ()

    def read(self, raw: object) -> str:
        text = _worded(raw).strip()
        option = re.sub(r"[\s_-]+", "_", text).casefold()
        if option not in self.options:
            raise CellError(f"“{_short(text)}” is not known here.", f"Choose one of: {', '.join(self.shown)}.")
        return option

    def write(self, value: str) -> str:
        return value.replace("_", " ")

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(self.write(option) for option in self.options)


@dataclass(frozen=True, slots=True)
class Listing:
    """Several items in one cell, parted by semicolons or one on a line; codes by commas too."""

    empty: ClassVar[tuple[str, ...]] = ()
    codes: bool = False

    def read(self, raw: object) -> tuple[str, ...]:
        text = _worded(raw)
        parts = re.split("[,;\n]", text) if self.codes else text.split("\n" if "\n" in text else ";")
        items = tuple(Line().read(part) for part in parts if part.strip())
        for i, item in enumerate(items):
            if item in items[:i]:
                raise CellError(f"“{_short(item)}” is named twice.", "Delete one of the two.")
        if not items:
            raise CellError("There is nothing between the separators.", "Empty the cell, or name the items.")
        Words().read(text)
        return items

    def write(self, value: Sequence[str]) -> str:
        """An item that has a semicolon of its own stands on a line of its own, be it the only one."""
        if any(";" in item for item in value):
            return "".join(f"{item}\n" for item in value)
        return "; ".join(value)
