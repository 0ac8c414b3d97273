"""How a signed-in person is read from the session: with their roles, in one query."""

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from centres.models import Membership, User
from centres.prepared import prepared


@prepared
def current_roles(user_id: UUID) -> "QuerySet[Membership]":
    """The oldest first, each with its person and centre."""
    rows: QuerySet[Membership] = Membership.objects.current().filter(user=user_id)
    return rows.select_related("centre", "user").order_by("started_at", "id")


class WithRolesBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """`current_roles` on the person are those of this request. Somebody without a role is read alone."""
        rows = list(current_roles(user_id))
        user: User | None = rows[0].user if rows else super().get_user(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        for row in rows:
            row.user = user
        user.current_roles = rows
        return user
