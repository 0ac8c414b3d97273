from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment import appeal_policies as policies
from assessment.appeal_gates import About, appealing_gate
from assessment.appeal_mails import tell
from assessment.appeal_turns import term
from assessment.appealing import add_step, begin, wordless
from assessment.locks import lock_unit
from assessment.models import Appeal, CriterionDecision, StepKind, UnitResult
from assessment.result_files import ReceivedFile, receive
from assessment.states import AppealState
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import UnitEnrolment


def lodge_appeal(
    *,
    actor: Membership,
    enrolment: UnitEnrolment,
    about: About,
    text: str,
    formal: bool = False,
    files: "Sequence[UploadedFile[bytes]]" = (),
) -> Appeal:
    """First to the assessor, who explains; or `formal`, in writing to the centre. An admin's is in writing, with the letter.

    The same again, while the first is open and nothing else has happened, is answered with it.
    """
    require_role(actor, Role.CANDIDATE, Role.ADMIN)
    formal, text = formal or actor.role == Role.ADMIN, text.strip()

    def first() -> None:
        if not _before(actor, enrolment, about, text):
            _require(actor, enrolment, about, text, letter=bool(files))

    received = receive(files, first=first)
    return _lodge(actor, enrolment, about, text, formal, received)


@transaction.atomic
def _lodge(
    actor: Membership, enrolment: UnitEnrolment, about: About, text: str, formal: bool, files: Sequence[ReceivedFile]
) -> Appeal:
    unit = lock_unit(enrolment)
    before = _before(actor, unit, about, text)
    if before:
        return before
    fresh = _read_again(about)
    _require(actor, unit, fresh, text, letter=bool(files))
    state = AppealState.RECEIVED if formal else AppealState.INFORMAL
    appeal = begin(unit, actor, state, fresh)
    due_on, days = term(appeal, policies.ACKNOWLEDGE_DAYS if formal else policies.EXPLAIN_DAYS)
    first = add_step(
        appeal, actor, StepKind.LODGED if formal else StepKind.RAISED, text, files, due_on=due_on, days=days
    )
    tell(appeal, first)
    return appeal


def _before(actor: Membership, unit: UnitEnrolment, about: About, text: str) -> Appeal | None:
    running: Appeal | None = Appeal.objects.open().filter(enrolment=unit, lodged_by=actor).first()
    first = running.steps.first() if running else None
    if running is None or first is None or first.said != text:
        return None
    points = {point.decision_id or point.result_id for point in running.points.all()}
    return running if points == {one.pk for one in about} else None


def _read_again(about: About) -> About:
    """Under the lock: where the criteria stand by now."""
    keys = [one.pk for one in about]
    decisions = CriterionDecision.objects.filter(pk__in=keys)
    decisions = decisions.select_related("progress__criterion", "progress__enrolment")
    decisions = decisions.order_by("progress__criterion__outcome__number", "progress__criterion__position")
    return [*decisions, *UnitResult.objects.filter(pk__in=keys)]


def _require(actor: Membership, unit: UnitEnrolment, about: About, text: str, *, letter: bool) -> None:
    blockers = [*appealing_gate.blockers(actor=actor, enrolment=unit, about=about), *wordless(text, "What is wrong")]
    if any(_unit_of(one) != unit.pk for one in about):
        blockers.append(Blocker("elsewhere", "Something chosen is of another unit.", "One appeal is about one unit."))
    if actor.role == Role.ADMIN and not letter:
        blockers.append(
            Blocker("letter", "The candidate’s letter is missing.", "Add what they wrote or signed.", yours=True)
        )
    if blockers:
        raise Refused(*blockers)


def _unit_of(one: CriterionDecision | UnitResult) -> object:
    return one.enrolment_id if isinstance(one, UnitResult) else one.progress.enrolment_id
