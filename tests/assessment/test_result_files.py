"""The files of results are in quarantine like any evidence, and the admin sees them beside it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from centres.models import AuditEvent
from centres.tasks import sweep_jobs
from portfolio.selectors.quarantine import quarantine_page
from portfolio.services.remove_infected import remove_infected
from portfolio.states import FileState
from tests.assessment.sittings import offered, recorded
from tests.cast import Cast
from tests.clamd import EICAR, clamd

pytestmark = pytest.mark.core


def test_an_infected_slip_is_found_listed_and_deleted(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with clamd() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        result = recorded(cast.bob, offered(cast).test, files=[SimpleUploadedFile("slip.txt", b"Passed. " + EICAR)])
        (row,) = result.files.select_related("file")
        assert row.file.state == FileState.WAITING
        sweep_jobs()
    (held,) = quarantine_page(cast.alice)["infected"]
    assert (held.row, held.name, held.whose, held.label) == (row, "slip.txt", "Carol Cole", "attempt 1")
    assert AuditEvent.objects.get(verb="file.infected").object_id == row.pk
    with django_capture_on_commit_callbacks(execute=True):
        remove_infected(actor=cast.alice, stored=row.file, reason="The body sent it again.")
    row.file.refresh_from_db()
    assert (row.file.state, quarantine_page(cast.alice)["infected"]) == (FileState.REMOVED, [])
