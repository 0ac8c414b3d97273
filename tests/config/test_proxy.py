"""Sign-in is limited by the visitor's address. Behind a proxy every connection comes from the proxy itself."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

ASK = """
import django
django.setup()
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}, REMOTE_ADDR="10.0.0.2")
print(get_adapter().get_client_ip(request))
"""


@pytest.mark.parametrize(("behind_proxy", "address"), [("true", "203.0.113.9"), ("false", "10.0.0.2")])
def test_only_behind_a_proxy_is_its_word_on_the_visitors_address_taken(behind_proxy: str, address: str) -> None:
    """And then its last word: what stands before it, the visitor may have made up."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "BEHIND_PROXY": behind_proxy}
    told = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == address
