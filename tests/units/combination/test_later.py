from units.combination.later import Later


def test_a_value_is_worked_out_once_and_only_when_it_is_asked_for() -> None:
    made: list[int] = []
    later = Later(lambda: made.append(1) or len(made))
    assert made == []
    assert (later.value, later.value, made) == (1, 1, [1])


def test_two_are_equal_if_their_values_are() -> None:
    assert Later.known(3) == Later(lambda: 3)
    assert Later.known(3) != Later.known(4)
    assert Later.known(3) != 3
