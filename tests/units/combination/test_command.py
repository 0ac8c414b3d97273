"""The command line: JSON on the way out, and a code that a script can act on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from units.combination.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
P1 = "D/506/2153,T/506/2952,M/506/2898,F/506/2176,R/506/2179,L/506/2181,R/506/2960,R/506/1999, L/506/2004 ,M/506/1962"


def test_a_rule_that_is_met_exits_0_and_prints_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "proqual-l4-cs", "--achieved", f"{P1},D/506/2153,X/000/0000"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["met"], verdict["held"], verdict["surplus"]) == (True, False, ["X/000/0000"])
    assert [(c["path"], c["text"], c["have"], c["need"], c["limit"], c["source"]) for c in verdict["clauses"]] == [
        ("$.clauses[0]", "At least 50 credits in all", 50, 50, None, "004:45"),
        ("$.clauses[1]", "All three units of Group A", 14, 14, None, "004:47"),
        ("$.clauses[2]", "At least 20 credits from Group B", 20, 20, None, "004:48"),
        ("$.clauses[3]", "At most 16 credits from Group C", 16, 0, 16, "004:50"),
        ("$.clauses[4]", "At least 38 credits at Level 4", 47, 38, None, "004:50-52"),
    ]
    assert verdict["readings"][2]["clauses"][4]["text"] == "At least 38 credits at Level 4 or above"


def test_a_rule_that_is_not_met_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "proqual-l4-cs", "--achieved", ""]) == 1
    assert json.loads(capsys.readouterr().out)["counted"] == []


def test_bad_input_exits_2_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "no-such-rule", "--achieved", "A1"]) == 2
    shipped = "cg-4417-2, cg-4417-3, cg-4430-4 and proqual-l4-cs"
    told = f"no-such-rule: there is no rule of this name. There are {shipped}; or name a file\n"
    assert capsys.readouterr() == ("", told)
    for arguments in (
        ["evaluate", "proqual-l4-cs"],
        ["evaluate", "proqual-l4-cs", "--achieved", "A1,,B1"],
        ["judge", "proqual-l4-cs"],
        [],
    ):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2


@pytest.mark.parametrize("command", ["evaluate", "plan"])
def test_a_code_that_no_unit_has_is_told_and_is_surplus(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [command, "cg-4417-2", "--achieved", "4417-201,4417-2O2,4417-202,4417-2O2"]
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == "no unit is known by the code 4417-2O2: it is surplus\n"
    assert "4417-2O2" in json.loads(printed.out).get("surplus", ["4417-2O2"])


def test_a_code_that_no_unit_has_among_the_offered_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    offered = "4417-201,4417-202,4417-999"
    assert main(["plan", "cg-4417-2", "--achieved", "", "--offered", offered]) == 0
    assert capsys.readouterr().err == "no unit is known by the code 4417-999: it is not offered\n"


@pytest.mark.parametrize(("achieved", "code"), [("4417-201,4417-202", 0), ("4417-201", 1)])
def test_a_reader_who_leaves_early_changes_nothing(achieved: str, code: int) -> None:
    """Its end of the pipe is closed before the command starts."""
    reading, writing = os.pipe()
    os.close(reading)
    run = command("evaluate", "cg-4417-2", "--achieved", achieved, stdout=writing)
    os.close(writing)
    assert (run.returncode, run.stderr) == (code, b"")


def test_an_answer_that_cannot_be_written_is_no_verdict() -> None:
    with Path("/dev/full").open("wb") as full:
        run = command("evaluate", "cg-4417-2", "--achieved", "4417-201", stdout=full)
    assert (run.returncode, run.stderr) == (2, b"the answer cannot be written: No space left on device\n")


@pytest.mark.parametrize(("achieved", "surplus"), [(b"caf\xff", ["caf\udcff"]), (b"4430-401", [])])
def test_the_answer_is_json_whatever_the_terminal_can_show(achieved: bytes, surplus: list[str]) -> None:
    run = command("evaluate", "cg-4430-4", "--achieved", achieved, encoding="ascii")
    assert run.returncode == 1
    shown = json.loads(run.stdout.decode("ascii"))
    assert shown["surplus"] == surplus
    assert "“" in shown["readings"][0]["label"] + "".join(clause["fix"] for clause in shown["clauses"])


def command(*arguments: str | bytes, stdout: Any = subprocess.PIPE, encoding: str = "utf-8") -> Any:
    return subprocess.run(
        [sys.executable, "-m", "units.combination", *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, stdout=stdout, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip


def test_a_rule_file_with_its_own_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule, units = tmp_path / "rule.toml", tmp_path / "units.toml"
    units.write_text('[[units]]\nnumber = "A1"\ntitle = "One"\nlevel = 4\ncredit = 4\ngroup = "A"\n')
    rule.write_text(
        'rule = "own"\nversion = "3"\ntitle = "Own"\nsource = "here"\n'
        '[groups.A]\ntitle = "Group A"\nunits = ["A1"]\n'
        '[[clauses]]\nkind = "all_of_group"\ngroup = "A"\nsource = "here"\n'
    )
    assert main(["evaluate", str(rule), "--achieved", "A1", "--units", str(units)]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["rule_id"], verdict["rule_version"]) == ("own", "3")
    assert verdict["clauses"][0]["text"] == "The one unit of Group A"


def test_the_command_runs_without_django_or_any_other_app() -> None:
    """What the packages of its modules import counts too, which import-linter does not see."""
    loaded = "{name.partition('.')[0] for name in sys.modules} & {'django', 'config', 'centres', 'structlog'}"
    script = f"import sys, units.combination.__main__ as m; m.main(sys.argv[1:]); sys.exit(bool({loaded}))"
    run = subprocess.run(
        [sys.executable, "-c", script, "evaluate", "proqual-l4-cs", "--achieved", P1],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["met"] is True


def test_a_plan_is_printed_with_its_sums_and_alternatives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "cg-4417-2", "--achieved", "4417-202", "--exclude", "4417-201"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "units": ["4417-271"], "credits": 6, "criteria": 32, "hours": 50, "optimal": True, "alternatives": [],
        "obstacles": [],
    }  # fmt: skip


def test_no_way_to_finish_exits_1_and_a_slip_in_a_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "cg-4417-2", "--achieved", "", "--offered", "4417-201"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert (shown["units"], [row["path"] for row in shown["obstacles"]]) == (None, ["$.clauses[0]", "$.clauses[1]"])
    assert main(["plan", "cg-4417-2", "--achieved", "", "--require", "4417-9"]) == 2
    assert capsys.readouterr().err == "cg-4417-2: require: the rule has no unit 4417-9\n"


def test_the_answer_is_plain_indented_text(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", "cg-4417-2", "--achieved", "4417-201"])
    printed = capsys.readouterr().out
    assert printed == json.dumps(json.loads(printed), ensure_ascii=False, indent=2) + "\n"
    assert "“" in printed


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        (["--by", "credits"], ["4417-201", "4417-202"]),
        (["--by", "criteria"], ["4417-201", "4417-202"]),
        (["--by", "hours", "--underway", "4417-271, 4417-272"], ["4417-271", "4417-272"]),
    ],
)
def test_a_plan_takes_what_is_under_way_and_what_is_to_be_least(
    asked: list[str], units: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "cg-4417-2", "--achieved", "", *asked]) == 0
    assert json.loads(capsys.readouterr().out)["units"] == units


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["evaluate", "cg-4417-2", "--achieved", "A1,,B1"], "--achieved: a unit code is missing between two commas"),
        (["plan", "cg-4417-2", "--achieved", "", "--by", "cost"], "--by: invalid choice: 'cost'"),
    ],
)
def test_a_slip_in_an_option_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert f"python -m units.combination {arguments[0]}: error: argument {told}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            [],
            "usage: python -m units.combination [-h] COMMAND ...|Judge a rule of combination.|"
            "evaluate does a set of achieved units satisfy the rule?|"
            "plan which further units finish the qualification for the least?",
        ),
        (
            ["plan"],
            "usage: python -m units.combination plan [-h] --achieved CODES [--units FILE]|[--by {credits,criteria,hours}] RULE|"
            "RULE a rule's name, such as proqual-l4-cs, or its file|--achieved CODES unit codes, by commas|"
            "--units FILE unit facts, instead of the catalogue's|"
            "--underway CODES units begun, preferred where plans cost the same|"
            "--offered CODES the units that can be taken; all, unless named|--exclude CODES units that are not to be taken|"
            "--require CODES units that are to be taken in any case|what is to be least",
        ),
    ],
)
def test_the_help_explains_every_word(
    arguments: list[str], lines: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert caught.value.code == 0
    assert [line for line in lines.split("|") if line not in shown] == []


def test_what_is_to_be_least_is_least(capsys: pytest.CaptureFixture[str]) -> None:
    sums = {}
    for by in ("credits", "hours"):
        main(["plan", "cg-4430-4", "--achieved", "", "--by", by])
        found = json.loads(capsys.readouterr().out)
        sums[by] = (found["credits"], found["criteria"], found["hours"])
    assert sums == {"credits": (67, 143, 443), "hours": (67, 153, 442)}
