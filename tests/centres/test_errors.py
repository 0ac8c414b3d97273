"""What a page answers when something broke under it. Django calls the handler inside its `except`."""

import errno

import pytest
from django.db import OperationalError
from django.http import HttpRequest

from centres.views.errors import server_error


def answer_to(error: Exception) -> tuple[int, str]:
    try:
        raise error
    except Exception:
        answer = server_error(HttpRequest())
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("connection refused"), 503, "Nothing is lost"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "nothing of what you sent was kept"),
        (OSError(errno.EACCES, "Permission denied"), 500, "Something"),
        (ValueError("boom"), 500, "Something"),
    ],
)
def test_a_failure_is_answered_by_its_own_page(error: Exception, status: int, words: str) -> None:
    found, page = answer_to(error)
    assert found == status
    assert words in page
    assert "boom" not in page
