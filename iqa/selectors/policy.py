from uuid import UUID

from iqa.models import SamplingPolicy


def policy_in_force(centre_id: UUID) -> SamplingPolicy | None:
    """The newest; None until the centre has set one."""
    return (
        SamplingPolicy.objects.filter(centre_id=centre_id).order_by("-at", "-id").select_related("set_by__user").first()
    )
