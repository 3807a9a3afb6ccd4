"""Whether a choice within the cap follows the order, ties with it, or passes somebody over."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.ranking import Contender, contest

CHOSEN, OUT, UNFIT = (True, True), (True, False), (False, False)


def people(*rows):
    """(points, beyond, assigned, (eligible, chosen)); the name is the place."""
    return [
        Contender(place, Decimal(score), beyond, assigned, *chances)
        for place, (score, beyond, assigned, chances) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "left_out"),
    [
        # the order is followed
        ([("95", 2, 4, CHOSEN), ("94", 4, 4, OUT)], None, ()),
        ([("95", 2, 4, CHOSEN), ("95", 1, 4, OUT)], None, ()),
        # equal: points, and the share however it is written
        ([("95", 2, 4, CHOSEN), ("95", 2, 4, OUT)], "TIE", (1,)),
        ([("95", 2, 4, CHOSEN), ("95.00", 3, 6, OUT)], "TIE", (1,)),
        ([("95", 0, 0, CHOSEN), ("95", 0, 3, OUT)], "TIE", (1,)),
        # better: by points, or by the share
        ([("95", 2, 4, CHOSEN), ("95.01", 0, 4, OUT)], "PASSED_OVER", (1,)),
        ([("95", 2, 4, CHOSEN), ("95", 3, 4, OUT)], "PASSED_OVER", (1,)),
        # the lowest of the chosen counts, and everybody who stands at least so, best first
        ([("99", 1, 4, CHOSEN), ("95", 1, 4, OUT), ("94", 1, 4, CHOSEN), ("94", 1, 4, OUT)], "PASSED_OVER", (1, 3)),
        # nobody chosen, nobody left out, or only the unfit left out
        ([("95", 2, 4, OUT), ("94", 2, 4, OUT)], None, ()),
        ([("95", 2, 4, CHOSEN), ("94", 2, 4, CHOSEN)], None, ()),
        ([("95", 2, 4, CHOSEN), ("99", 4, 4, UNFIT)], None, ()),
        # somebody chosen without being eligible is compared like the others
        ([("80", 0, 4, (False, True)), ("95", 2, 4, OUT)], "PASSED_OVER", (1,)),
        ([], None, ()),
    ],
)
def test_what_must_be_explained(rows, kind, left_out):
    found = contest(people(*rows))
    if kind is None:
        assert found is None
    else:
        assert (found.kind.value, tuple(one.who for one in found.left_out)) == (kind, left_out)


ROW = st.tuples(
    st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100),
    st.integers(0, 5),
    st.integers(5, 9),
    st.sampled_from([CHOSEN, OUT, UNFIT]),
)


@given(st.lists(ROW, max_size=12), st.randoms())
def test_the_order_of_the_people_changes_nothing(rows, random):
    everybody = people(*rows)
    shuffled = random.sample(everybody, len(everybody))
    first, second = contest(everybody), contest(shuffled)
    assert (first and first.kind) == (second and second.kind)
    assert {one.who for one in first.left_out} == {one.who for one in second.left_out} if first else second is None


@given(st.lists(ROW, max_size=12), st.integers(0, 12))
def test_the_best_of_the_eligible_never_pass_anybody_over(rows, room):
    able = sorted((one for one in people(*rows) if one.eligible), key=lambda one: one.standing, reverse=True)
    chosen = [Contender(o.who, o.score, o.exceeded, o.assigned, True, at < room) for at, o in enumerate(able)]
    found = contest(chosen)
    assert found is None or found.kind == "TIE"
