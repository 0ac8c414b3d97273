"""Joining scanned lines to sentences, and repairing first words whose letters were damaged."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A line that ends with one of these is not the end of a criterion.
_OPEN_ENDS = frozenset(["a", "an", "and", "or", "of", "the", "their", "its", "from", "that", "which", "between"])
# What handbooks start their sentences with, for the document that uses a word only once, and damaged.
_USUAL_OPENINGS = frozenset(
    [
        "Agree",
        "Analyse",
        "Apply",
        "Assess",
        "Be",
        "Describe",
        "Develop",
        "Evaluate",
        "Explain",
        "Identify",
        "Inform",
        "Plan",
        "Promote",
        "Provide",
        "Review",
        "Select",
        "Specify",
        "Understand",
        "Use",
        "Validate",
    ]
)
# Words that lost their spaces in the scan.
_RUN_TOGETHER = {"beabletoplana": "Be able to plan a", "beableto": "Be able to", "beable": "Be able"}
_FIRST_WORD = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Repair:
    printed: str
    stored: str
    reason: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The document's own words: what it starts its sentences with, and every word it uses."""

    openings: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, first_words: Iterable[str], text: Iterable[str]) -> "Vocabulary":
        capitalised = Counter(word for word in first_words if re.fullmatch(r"[A-Z][a-z]+", word))
        openings = frozenset(word for word in capitalised if capitalised[_without_second(word)] == 0)
        return cls(openings | _USUAL_OPENINGS, frozenset(re.findall(r"[a-z]+", " ".join(text).lower())))

    def opens(self, word: str) -> bool:
        """Whether a sentence may start with this word, as printed or repaired."""
        return word in self.openings or bool(self._meant(word))

    def repair(self, sentence: str) -> Repair | None:
        """What the sentence's first word was meant to be; None where it stands as printed."""
        match = _FIRST_WORD.match(sentence)
        word = match[0] if match else ""
        if meant := _RUN_TOGETHER.get(word.lower()):
            return Repair(word, meant, "The words ran together in the scan.", certain=True)
        if word in self.openings or not word:
            return None
        if meant := self._meant(word):
            damage = "The capital letter was" if meant.lower() == word else "The first letters were"
            return Repair(word, meant, f"{damage} damaged in the scan.", certain=True)
        return self._guess(word)

    def _meant(self, word: str) -> str:
        candidates = [word[:1].upper() + word[1:], word[1:], _without_second(word)]
        known = [candidate for candidate in candidates if candidate in self.openings]
        if known:
            return known[0]
        misread = [opening for opening in self.openings if len(word) > 2 and opening[1:] == word[1:]]
        return misread[0] if len(misread) == 1 and not word[:1].isupper() else ""

    def _guess(self, word: str) -> Repair | None:
        if word[:1].isupper():
            return None
        reason = "No other sentence starts with this word. Compare it with the printed handbook."
        return Repair(word, word[:1].upper() + word[1:], reason, certain=False)

    def join(self, lines: Sequence[str]) -> str:
        whole = ""
        for line in lines:
            whole = self._append(whole, line) if whole else line
        return whole

    def _append(self, whole: str, line: str) -> str:
        if not re.search(r"[a-z]-$", whole) or not line[:1].isalpha():
            return f"{whole} {line}"
        return f"{whole[:-1]}{line}" if self.is_soft_hyphen(whole, line) else f"{whole}{line}"

    def is_soft_hyphen(self, before: str, after: str) -> bool:
        """The hyphen at the end of ``before`` only divides a word that the document has in one piece."""
        left, right = re.search(r"([A-Za-z]+)-$", before), re.match(r"[A-Za-z]+", after)
        return bool(left and right and f"{left[1]}{right[0]}".lower() in self.words)


def first_word(text: str) -> str:
    match = _FIRST_WORD.match(text)
    return match[0] if match else ""


def is_open_ended(text: str) -> bool:
    """Whether the sentence cannot end here."""
    return text.endswith((",", "-")) or text.rpartition(" ")[2].lower() in _OPEN_ENDS


def _without_second(word: str) -> str:
    return word[:1] + word[2:]
