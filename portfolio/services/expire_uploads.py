from django.utils import timezone

from portfolio.incoming import incoming
from portfolio.models import Upload

AT_ONCE = 500


def expire_uploads() -> int:
    """Drops what nobody went on with for a week, and the memory of what was stored. How many rows went.

    The bytes go first: a run that is killed is done by the next.
    """
    store = incoming()
    expired = list(Upload.objects.filter(expires_at__lte=timezone.now()).order_by("expires_at")[:AT_ONCE])
    for upload in expired:
        store.drop(upload)
    Upload.objects.filter(pk__in=[upload.pk for upload in expired], expires_at__lte=timezone.now()).delete()
    store.sweep({str(pk) for pk in Upload.objects.unfinished().values_list("pk", flat=True)})
    return len(expired)
