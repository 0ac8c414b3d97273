from typing import Any, ClassVar, Self

from django.db import models

from centres.models.base import AppendOnly
from centres.models.centre import Centre
from centres.models.membership import Membership, Role


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, actor: Membership) -> Self:
        here = self.filter(centre_id=actor.centre_id)
        return here if actor.role in (Role.ADMIN, Role.EQA) else here.filter(actor=actor)

    def about(self, *objects: models.Model) -> Self:
        return self.filter(object_id__in=[thing.pk for thing in objects])


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
