from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from centres.models.base import AppendOnly
from centres.models.centre import Centre
from centres.models.membership import Membership, Role


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, actor: Membership) -> Self:
        """An admin reads every act of the centre, an EQA those about rows that they may look at, others their own."""
        here, read = self.filter(centre_id=actor.centre_id), Q(actor=actor)
        if actor.role == Role.ADMIN:
            return here
        if actor.role == Role.EQA:
            for kind, rows in _doors():
                read |= Q(object_type=kind, object_id__in=rows.visible_to(actor).order_by().values("pk"))
        return here.filter(read)

    def about(self, *objects: models.Model) -> Self:
        return self.filter(object_id__in=[thing.pk for thing in objects])


def _doors() -> Iterator[tuple[str, Any]]:
    """Every kind of row, of whichever app, that says itself who may see it."""
    for model in apps.get_models():
        if hasattr(model._default_manager, "visible_to") and model is not AuditEvent:
            yield model._meta.label_lower, model._default_manager


class AuditEvent(AppendOnly):
    """One act: who, what, on which row, when, with which facts. Written by `centres.audit.record` alone."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    actor = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField(db_index=True)
    object_label = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = AuditEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["centre", "-at"], name="audit_newest")]
