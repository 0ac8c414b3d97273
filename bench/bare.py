"""The least that Django can do, as the baseline of bench.uploads and bench.pages.

An upload is parsed, written and entered as one row: nobody is asked who they are, nothing is hashed and nothing is forced
to the disk. A page reads one row and says it.
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


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations ORDER BY id LIMIT 1")
        return HttpResponse(f"<!doctype html><title>Bare</title><p>{cursor.fetchone()[0]}")


urlpatterns = [path("my/uploads/", store), path("page/", page)]
application = get_wsgi_application()
