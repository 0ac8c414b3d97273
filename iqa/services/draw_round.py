import secrets

from django.db import transaction
from django.urls import reverse

from assessment.models import UnitSignOff
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from iqa.allocation import allocate
from iqa.models import Sample, SamplingPolicy, SamplingRound
from iqa.sampling import ALGORITHM, Pick, draw
from iqa.selectors.policy import policy_in_force
from iqa.sign_offs import due, entries
from units.models import Competence, Qualification


@transaction.atomic
def draw_round(*, actor: Membership, qualification: Qualification, seed: str = "") -> SamplingRound:
    """Samples what is due in this qualification by the policy in force. The seed is random unless a test gives it."""
    require_role(actor, Role.IQA)
    Centre.objects.select_for_update(of=("self",)).get(pk=actor.centre_id)
    sign_offs = {str(row.pk): row for row in due(actor.centre_id, qualification)}
    policy = _required(actor, qualification, sign_offs)
    population, seed = entries(sign_offs.values()), seed or secrets.token_hex(8)
    picks = draw(population, seed, policy.percent, policy.trainee_percent)
    people = allocate(preferred=actor, sign_offs=[sign_offs[pick.id] for pick in picks])
    round = SamplingRound.objects.create(
        centre_id=actor.centre_id,
        qualification=qualification,
        policy=policy,
        seed=seed,
        algorithm=ALGORITHM,
        population=[entry.stored() for entry in population],
        drawn_by=actor,
    )
    Sample.objects.bulk_create(
        _sample(round, sign_offs[pick.id], pick, people[sign_offs[pick.id].pk]) for pick in picks
    )
    record(actor, "sampling.round_drawn", round, seed=seed, population=len(population), picks=len(picks))
    return round


def _sample(round: SamplingRound, sign_off: UnitSignOff, pick: Pick, iqa: Membership) -> Sample:
    return Sample(round=round, sign_off=sign_off, iqa=iqa, reason=pick.reason)


def _required(actor: Membership, qualification: Qualification, sign_offs: dict[str, UnitSignOff]) -> SamplingPolicy:
    """The policy to draw by; refuses with everything that keeps the round from being drawn."""
    policy, blockers = policy_in_force(actor.centre_id), []
    if not Competence.objects.on().filter(membership=actor, qualification=qualification).exists():
        said = f"{actor.name} is not recorded as competent in {qualification}."
        blockers.append(Blocker("competence", said, "A centre admin records what a person is competent for."))
    if policy is None:
        link = {"link": f"{reverse('sampling')}#policy", "link_text": "Set the policy"}
        said = "The centre has no sampling policy yet."
        blockers.append(Blocker("no_policy", said, "Say what percentage of sign-offs is sampled.", **link))
    if not sign_offs:
        blockers.append(_nothing_due(actor, qualification))
    if policy is None or blockers:
        raise Refused(*blockers)
    return policy


def _nothing_due(actor: Membership, qualification: Qualification) -> Blocker:
    running = SamplingRound.objects.filter(centre_id=actor.centre_id, qualification=qualification, closed_at=None)
    newest = running.first()
    if newest is None:
        said = "Every unit that is signed off has been sampled or cleared."
        return Blocker("nothing_due", said, "A round can be drawn once an assessor has signed off another unit.")
    said = f"Every unit that is signed off is cleared, sampled or in the {str(newest).lower()}."
    link = {"link": reverse("round", args=[newest.pk]), "link_text": "Open the round"}
    return Blocker("nothing_due", said, "Record its findings and close it.", since=newest.drawn_at, **link)
