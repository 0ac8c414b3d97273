"""A witness's words that were changed behind the program's back are named, also where somebody sealed them anew."""

import pytest

from assessment.verifying import verify
from assessment.verifying.verification import units_of
from portfolio.models import Testimony as Statement
from portfolio.testimony import seal_of
from tests.assessment.acts import judge
from tests.assessment.tampering import as_owner, put
from tests.cast import Cast
from tests.portfolio.acts import chosen
from tests.portfolio.witnesses import sealed

pytestmark = pytest.mark.core


def differences(cast: Cast) -> list[tuple[str, str]]:
    keys = list(cast.registration.enrolments.values_list("pk", flat=True))
    return [(one.code, one.said) for one in verify(units_of(keys)).differences]


def test_a_changed_statement_is_named(cast: Cast) -> None:
    rows = list(chosen(cast)[0].criteria.in_order())
    statement = sealed(cast, rows)
    for row in rows:
        judge(cast.bob, row)
    assert differences(cast) == []
    with as_owner():
        put(statement, words="She did nothing of the kind, and I did not see it.")
        ((code, said),) = differences(cast)
        assert code == "statement_changed"
        assert said == f"the statement of Sam Lee ({statement.evidence.receipt}) is not the one that was signed"
        changed = Statement.objects.get(pk=statement.pk)
        put(statement, seal=seal_of(changed))  # it fits again; the document says otherwise
        assert [code for code, _ in differences(cast)] == ["statement_changed"]
    assert differences(cast) == []
