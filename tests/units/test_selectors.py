from tests.cast import Cast
from units.combination import evaluate
from units.selectors import rule_of


def test_the_rule_of_a_specification_is_checked_against_its_units(cast: Cast) -> None:
    codes = list(cast.specification.structure.values_list("unit__code", flat=True))
    rule = rule_of(cast.specification)
    assert rule is not None
    assert evaluate(rule, codes[:3]).met
    assert not evaluate(rule, codes[1:]).met


def test_a_specification_of_the_catalogue_only_has_no_rule(cast: Cast) -> None:
    cast.specification.rule = None
    assert rule_of(cast.specification) is None
