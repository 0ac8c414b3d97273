"""Rules and units from files: what cannot be read is refused with the name of the file."""

from pathlib import Path

import pytest

from units.combination import RuleError, load_rule, load_units


def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path) -> None:
    written = {
        "broken": (b"rule = ", "the file is not TOML: Invalid value"),
        "binary": (b"\xff\xfe\x00", "the file is not text in UTF-8"),
        "empty": (b"\xef\xbb\xbf \n", "the file is empty"),
        "long": (b"rule = " + b"9" * 5000, "the file is not TOML: no rule has anything so long"),
        "deep": (b"rule = " + b"[" * 5000, "the file is not TOML: no rule has anything so long or so deep"),
    }
    for name, (content, message) in written.items():
        path = tmp_path / f"{name}.toml"
        path.write_bytes(content)
        assert refused_file(path, path)[: len(message)] == message
    assert refused_file(tmp_path / "none.toml", tmp_path / "none.toml") == "the file cannot be read (FileNotFoundError)"
    assert refused_file(tmp_path, tmp_path) == "the file cannot be read (IsADirectoryError)"


@pytest.mark.parametrize("name", ["cg-4430", "x" * 5000, "a\0b", "../rules/cg-4430-4"])
def test_a_name_that_no_rule_has_tells_those_that_there_are(name: str) -> None:
    shipped = "cg-4417-2, cg-4417-3, cg-4430-4 and proqual-l4-cs"
    assert refused_file(name, name) == f"there is no rule of this name. There are {shipped}; or name a file"


def test_a_file_for_whose_rule_no_units_ship_asks_for_them(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('rule = "../catalogue/proqual-l4-cs"')
    reason = "no units ship for the rule “../catalogue/proqual-l4-cs”: name a file of units beside it"
    assert refused_file(path, "$.rule") == reason


def refused_file(path: Path | str, place: Path | str) -> str:
    with pytest.raises(RuleError) as caught:
        load_rule(path)
    assert caught.value.path == str(place)
    return caught.value.message


def test_a_unit_twice_in_the_catalogue_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_text('[[units]]\nnumber = "A1"\ntitle = "One"\nlevel = 4\ncredit = 4\n' * 2)
    with pytest.raises(RuleError) as caught:
        load_units(path)
    assert (caught.value.path, caught.value.message) == ("$.units[1].number", "the unit A1 is named twice")
