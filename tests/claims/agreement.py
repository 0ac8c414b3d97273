"""Two readers of the same rows: the check of a whole centre, and the standing that a claim's gate reads."""

from claims.loading import standings_of
from claims.selectors.centre_check import check
from portfolio.models import Registration


def disagreements() -> list[str]:
    """Whose verdict, prospect, credits or claim the two tell differently."""
    everybody = Registration.objects.order_by("number")
    return [
        f"{standing.registration}: {told} for {stood}"
        for one, standing in zip(check(everybody), standings_of(everybody), strict=True)
        if (told := (one.registration, one.verdict, one.prospect, one.credits_cleared, one.claim))
        != (
            stood := (
                standing.registration.pk,
                standing.verdict,
                standing.prospect,
                sum(unit.unit.credit for unit in standing.cleared),
                standing.full_claim.state if standing.full_claim else "",
            )
        )
    ]
