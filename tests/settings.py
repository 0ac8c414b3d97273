"""config.settings in a private folder, with what makes tests fast. Processes that a test starts inherit the folder.

Each process of a parallel run has its own folder, its own test database and its own database of the Redis server.
"""

import os
import tempfile

os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="attest-tests-")  # tests/conftest.py removes it
if os.environ.get("REDIS_URL"):
    server = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{server}/{os.environ.get('PYTEST_XDIST_WORKER', 'gw0').removeprefix('gw')}"

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hashing is not what the tests are about
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # straight from the sources: nothing is collected

if "postgresql" in DATABASES["default"]["ENGINE"]:
    # To look for the best order of ten joins takes PostgreSQL longer than any order takes of the few rows of a test.
    DATABASES["default"]["OPTIONS"]["options"] += " -c join_collapse_limit=1"
