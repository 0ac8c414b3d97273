from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_secret_may_be_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert env.required("SECRET_KEY", "") == "s3cret"


def test_what_is_required_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is missing\. Make one\."):
        env.required("SECRET_KEY", "Make one.")


@pytest.mark.parametrize(("given", "read"), [("true", True), ("0", False), ("", True), ("YES", True)])
def test_a_flag_is_read_strictly(monkeypatch: pytest.MonkeyPatch, given: str, read: bool) -> None:
    monkeypatch.setenv("FLAG", given)
    assert env.flag("FLAG", default=True) is read


def test_a_flag_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "flase")
    with pytest.raises(ImproperlyConfigured, match=r"'flase'\. Write true or false"):
        env.flag("FLAG", default=True)


@pytest.mark.parametrize("given", ["0", "70000", "eighty", "-1"])
def test_a_number_out_of_range_stops_the_start(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PORT", given)
    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535"):
        env.number("PORT", 8000, most=65535)


def test_a_pooler_may_need_statements_that_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://ann@db/attest?options=-c%20work_mem%3D8MB"
    monkeypatch.setenv("DATABASE_URL", address)
    assert env.database("DATABASE_URL", "")["OPTIONS"]["options"].startswith("-c work_mem=8MB -c plan")
    monkeypatch.setenv("DATABASE_PREPARED", "false")
    assert env.database("DATABASE_URL", "")["OPTIONS"] == {"options": "-c work_mem=8MB"}


def test_a_postgresql_address_is_read_by_postgresqls_own_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:p%40ss@%2Frun%2Fpg:5433/attest?sslmode=require")
    read = env.database("DATABASE_URL", "")
    kept = {"prepare_threshold": 0, "options": "-c plan_cache_mode=force_generic_plan"}
    assert read["OPTIONS"] == {"sslmode": "require"} | kept
    assert {name: read[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "attest",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": "5433",
    }


def test_a_sqlite_address_names_a_file_and_its_folder_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "new" / "attest.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    assert env.database("DATABASE_URL", "")["NAME"] == str(path)
    assert path.parent.is_dir()


@pytest.mark.parametrize("address", ["mysql://root@localhost/attest", "postgresql://h:port:port/x y", "attest.sqlite3"])
def test_another_address_stops_the_start(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is"):
        env.database("DATABASE_URL", "")
