from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Membership, Row


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def visible_to(self, actor: Membership) -> Self:
        """Everybody's are their own."""
        return self.filter(owner=actor)

    def kept(self) -> Self:
        return self.filter(dropped_at=None)


class Phrase(Row):
    """Words that an assessor uses in feedback again and again."""

    owner = models.ForeignKey(Membership, models.PROTECT, related_name="phrases")
    words = models.CharField(max_length=1000)
    kept_at = models.DateTimeField(auto_now_add=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = PhraseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["words"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "words"], name="phrase_once"),
            models.CheckConstraint(condition=~Q(words=""), name="phrase_has_words"),
        ]

    def __str__(self) -> str:
        return self.words if len(self.words) <= 60 else f"{self.words[:59]}…"
