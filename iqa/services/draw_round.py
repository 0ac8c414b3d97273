import secrets

from django.db import transaction

from assessment.models import UnitSignOff
from centres.audit import record
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from iqa.allocation import allocate
from iqa.gates import drawing_gate
from iqa.models import Sample, SamplingPolicy, SamplingRound
from iqa.sampling import ALGORITHM, Pick, draw
from iqa.sign_offs import due, entries
from units.models import Qualification


@transaction.atomic
def draw_round(*, actor: Membership, qualification: Qualification, seed: str = "") -> SamplingRound:
    """Samples what is due in this qualification by the policy in force. The seed is random unless a test gives it."""
    require_role(actor, Role.IQA)
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.centre_id)
    drawing_gate.require(actor=actor, qualification=qualification)
    sign_offs = {str(row.pk): row for row in due(actor.centre_id, qualification)}
    policy = SamplingPolicy.objects.filter(centre_id=actor.centre_id).latest("at", "id")
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
