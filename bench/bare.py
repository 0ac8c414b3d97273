"""The least that Django can do with an upload, as the baseline of bench.uploads: parse, write, one row. Nobody is asked
who they are, nothing is hashed and nothing is forced to the disk.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import env

settings.configure(
    DATABASES={"default": env.database("DATABASE_URL", "")},
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["localhost"],
    SECRET_KEY=secrets.token_hex(),
    DATA_UPLOAD_MAX_MEMORY_SIZE=None,
)
PLACE = Path(os.environ["EVIDENCE_DIR"]) / "bare"
PLACE.mkdir(parents=True, exist_ok=True)


def store(request: HttpRequest) -> HttpResponse:
    name = secrets.token_hex(16)
    with (PLACE / name).open("wb") as file:
        while block := request.read(1024 * 1024):
            file.write(block)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare (name) VALUES (%s)", [name])
    return HttpResponse(status=201)


urlpatterns = [path("my/uploads/", store)]
application = get_wsgi_application()
