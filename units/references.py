"""Check characters of the identifiers that handbooks and candidates bring.

The unit reference's letter catches any single wrong digit, but a letter that is itself
"repaired" would hide one: so a reference is repaired only where its first character
cannot be a letter of the alphabet at all, and the same reference stands elsewhere.
"""

import re
from collections.abc import Set as AbstractSet

ALPHABET = "ADFHJKLMRTY"
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)
_REFERENCE = re.compile(r"([A-Z])/(\d{3})/(\d{4})", re.ASCII)
_DAMAGED_REFERENCE = re.compile(r"(\S)/(\d{3})/(\d{4})", re.ASCII)
_QUALIFICATION_NUMBER = re.compile(r"(\d{3})/(\d{4})/([\dX])", re.ASCII)
_ULN = re.compile(r"[1-9]\d{9}", re.ASCII)


def _residue(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11


def check_letter(digits: str) -> str:
    """The letter that belongs before these seven digits (slashes are allowed)."""
    plain = digits.replace("/", "")
    if not re.fullmatch(r"\d{7}", plain, re.ASCII):
        raise ValueError(f"A unit reference has seven digits, not {digits!r}.")
    return ALPHABET[_residue(plain)]


def is_valid_reference(ref: str) -> bool:
    match = _REFERENCE.fullmatch(ref)
    return match is not None and match[1] == check_letter(match[2] + match[3])


def repair_reference(printed: str, corroborated: AbstractSet[str]) -> str | None:
    """The reference that was meant, or None where nothing may be repaired.

    ``corroborated`` holds the references as printed in the other places of the document.
    """
    match = _DAMAGED_REFERENCE.fullmatch(printed)
    if match is None or match[1] in ALPHABET:
        return None
    repaired = f"{check_letter(match[2] + match[3])}/{match[2]}/{match[3]}"
    return repaired if repaired in corroborated else None


def is_valid_qualification_number(qan: str) -> bool:
    """Derived from known numbers, not from a published rule: a reason to warn, never to refuse."""
    match = _QUALIFICATION_NUMBER.fullmatch(qan)
    return match is not None and "0123456789X"[_residue(match[1] + match[2])] == match[3]


def is_valid_uln(uln: str) -> bool:
    """Whether a unique learner number carries its own check digit.

    9999999999, the placeholder that stands for "not known yet", does not.
    """
    if not _ULN.fullmatch(uln):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(uln, range(10, 0, -1), strict=True))
    return weighted % 11 == 10
