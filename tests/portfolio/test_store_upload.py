import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from centres.gates import Refused
from centres.models import AuditEvent, Job, Role
from portfolio.models import Evidence, StoredFile
from portfolio.services.store_upload import store_upload
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import RegistrationState, move
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.acts import codes, uploaded

pytestmark = pytest.mark.core


def test_an_upload_is_a_draft_with_a_receipt(cast: Cast) -> None:
    evidence = uploaded(cast)
    assert re.fullmatch(r"EV-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", evidence.receipt)
    assert (evidence.state, evidence.title, evidence.file_name) == ("draft", "", "photo.jpg")
    event = AuditEvent.objects.get(verb="evidence.stored")
    assert event.facts == {"sha256": evidence.file_id, "size": evidence.file.size, "receipt": evidence.receipt}
    assert Job.objects.get().key == f"make_previews:{evidence.file_id}:"


def test_a_double_click_is_one_item_and_a_new_form_another(cast: Cast) -> None:
    batch = uuid.uuid4()
    first, second = uploaded(cast, batch=batch), uploaded(cast, batch=batch)
    later = uploaded(cast)
    assert first == second
    assert first != later
    assert (StoredFile.objects.count(), Job.objects.count()) == (1, 1)


def test_a_withdrawn_draft_can_be_sent_again(cast: Cast) -> None:
    batch = uuid.uuid4()
    first = uploaded(cast, batch=batch)
    withdraw_evidence(actor=cast.carol, evidence=first, reason="Blurred")
    assert uploaded(cast, batch=batch) != first


def test_a_video_has_no_pages_to_make(cast: Cast) -> None:
    uploaded(cast, files.video(), "call.mp4")
    assert not Job.objects.exists()


def test_names_are_kept_tidy(cast: Cast) -> None:
    upload = SimpleUploadedFile("x", files.photo())
    upload._name = "C:\\photos\\" + "a" * 300 + "\x00\n.jpg"
    evidence = store_upload(actor=cast.carol, registration=cast.registration, upload=upload)
    assert evidence.file_name == "a" * 196 + ".jpg"


def test_nobody_uploads_for_somebody_else(cast: Cast) -> None:
    for actor, code in (
        (cast.dan, "not_yours"),
        (cast.charlie[Role.CANDIDATE], "not_yours"),
        (cast.bob, "role"),
        (cast.alice, "role"),
    ):
        with pytest.raises(Refused) as caught:
            store_upload(actor=actor, registration=cast.registration, upload=files.upload(files.photo()))
        assert codes(caught) == [code]
    assert not StoredFile.objects.exists()


def test_a_registration_that_is_over_takes_no_more(cast: Cast) -> None:
    move(cast.registration, RegistrationState, RegistrationState.WITHDRAWN)
    with pytest.raises(Refused) as caught:
        uploaded(cast)
    assert codes(caught) == ["registration_over"]
    assert not Evidence.objects.exists()
