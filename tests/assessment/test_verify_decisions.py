"""`manage.py verify_decisions`, and acts that are older than the seals."""

import json
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from assessment.models import CriterionDecision, Seal
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from tests import factories
from tests.assessment.acts import judge
from tests.assessment.conftest import Work
from tests.assessment.tampering import as_owner, put
from tests.cast import Cast

pytestmark = pytest.mark.core


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_decisions", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_ends_with_what_it_found(cast: Cast, work: Work) -> None:
    decision = judge(cast.bob, work.rows[0], feedback="Clear.")
    number = cast.registration.number
    for asked in (["--centre", cast.centre.number], ["--candidate", number], ["--unit", str(work.enrolment.pk)], []):
        assert run(*asked) == (0, "1 act on 1 unit, 1 file looked at. All is as it was sealed.\n"), asked
    with as_owner():
        put(decision, feedback="Very clear.")
        code, said = run("--candidate", number, "--no-files")
        _, as_json = run("--json")
    assert code == 1
    assert "Carol Cole, X/101 Unit X/101. Criterion 1.1, decision of " in said
    assert said.endswith("by Bob Brown: feedback is “Very clear.”, and “Clear.” was sealed\n")
    (one,) = json.loads(as_json)["differences"]
    assert (one["code"], one["enrolment"]) == ("row_changed", str(work.enrolment.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", [["--centre", "none"], ["--candidate", "none"], ["--unit", "none"], ["--unit", "0" * 32]], ids=" ".join
)
def test_what_is_not_there_ends_with_two(asked: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        run(*asked)
    assert caught.value.returncode == 2


def test_acts_older_than_the_seals_are_sealed_by_the_migration_and_say_so(cast: Cast) -> None:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.first())
    sign_off = factories.sign_off(enrolment, assessor=cast.bob)
    assert {one.code for one in verify(units_of([enrolment.pk])).differences} == {"unsealed"}
    migration = import_module("assessment.migrations.0007_seals")
    migration.seal_earlier_acts(apps, None)
    chain = list(Seal.objects.filter(enrolment=enrolment))
    assert [seal.kind for seal in chain] == ["decision"] * 3 + ["sign_off"]
    assert {seal.sealed_later for seal in chain} == {True}
    assert verify(units_of([enrolment.pk])).differences == []
    with as_owner():
        put(sign_off, round=2)
        put(CriterionDecision.objects.first(), feedback="Well done.")
        put(chain[0], sealed_later=False)
        codes = {one.code for one in verify(units_of([enrolment.pk])).differences}
    assert codes == {"row_changed", "seal_moved", "entry_missing"}
