"""Short ways through the use cases, and the reasons of a refusal."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from centres.gates import Refused
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.services.choose_units import choose_units
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.link_evidence import link_evidence
from portfolio.services.store_upload import store_upload
from portfolio.services.submit_evidence import submit_evidence
from tests.cast import Cast
from tests.portfolio import files


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [blocker.code for blocker in caught.value.blockers]


def chosen(cast: Cast, count: int = 1) -> list[UnitEnrolment]:
    units = list(cast.specification.units.order_by("places__position"))[:count]
    return choose_units(actor=cast.carol, registration=cast.registration, units=units)


def uploaded(cast: Cast, content: bytes | None = None, name: str = "photo.jpg", **more: Any) -> Evidence:
    upload = files.upload(content or files.photo(), name)
    return store_upload(actor=cast.carol, registration=cast.registration, upload=upload, **more)


def ready(cast: Cast, progress: Sequence[CriterionProgress], content: bytes | None = None) -> Evidence:
    """A draft with nothing missing."""
    evidence = uploaded(cast, content, "notes.txt" if content else "photo.jpg")
    day = dt.date(2024, 5, 17)
    describe_evidence(actor=cast.carol, evidence=evidence, title="Log", kind="product", shows="", done_on=day)
    return link_evidence(actor=cast.carol, evidence=evidence, progress=progress)


def submitted(cast: Cast, progress: Sequence[CriterionProgress], content: bytes | None = None) -> Evidence:
    return submit_evidence(actor=cast.carol, evidence=ready(cast, progress, content), declared=True)


def states(registration: Registration) -> list[str]:
    """Of all criteria, in order."""
    rows = CriterionProgress.objects.filter(enrolment__registration=registration)
    return list(
        rows.order_by("enrolment__unit__code", "criterion__outcome__number", "criterion__position").values_list(
            "state", flat=True
        )
    )
