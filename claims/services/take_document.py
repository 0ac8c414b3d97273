from django.core.files import File
from django.db import transaction

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from claims.models import Document
from portfolio.vault import open_file


@transaction.atomic
def take_document(*, actor: Membership, document: Document) -> "File[bytes]":
    """Opens an issued document. Who had it in hand, and when, is on record."""
    require_role(actor, Role.ADMIN, Role.IQA, Role.EQA, Role.CANDIDATE)
    document = Document.objects.visible_to(actor).exclude(issued_at=None).select_related("file").get(pk=document.pk)
    assert document.file is not None
    record(actor, "document.taken", document)
    return open_file(document.file)
