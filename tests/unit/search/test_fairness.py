"""Who of the peers who can help is shown."""

from qaforum.services.search.fairness import Candidate, choose


def ids(*candidates: Candidate, limit: int = 3) -> list[int]:
    return [one.member_id for one in choose(candidates, limit)]


def known(member_id: int, score: float, **more: object) -> Candidate:
    return Candidate(member_id, score, **{"close": True, "solved": 9, **more})  # type: ignore[arg-type]


def test_the_likeliest_to_help_comes_first() -> None:
    assert ids(known(1, 0.1), known(2, 0.9), known(3, 0.5)) == [2, 3, 1]


def test_whoever_solved_the_likeliest_problem_comes_before_the_most_active() -> None:
    assert ids(known(1, 5.0, close=False), known(2, 0.1)) == [2, 1]


def test_one_institution_does_not_fill_the_list_where_others_are_as_good() -> None:
    institution = [known(number, 1.0, institution_id=7) for number in (1, 2, 3)]
    assert ids(*institution, known(4, 0.9, institution_id=8), known(5, 0.8)) == [1, 4, 5]


def test_a_colleague_who_is_much_better_stays() -> None:
    others = known(3, 0.0, institution_id=8), known(4, 0.1)
    assert ids(known(1, 3.0, institution_id=7), known(2, 2.9, institution_id=7), *others) == [
        1,
        2,
        4,
    ]


def test_members_without_an_institution_are_no_colleagues() -> None:
    assert ids(known(1, 0.9), known(2, 0.8), known(3, 0.7)) == [1, 2, 3]


def test_whoever_was_invited_often_lately_makes_room_for_who_is_as_good() -> None:
    assert ids(known(1, 1.0, invited=3), known(2, 0.9), limit=1) == [2]
    assert ids(known(1, 3.0, invited=3), known(2, 0.9), limit=1) == [1]


def test_whoever_named_the_topic_goes_before_who_is_as_good() -> None:
    assert ids(known(1, 1.0), known(2, 0.9, declared=True)) == [2, 1]
    assert ids(known(1, 3.0), known(2, 0.9, declared=True)) == [1, 2]


def test_invitations_do_not_put_who_solved_something_else_first() -> None:
    assert ids(known(1, 1.0, invited=9), known(2, 1.0, close=False), limit=1) == [1]


def test_a_newcomer_with_one_good_solution_gets_the_last_place() -> None:
    newcomer = known(9, -5.0, solved=1)
    assert ids(*(known(number, 1.0) for number in range(1, 6)), newcomer) == [1, 2, 9]


def test_one_newcomer_is_enough() -> None:
    candidates = known(1, 2.0, solved=1), known(2, 1.0), known(3, 1.0), known(9, 0.0, solved=1)
    assert ids(*candidates) == [1, 2, 3]


def test_a_newcomer_who_solved_something_else_takes_nobodys_place() -> None:
    newcomer = known(9, -5.0, solved=1, close=False)
    assert ids(*(known(number, 1.0) for number in range(1, 6)), newcomer) == [1, 2, 3]


def test_two_places_are_not_shared_with_newcomers() -> None:
    assert ids(known(1, 2.0), known(2, 1.0), known(9, 0.0, solved=1), limit=2) == [1, 2]


def test_nobody_is_named_twice_and_never_more_than_asked_for() -> None:
    candidates = [known(number, number / 10, institution_id=number % 3) for number in range(20)]
    for limit in range(25):
        found = ids(*candidates, limit=limit)
        assert len(found) == len(set(found)) == min(limit, 20)


def test_equals_stand_in_the_same_order_however_they_come() -> None:
    candidates = [known(number, 1.0) for number in range(6)]
    assert ids(*candidates) == ids(*reversed(candidates))
