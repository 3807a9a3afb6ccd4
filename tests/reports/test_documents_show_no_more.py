"""Every kind of document, asked for by everybody in every state of a record: it shows no more than the table allows."""

import pytest
from django.test import Client

from evaluations.rules.visibility import is_seen
from evaluations.rules.workflow import AssessmentState
from reports.documents.asked import About
from reports.kinds import KINDS
from tests.evaluations.test_visibility import WORDS, people_of, readable, record_in, stands_in

pytestmark = pytest.mark.slow


def addresses(cast, own) -> list[str]:
    """Return each kind as data: of the member, of the member's cell, of the committee."""
    found = []
    for kind in KINDS.values():
        unit = cast.committee if kind.about is About.COMMITTEE else own.unit
        member = f"&member={own.member_id}" if kind.about is About.MEMBER else ""
        found.append(f"/reports/kinds/{kind.code}/json/?unit={unit.pk}&year={own.campaign.year.number}{member}")
    return found


def told_to(person, places: list[str]) -> str:
    client = Client()
    client.force_login(person)
    answers = [client.get(place) for place in places]
    assert all(answer.status_code < 500 for answer in answers)
    return "\n".join(readable(answer) for answer in answers if answer.status_code == 200)


@pytest.mark.parametrize("state", AssessmentState, ids=str)
def test_no_document_shows_what_the_reader_may_not_see(cast, state):
    own = record_in(cast, state)
    places, wrong, made = addresses(cast, own), [], 0
    for seer, person in people_of(cast, state, on_behalf=False):
        told = told_to(person, places)
        made += bool(told)
        for part, words in WORDS.items():
            shown = [word for word in words if stands_in(told, word)]
            if shown and not is_seen(part, [seer], state):
                wrong.append(f"{seer} is shown {part}: {shown}")
    assert not wrong, "\n".join(wrong)
    assert made >= 3
