"""Uploads on the real server while something breaks: its process, the disk, Redis. Nothing that was acknowledged is
lost, nothing is half-written, and what is not safe is never called stored. (PostgreSQL: tests/centres/test_database_away.)
"""

import hashlib
import http.client
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from centres.supervisor import end_with_parent, kill_group, stop_group
from centres.tasks import sweep_jobs
from portfolio.models import Evidence, Preview, StoredFile, Upload
from tests.cast import assemble
from tests.fixtures import sign_in
from tests.portfolio import files
from tests.sender import Sender, wait_until
from tests.services import ROOT, free_port, redis_program, redis_server
from tests.site import Site

MB = 1024 * 1024
STORE_MB = 64


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SmallDisk"]:
    disk = SmallDisk(tmp_path_factory.mktemp("evidence"))
    yield disk
    disk.end()


class SmallDisk:
    """A file system of 64 MB, which only processes in the namespace of its holder see, and which is gone with it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.user = [] if os.geteuid() == 0 else ["--user"]
        unshare = ["unshare", "--mount", *(self.user and [*self.user, "--map-root-user"])]
        mount = f'mount -t tmpfs -o size={STORE_MB}m tmpfs "{place}" && echo mounted && exec sleep infinity'
        self.holder = subprocess.Popen(
            [*unshare, "sh", "-c", mount],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=end_with_parent(signal.SIGKILL),
        )
        assert self.holder.stdout is not None
        said = self.holder.stdout.readline()
        if said != "mounted\n":
            self.end()
            pytest.skip(f"This machine lets nobody mount a small disk: {said.strip()}")
        self.within = ["nsenter", "--mount", *(self.user and [*self.user, "--preserve-credentials"])]
        self.within += [f"--target={self.holder.pid}", f"--wd={ROOT}"]

    @property
    def path(self) -> Path:
        """As seen from outside."""
        return Path(f"/proc/{self.holder.pid}/root{self.place}")

    def free(self) -> int:
        return shutil.disk_usage(self.path).free

    def end(self) -> None:
        self.holder.kill()
        self.holder.communicate()


class World:
    """The server on the test database, a Redis that can be stopped, a small disk, and Carol's session."""

    def __init__(self, process_environment: dict[str, str], disk: SmallDisk, place: Path) -> None:
        self.disk, self.place, self.broker = disk, place, ExitStack()
        self.environment = process_environment | {
            "REDIS_URL": self.broker.enter_context(redis_server(place)),
            "VAR_DIR": str(place),
            "EVIDENCE_DIR": str(disk.place),
            "PORT": str(free_port()),
            "SECRET_KEY": settings.SECRET_KEY,
        }
        self.start_server()

    def start_server(self) -> None:
        self.site = Site(self.environment, self.place / "web.log", self.disk.within)
        self.site.wait_until_it_answers()

    def kill_server(self) -> None:
        kill_group(self.site.process)
        self.site.process.wait()

    def end(self) -> None:
        stop_group(self.site.process)
        self.broker.close()

    def memory(self) -> int:
        """The most that a process of the server ever held, in bytes."""
        group = os.getpgid(self.site.process.pid)
        folders = [folder for folder in Path("/proc").glob("[0-9]*") if _group(folder) == group]
        found = [
            int(line.split()[1]) * 1024
            for folder in folders
            for line in (folder / "status").read_text().splitlines()
            if line.startswith("VmHWM")
        ]
        return max(found)


def _group(folder: Path) -> int | None:
    try:
        return os.getpgid(int(folder.name))
    except ProcessLookupError:
        return None


@pytest.fixture(scope="module")
def world(
    process_environment: dict[str, str], disk: SmallDisk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    if redis_program() is None:
        pytest.skip("No Redis server is on this machine.")
    world = World(process_environment, disk, tmp_path_factory.mktemp("server"))
    yield world
    world.end()


@pytest.fixture
def carol(transactional_db: None, world: World) -> Sender:
    return Sender(world.site, sign_in(Client(), assemble().carol).session.session_key or "")


@pytest.fixture
def place_of_evidence(settings: Any) -> Callable[[Path], None]:
    def place(path: Path) -> None:
        backend = "django.core.files.storage.FileSystemStorage"
        options = {"location": str(path)}
        settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": backend, "OPTIONS": options}}

    return place


def film(length: int) -> bytes:
    return files.video(4096) + os.urandom(length - 4096)


def has_stored(answer: http.client.HTTPResponse, content: bytes) -> bool:
    """The receipt is that of these very bytes."""
    item = Evidence.objects.get(receipt=answer.headers["Upload-Receipt"])
    return bool(item.file_id == hashlib.sha256(content).hexdigest())


def test_a_killed_web_process_costs_no_acknowledged_byte(carol: Sender, world: World) -> None:
    content = film(6 * MB)
    path = carol.begins(len(content))
    assert carol.sends(path, 0, content[: 3 * MB]).status == 204
    on_its_way = carol.half_sends(path, 3 * MB, content[3 * MB : 5 * MB], 3 * MB)
    wait_until(lambda: Upload.objects.get().writer is not None)
    world.kill_server()
    on_its_way.close()
    world.start_server()
    carol.site = world.site
    assert carol.is_at(path) == (200, str(3 * MB))
    last = carol.goes_on(path, 3 * MB, content[3 * MB :])
    assert last.status == 204
    assert has_stored(last, content)
    assert carol.ask("HEAD", path).headers["Upload-Receipt"] == last.headers["Upload-Receipt"]


def test_a_full_disk_is_507_and_leaves_nothing_half_written(carol: Sender, world: World) -> None:
    content, small = film(3 * MB), film(2 * MB)
    path = carol.begins(len(content))
    assert carol.sends(path, 0, content[:MB]).status == 204
    ballast = world.disk.path / "ballast"
    ballast.write_bytes(bytes(world.disk.free() - MB))
    assert carol.sends(path, MB, content[MB:]).status == 507
    assert carol.is_at(path) == (200, str(MB))
    assert carol.ask("POST", "/my/uploads/", small, Upload_Length=str(len(small))).status == 507
    assert world.disk.free() >= MB - 8192  # what did not fit is not in the way
    assert (Evidence.objects.count(), StoredFile.objects.count(), Upload.objects.count()) == (0, 0, 1)
    ballast.unlink()
    assert has_stored(carol.goes_on(path, MB, content[MB:]), content)


def test_a_large_file_takes_no_more_memory_than_a_small_one(carol: Sender, world: World) -> None:
    small, large = film(MB), film(40 * MB)
    assert carol.ask("POST", "/my/uploads/", small, Upload_Length=str(len(small))).status == 201
    before = world.memory()
    path = carol.begins(len(large))
    assert has_stored(carol.sends(path, 0, large), large)
    assert world.memory() - before < 8 * MB


def test_redis_away_an_upload_is_stored_and_the_sweep_makes_its_pictures(
    carol: Sender, world: World, place_of_evidence: Callable[[Path], None]
) -> None:
    """The last one here: Redis stays away."""
    world.broker.close()
    content = files.photo("teal")
    answer = carol.ask("POST", "/my/uploads/", content, Upload_Length=str(len(content)))
    assert answer.status == 201
    assert has_stored(answer, content)
    assert not Preview.objects.exists()
    place_of_evidence(world.disk.path)
    sweep_jobs()
    assert Preview.objects.count() == 1
