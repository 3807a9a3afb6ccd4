"""Two people at the same moment, on two connections: one wins, the other is told, and nothing is half done.

On SQLite writers queue by themselves and the order is tried where each act is; here PostgreSQL's locks are.
"""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from emulation.chain import verify
from emulation.models import Circumstance, DataRequest, JournalEntry, Membership, RegisterReading
from emulation.register import register_for
from emulation.services.personal import ask_about_data, take_request
from emulation.services.register import acknowledge_register, write_register_note
from emulation.services.retention import apply_retention
from evaluations.models import Assessment, State
from evaluations.services.assessments import return_assessment, save_assessment, submit_assessment
from tests.evaluations.year import assessment_of, fill_in, make_campaign
from tests.people import make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time; the order is tried act by act"),
]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts on connections of their own, let go at the same moment; return what came of each, sorted."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait(10)
        try:
            act()
            outcomes.append("done")
        except ValidationError as refused:
            outcomes.append(next(iter({error.code or "refused" for error in refused.error_list}), "refused"))
        except IntegrityError:
            outcomes.append("collision")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert verify().holds
    return sorted(outcomes)


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def test_two_who_save_one_self_assessment_one_is_told(cast):
    assessment = assessment_of(make_campaign(cast), cast.member)

    def save(text: str) -> Callable[[], object]:
        given = {"sections": {"QUALITIES": text}, "version": assessment.version}
        return lambda: save_assessment(assessment=assessment, by=cast.member, **given)

    assert at_once(save("Lời một"), save("Lời hai")) == ["done", "stale"]
    assert Assessment.objects.get(pk=assessment.pk).sections["QUALITIES"] in ("Lời một", "Lời hai")


def test_a_double_submission_counts_once(cast):
    assessment = fill_in(assessment_of(make_campaign(cast), cast.member), cast.member)
    submit = lambda: submit_assessment(assessment=assessment, by=cast.member)  # noqa: E731 - an act, twice
    assert at_once(submit, submit) == ["done", "wrong_state"]
    assert JournalEntry.objects.filter(verb="assessment.submitted").count() == 1


def test_a_return_and_a_submission_again_do_not_cross(cast):
    assessment = fill_in(assessment_of(make_campaign(cast), cast.member), cast.member)
    submit_assessment(assessment=assessment, by=cast.member)
    back = lambda: return_assessment(assessment=assessment, reason="Bổ sung", by=cast.secretary)  # noqa: E731
    assert at_once(back, back) == ["done", "wrong_state"]
    assert Assessment.objects.get(pk=assessment.pk).state == State.RETURNED


def test_two_who_take_a_request_one_is_told(cast):
    membership = Membership.objects.get(member=cast.member.member)
    asked = ask_about_data(membership=membership, kind="PROVIDE", about="Hồ sơ", by=cast.member)
    acts = [lambda by=by: take_request(request=asked, by=by) for by in (cast.secretary, cast.officer)]
    assert at_once(*acts) == ["done", "wrong_state"]
    assert DataRequest.objects.get().handled_by in (cast.secretary, cast.officer)


def test_two_notes_to_the_register_one_is_told(cast):
    def note(text: str) -> Callable[[], object]:
        return lambda: write_register_note(unit=cast.committee, text=text, newest=0, by=cast.leader)

    assert at_once(note("Một"), note("Hai")) == ["done", "stale"]


def test_to_have_read_twice_is_noted_once(cast):
    version = register_for(cast.member).version
    read = lambda: acknowledge_register(account=cast.member, version=version, by=cast.member)  # noqa: E731
    assert at_once(read, read) == ["done", "done"]
    assert RegisterReading.objects.count() == JournalEntry.objects.filter(verb="register.acknowledged").count() == 1


def test_the_same_job_twice_is_done_once(cast):
    day = cast.year.pledges_due.replace(year=2015)
    Circumstance.objects.create(member=cast.member.member, kind="SICK", valid_from=day, valid_to=day, note="Nằm viện")
    job = lambda: apply_retention(unit=cast.committee, kind="CIRCUMSTANCES", by=cast.leader)  # noqa: E731
    assert at_once(job, job) == ["done", "done"]
    assert JournalEntry.objects.filter(verb="retention.applied").count() == 1
