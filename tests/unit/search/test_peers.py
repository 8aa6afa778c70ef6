from typing import Any

import pytest

from search import Engine
from search.peers import Evidence, Standing, load_peer_ranking, rank, recent_places, similarity

ANNE, BILAL, CHLOE = 1, 2, 3


def answered(member_id: int, similarity: float = 0.6, **more: Any) -> Evidence:
    return Evidence(member_id, question_id=10, similarity=similarity, **more)


def ids(*args: Any, **options: Any) -> list[int]:
    return [peer.member_id for peer in rank(*args, **options)]


def same_standing(*members: int) -> dict[int, Standing]:
    return {member: Standing(answers=4, recent=(5, 20)) for member in members}


def test_who_answered_something_similar_precedes_who_did_not() -> None:
    assert ids([answered(BILAL)], same_standing(ANNE, BILAL)) == [BILAL, ANNE]


def test_the_more_similar_the_better() -> None:
    evidence = [answered(ANNE, 0.3), answered(BILAL, 0.7)]
    assert ids(evidence, same_standing(ANNE, BILAL)) == [BILAL, ANNE]


@pytest.mark.parametrize("better", [{"accepted": True}, {"votes": 7}])
def test_an_accepted_or_well_voted_answer_counts_for_more(better: dict[str, Any]) -> None:
    evidence = [answered(ANNE), answered(BILAL, **better)]
    assert ids(evidence, same_standing(ANNE, BILAL)) == [BILAL, ANNE]


def test_downvotes_never_turn_an_answer_against_its_author() -> None:
    disliked, quiet = (rank([answered(ANNE, votes=votes)], {})[0].score for votes in (-9, 0))
    assert disliked == quiet


def test_who_answers_these_days_precedes_who_answered_as_much_long_ago() -> None:
    standing = {
        ANNE: Standing(answers=3, recent=(200, 210, 220)),
        BILAL: Standing(answers=3, recent=(0, 8, 30)),
    }
    assert ids([], standing) == [BILAL, ANNE]


def test_an_answer_slipping_out_of_the_window_loses_weight() -> None:
    standing = {ANNE: Standing(answers=1), BILAL: Standing(answers=1, recent=(299,))}
    assert ids([], standing) == [BILAL, ANNE]


def test_of_equally_active_members_the_one_who_keeps_to_the_subject_comes_first() -> None:
    standing = {ANNE: Standing(answers=60, recent=(5,)), BILAL: Standing(answers=4, recent=(5,))}
    focus = [
        load_peer_ranking().features(standing[member], [answered(member)])[1]
        for member in (ANNE, BILAL)
    ]
    assert focus[0] < focus[1]


def test_members_of_equal_score_are_told_apart_by_what_was_accepted_then_by_age() -> None:
    standing = {
        ANNE: Standing(answers=2),
        BILAL: Standing(answers=2),
        CHLOE: Standing(answers=2, accepted=1),
    }
    assert ids([], standing) == [CHLOE, ANNE, BILAL]


def test_each_peer_comes_with_the_weightiest_evidence_first() -> None:
    old, fresh = (answered(ANNE, 0.2, age_days=days) for days in (90, 2))
    strong = answered(ANNE, 0.9, age_days=400)
    (peer,) = rank([old, strong, fresh, answered(BILAL)], {}, exclude=[BILAL])
    assert peer.evidence == (strong, fresh, old)


def test_a_member_without_similar_answers_is_listed_without_evidence() -> None:
    (peer,) = rank([], same_standing(ANNE))
    assert peer.evidence == ()


def test_the_asker_is_left_out() -> None:
    assert ids([answered(ANNE), answered(BILAL)], {}, exclude={ANNE}) == [BILAL]


def test_a_member_who_has_answered_nothing_is_not_proposed() -> None:
    assert ids([answered(ANNE)], {BILAL: Standing(answers=0)}) == [ANNE]


def test_an_answer_the_standing_does_not_know_yet_still_counts() -> None:
    assert ids([answered(ANNE)], {ANNE: Standing(answers=0)}) == [ANNE]


def test_the_list_ends_at_the_limit() -> None:
    standing = same_standing(ANNE, BILAL, CHLOE)
    assert ids([], standing, limit=2) == [ANNE, BILAL]
    assert ids([], standing, limit=0) == []


def test_nobody_is_found_where_nobody_has_answered() -> None:
    assert rank([], {}) == []


def test_places_are_counted_from_the_newest_answer_past_unknown_authors() -> None:
    assert recent_places([ANNE, None, BILAL, ANNE]) == {ANNE: (0, 3), BILAL: (2,)}


def test_only_the_newest_300_answers_have_a_place() -> None:
    assert recent_places([ANNE] * 299 + [BILAL, CHLOE]) == {ANNE: tuple(range(299)), BILAL: (299,)}


def test_the_packaged_coefficients_reward_activity_and_focus() -> None:
    model = load_peer_ranking()
    assert model.activity > 0
    assert model.focus > 0


def test_similarity_is_higher_for_a_question_on_the_same_matter(community: Engine) -> None:
    found = {m.id: similarity(m) for m in community.similar("badge visiteur", minimum=0.0)}
    assert max(found, key=lambda id_: found[id_]) == 2
    assert all(0 <= value <= 1 for value in found.values())
