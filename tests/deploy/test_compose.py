"""What docker-compose.yml promises, read from the file itself."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.compose import TEXT, VARIABLE, services
from tests.services import ROOT

OURS = {"web", "worker", "scheduler", "migrate"}
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTED = set(re.findall(r"^#?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
READ = {
    name
    for path in (ROOT / "config").glob("*.py")
    for name in re.findall(r"""\b(?:text|required|flag|number|words|database)\(\s*"([A-Z0-9_]+)\"""", path.read_text())
}
FILLED = {match["name"] for match in VARIABLE.finditer(TEXT)} - {None}
SET = {name for service in OURS for name in services()[service]["environment"]}


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    assert DOCUMENTED - {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} | FILLED == READ | FILLED
    assert FILLED <= DOCUMENTED


def test_every_variable_that_reaches_the_containers_is_known() -> None:
    boto_and_granian = {name for name in SET if name.startswith(("AWS_", "GRANIAN_"))}
    assert SET - boto_and_granian <= READ


def test_every_setting_reaches_the_containers() -> None:
    """But those that tell a development machine or a container's own folders from another."""
    of_the_image = {"DEBUG", "PORT", "HANDBOOKS_DIR", "EVIDENCE_DIR", "STATIC_DIR", "VAR_DIR"}
    assert READ - of_the_image - SET == set()


@pytest.mark.parametrize("name", sorted(name for name in FILLED if re.search("SECRET_KEY|PASSWORD", str(name))))
def test_no_secret_has_a_value_of_its_own(name: str) -> None:
    kinds = {(match["kind"], match["rest"]) for match in VARIABLE.finditer(TEXT) if match["name"] == name}
    assert kinds <= {("?", "is missing, see .env.example"), ("-", "")}
    assert re.search(rf"^#?{name}=$", EXAMPLE, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(services()))
def test_every_container_is_confined(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])


@pytest.mark.parametrize("name", sorted(set(services()) - {"migrate"}))
def test_every_lasting_container_tells_whether_it_is_well_and_comes_back(name: str) -> None:
    assert services()[name]["healthcheck"]["test"]
    assert services()[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in services().items() if "ports" in service] == ["proxy"]
    assert services()["postgres"]["networks"] == services()["redis"]["networks"] == ["back"]


def test_what_is_to_last_is_on_a_volume() -> None:
    assert "database:/var/lib/postgresql/data" in services()["postgres"]["volumes"]
    assert "--appendonly yes" in services()["redis"]["command"][-1]
    assert all("evidence:/var/lib/attest" in services()[name]["volumes"] for name in OURS)


def test_compose_itself_accepts_the_file(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker compose is not on this machine; make lint checks the file against its schema.")
    values = tmp_path / "values"
    values.write_text("".join(f"{name}=x\n" for name in FILLED if name != "EMAIL_PORT"))
    command = [docker, "compose", "--env-file", str(values), "config", "--format", "json"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(json.loads(told.stdout)["services"]) == set(services())
