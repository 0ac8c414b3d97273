from typing import ClassVar

from django.db import models

from centres.models.base import Row


class Centre(Row):
    """A place approved by awarding organisations to assess their qualifications. Nothing is shared between two."""

    name = models.CharField(max_length=120)
    number = models.CharField("centre number", max_length=20, unique=True)
    address = models.TextField(blank=True)
    email = models.EmailField("e-mail", blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Site(Row):
    """An address at which a centre assesses."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["centre", "name"], name="site_name_once")]

    def __str__(self) -> str:
        return self.name
