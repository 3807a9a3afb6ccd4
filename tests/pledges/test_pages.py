"""Pages of pledges: each for its role, 404 for the stranger, the same queries whatever the rows, typed text kept."""

import datetime
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pledges.models import Pledge, PledgeItem, PledgeTemplate, State
from pledges.services import install_templates
from tests.factories import make_theme, make_year
from tests.pledges.factories import make_people, make_pledge, membership_of

FETCH = {"X-Requested-With": "fetch", "Accept": "application/json", "Accept-Language": "en"}


def client_of(account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def rows(*items, prefix="items", **more) -> dict:
    """Return the data of a formset of items."""
    data = {f"{prefix}-TOTAL_FORMS": len(items), f"{prefix}-INITIAL_FORMS": 0} | more
    for at, item in enumerate(items):
        words = {"group": "STYLE", "measure": "1 lần", "method": "", "due_on": "31/12/2026"} | item
        data |= {f"{prefix}-{at}-{name}": value for name, value in words.items()}
    return data


def address(cast, name: str, unit=None) -> str:
    return reverse(f"pledges:{name}") + f"?unit={(unit or cast.cell).pk}&year=2026"


@pytest.fixture
def pledge(cast) -> Pledge:
    make_theme(cast.year, cast.committee, cast.officer)
    return make_pledge(cast.member.member, cast.cell, cast.year, recorded_by=cast.member)


# ── every page for its role ──


def test_mine_offers_to_start_then_to_write_then_to_read(cast):
    client = client_of(cast.member)
    assert "Begin writing" in client.get(reverse("pledges:mine")).text
    start = reverse("pledges:start", args=[membership_of(cast.member).pk, 2026])
    answer = client.post(start, {"source": "blank"}, follow=True)
    assert "Save and submit" in answer.text
    Pledge.objects.update(state=State.SUBMITTED)
    assert "until it is confirmed or returned" in client.get(reverse("pledges:mine")).text


def test_mine_says_why_there_is_nothing(cast):
    assert "does not belong to a member" in client_of(cast.viewer).get(reverse("pledges:mine")).text
    assert "has not opened a year" in client_of(cast.stranger).get(reverse("pledges:mine")).text


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    ("who", "status"), [("member", 200), ("secretary", 200), ("officer", 200), ("leader", 200), ("colleague", 404),
                        ("viewer", 404), ("admin", 404), ("stranger", 404)]
)  # fmt: skip
def test_detail_for_each_role_and_state(cast, who, status, state):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, state)
    assert client_of(getattr(cast, who)).get(reverse("pledges:detail", args=[pledge.pk])).status_code == status


@pytest.mark.parametrize("act", ["submit", "return", "confirm", "report", "autosave"])
def test_acts_refuse_get_and_strangers(cast, pledge, act):
    url = reverse(f"pledges:{act}", args=[pledge.pk])
    assert client_of(cast.member).get(url).status_code == 405
    assert client_of(cast.stranger).post(url).status_code == 404


@pytest.mark.parametrize("name", ["board", "record", "grid", "template-list", "template-new"])
def test_secretary_sees_each_page_and_the_stranger_none_of_this_cell(cast, pledge, name):
    assert client_of(cast.secretary).get(address(cast, name)).status_code == 200
    assert client_of(cast.stranger).get(address(cast, name)).status_code == 404
    assert client_of(cast.member).get(address(cast, name)).status_code == 404


def test_board_without_arguments_chooses_the_readers_first_unit(cast, pledge):
    assert "Chi bộ Khu phố 1" in client_of(cast.secretary).get(reverse("pledges:board")).text
    assert "Đảng ủy phường Hòa Bình" in client_of(cast.officer).get(reverse("pledges:board")).text


def test_board_without_a_year_says_why(cast):
    assert "No year has been opened" in client_of(cast.stranger).get(reverse("pledges:board")).text


def test_those_who_only_read_may_not_record(cast):
    answer = client_of(cast.officer).get(address(cast, "record"))
    assert answer.status_code == 403 and "roles do not include" in answer.text


def test_history_lists_all_years_and_says_when_there_is_none(cast, pledge):
    make_pledge(cast.member.member, cast.cell, make_year(cast.committee, cast.officer, 2025), State.CONFIRMED)
    assert client_of(cast.member).get(reverse("pledges:history")).text.count("<tr>") == 3
    assert "No pledge yet" in client_of(cast.colleague).get(reverse("pledges:history")).text


# ── writing ──


def test_save_without_a_script_and_hints_after_it(cast, pledge):
    client, url = client_of(cast.member), reverse("pledges:edit", args=[pledge.pk])
    data = rows({"deed": "Tinh thần trách nhiệm"}, {"deed": "", "measure": ""}, kind="BOTH", version=1, then="save")
    page = client.post(url, data, follow=True).text
    assert "begin with a verb" in page and f'data-draft-done="pledge-{pledge.pk}"' in page
    assert pledge.items.get().deed == "Tinh thần trách nhiệm"


def test_save_and_submit(cast, pledge):
    data = rows({"deed": "Giúp bạn"}, kind="BOTH", version=1, then="submit")
    client_of(cast.member).post(reverse("pledges:edit", args=[pledge.pk]), data)
    pledge.refresh_from_db()
    assert pledge.is_submitted


def test_a_row_is_left_out_by_its_tick(cast, pledge):
    data = rows({"deed": "Giúp bạn"}, {"deed": "Thôi", "DELETE": "on"}, kind="BOTH", version=1)
    client_of(cast.member).post(reverse("pledges:edit", args=[pledge.pk]), data)
    assert pledge.items.get().deed == "Giúp bạn"


def test_a_wrong_date_is_marked_and_nothing_typed_is_lost(cast, pledge):
    data = rows({"deed": "Giúp bạn rất nhiều", "due_on": "31/31"}, kind="BOTH", version=1)
    page = client_of(cast.member).post(reverse("pledges:edit", args=[pledge.pk]), data).text
    assert "Giúp bạn rất nhiều" in page and "data-error-summary" in page


def test_a_stale_page_keeps_the_typed_text(cast, pledge):
    Pledge.objects.update(version=5)
    data = rows({"deed": "Giúp bạn rất nhiều"}, kind="BOTH", version=1)
    page = client_of(cast.member).post(reverse("pledges:edit", args=[pledge.pk]), data).text
    assert "Giúp bạn rất nhiều" in page and "Somebody else has saved" in page


def test_autosave_answers_with_time_and_version(cast, pledge):
    url = reverse("pledges:autosave", args=[pledge.pk])
    data = rows({"deed": "Giúp"}, kind="BOTH", version=1)
    answer = client_of(cast.member).post(url, data, headers=FETCH)
    assert answer.json()["version"] == 2 and answer.json()["saved_at"]


def test_saving_again_after_being_told_is_a_decision(cast, pledge):
    Pledge.objects.update(version=5)
    client, url = client_of(cast.member), reverse("pledges:edit", args=[pledge.pk])
    told = client.post(url, rows({"deed": "Giúp bạn"}, kind="BOTH", version=1)).text
    assert 'name="version" value="5"' in told
    client.post(url, rows({"deed": "Giúp bạn"}, kind="BOTH", version=5))
    assert pledge.items.get().deed == "Giúp bạn"


def test_autosave_of_a_stale_page_is_409_with_the_reason(cast, pledge):
    url = reverse("pledges:autosave", args=[pledge.pk])
    answer = client_of(cast.member).post(url, rows({"deed": "Giúp"}, kind="BOTH", version=9), headers=FETCH)
    assert answer.status_code == 409 and "Somebody else" in answer.json()["detail"]


def test_autosave_names_what_cannot_be_saved(cast, pledge):
    url = reverse("pledges:autosave", args=[pledge.pk])
    data = rows({"deed": "Giúp", "due_on": "31/1"}, kind="BOTH", version=1)
    answer = client_of(cast.member).post(url, data, headers=FETCH)
    assert answer.status_code == 400 and answer.json()["detail"]


def test_autosave_by_one_who_may_only_read_is_403(cast, pledge):
    url = reverse("pledges:autosave", args=[pledge.pk])
    answer = client_of(cast.officer).post(url, rows({"deed": "Giúp"}, kind="BOTH", version=1), headers=FETCH)
    assert answer.status_code == 403 and answer.json()["code"] == "permission_denied"


def test_secretary_writes_on_behalf_and_the_member_is_told(cast, pledge):
    url = reverse("pledges:edit", args=[pledge.pk])
    assert "on the member's behalf" in client_of(cast.secretary).get(url).text.replace("&#x27;", "'")
    client_of(cast.secretary).post(url, rows({"deed": "Giúp bạn"}, kind="BOTH", version=1))
    assert "recorded this pledge on your behalf" in client_of(cast.member).get(reverse("pledges:mine")).text


def test_starting_from_a_template_and_from_last_year(cast):
    template = install_templates(unit=cast.committee, by=cast.officer)[0]
    start = reverse("pledges:start", args=[membership_of(cast.member).pk, 2026])
    client_of(cast.member).post(start, {"source": template.pk})
    assert PledgeItem.objects.filter(pledge__member=cast.member.member).count() == 4
    before = make_year(cast.committee, cast.officer, 2025)
    make_pledge(cast.colleague.member, cast.cell, before, State.CONFIRMED, items=2)
    start = reverse("pledges:start", args=[membership_of(cast.colleague).pk, 2026])
    client_of(cast.colleague).post(start, {"source": "last"})
    copied = PledgeItem.objects.filter(pledge__member=cast.colleague.member, pledge__year=cast.year)
    assert copied.count() == 2
    assert "word for word" in client_of(cast.colleague).get(reverse("pledges:mine")).text


def test_the_start_page_shows_what_would_be_carried_over_and_the_whole_term_part_stands_apart(cast):
    before = make_year(cast.committee, cast.officer, 2025)
    last = make_pledge(cast.member.member, cast.cell, before, State.CONFIRMED, items=2)
    last.items.filter(position=2).update(is_for_term=True, due_on=datetime.date(2030, 6, 30))
    client, start = client_of(cast.member), reverse("pledges:start", args=[membership_of(cast.member).pk, 2026])
    page = client.get(start).text
    assert "Look at the 2 items from last year" in page and "Not finished last year" in page
    client.post(start, {"source": "last"})
    own = Pledge.objects.get(year=cast.year)
    term = own.items.get(is_for_term=True)
    assert (term.position, term.due_on) == (1, datetime.date(2030, 6, 30))
    Pledge.objects.filter(pk=own.pk).update(state=State.CONFIRMED, confirmed_at="2026-02-01T00:00Z")
    for reader in (cast.member, cast.officer):
        text = client_of(reader).get(reverse("pledges:detail", args=[own.pk])).text
        assert text.index("For the whole term</h") < text.index("This year’s supplement</h")


# ── acts on pages ──


def test_secretary_returns_and_confirms_from_the_page(cast, pledge):
    Pledge.objects.update(state=State.SUBMITTED)
    client, detail = client_of(cast.secretary), reverse("pledges:detail", args=[pledge.pk])
    assert "Confirm the pledge" in client.get(detail).text
    client.post(reverse("pledges:return", args=[pledge.pk]), {"reason": "Thêm chỉ tiêu"})
    assert "Thêm chỉ tiêu" in client_of(cast.member).get(reverse("pledges:mine")).text
    client_of(cast.member).post(reverse("pledges:submit", args=[pledge.pk]))
    client.post(reverse("pledges:confirm", args=[pledge.pk]))
    pledge.refresh_from_db()
    assert pledge.is_confirmed and "Lê Văn Bình" in client.get(detail).text


def test_the_reason_stands_in_place_of_the_button(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    page = client_of(cast.secretary).get(reverse("pledges:detail", args=[own.pk])).text
    assert "Confirm the pledge" not in page and "cannot confirm your own" in page


def test_reporting_with_and_without_a_script(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    key = f"item{pledge.items.get().pk}"
    client = client_of(cast.member)
    data = {"version": 1, f"{key}-outcome": "PARTLY", f"{key}-evidence": "5 buổi"}
    answer = client.post(reverse("pledges:autosave", args=[pledge.pk]), data, headers=FETCH)
    assert answer.json()["version"] == 2
    data |= {"version": 2, f"{key}-outcome": "KEPT"}
    assert "have been saved" in client.post(reverse("pledges:report", args=[pledge.pk]), data, follow=True).text
    assert pledge.items.get().outcome == "KEPT"


def test_what_a_page_did_not_send_stays(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    pledge.items.update(outcome="KEPT", evidence="5 buổi")
    client = client_of(cast.member)
    assert client.post(reverse("pledges:autosave", args=[pledge.pk]), {"version": 1}, headers=FETCH).status_code == 200
    assert pledge.items.get().evidence == "5 buổi"


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "7"}, {"version": "-1"}])
def test_a_page_without_its_version_is_an_old_one(cast, version):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    key = f"item{pledge.items.get().pk}"
    data = {f"{key}-outcome": "NOT_KEPT", f"{key}-evidence": "x"} | version
    answer = client_of(cast.member).post(reverse("pledges:autosave", args=[pledge.pk]), data, headers=FETCH)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


def test_what_cannot_be_started_is_told_on_the_page(cast):
    membership = membership_of(cast.member)
    membership.valid_to = datetime.date(2026, 1, 31)
    membership.save()
    url = reverse("pledges:start", args=[membership.pk, cast.year.number])
    page = client_of(cast.secretary).post(url, {"source": "blank"}, follow=True)
    assert page.status_code == 200 and "does not belong to this cell" in page.text
    assert not cast.member.member.pledges.exists()


# ── many at once ──


def test_ticked_pledges_are_confirmed_and_the_others_named(cast, pledge):
    Pledge.objects.update(state=State.SUBMITTED)
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    url = address(cast, "board-confirm")
    page = client_of(cast.secretary).post(url, {"pledges": [pledge.pk, own.pk]}, follow=True).text
    assert "Pledges confirmed: 1." in page and "Lê Văn Bình: You cannot confirm" in page
    assert "Nothing is ticked" in client_of(cast.secretary).post(url, follow=True).text


def test_officer_confirms_secretaries_from_the_committees_board(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    client, url = client_of(cast.officer), address(cast, "board", cast.committee)
    assert "awaiting confirmation" in client.get(url).text
    client.post(address(cast, "board-confirm", cast.committee), {"pledges": [own.pk]})
    own.refresh_from_db()
    assert own.is_confirmed


def test_search_ignores_diacritics_and_the_state_narrows(cast, pledge):
    page = client_of(cast.secretary).get(address(cast, "board") + "&q=tran thi").text
    assert "Trần Thị Lan" in page and "Đỗ Văn Ước" not in page
    page = client_of(cast.secretary).get(address(cast, "board") + "&state=none").text
    assert "Trần Thị Lan" not in page and "Đỗ Văn Ước" in page
    assert "Nobody found" in client_of(cast.secretary).get(address(cast, "board") + "&q=xyz").text


def test_a_whole_cell_is_recorded_from_a_template_and_then_fine_tuned(cast):
    template = install_templates(unit=cast.committee, by=cast.officer)[0]
    client = client_of(cast.secretary)
    page = client.get(address(cast, "record") + f"&source={template.pk}").text
    assert page.count("checked") == 3 + 1 and "tổng vệ sinh tuyến hẻm" in page
    members = [cast.member.member_id, cast.colleague.member_id]
    data = rows({"deed": "Giúp đỡ hàng xóm"}, members=members, source=template.pk)
    grid = client.post(address(cast, "record"), data, follow=True).text
    assert "Pledges recorded: 2." in grid
    first, second = Pledge.objects.order_by("member__sort_key")
    data = rows({"deed": "Giúp bà Tư"}, prefix=f"p{first.pk}") | rows({"deed": "Giúp đỡ"}, prefix=f"p{second.pk}")
    data |= {f"p{first.pk}-version": 1, f"p{second.pk}-version": 1, "then": "submit"}
    page = client.post(address(cast, "grid"), data, follow=True).text
    assert "Pledges changed: 2." in page and "There are no drafts" in page
    assert first.items.get().deed == "Giúp bà Tư"


def test_a_whole_cell_is_recorded_from_last_year_and_submitted(cast):
    before = make_year(cast.committee, cast.officer, 2025)
    make_pledge(cast.member.member, cast.cell, before, State.CONFIRMED, items=2)
    client = client_of(cast.secretary)
    page = client.get(address(cast, "record") + "&source=last").text
    assert "Làm việc 1" in page and page.count('name="members"') == 1
    data = {"members": [cast.member.member_id], "source": "last", "at_once": "1"}
    client.post(address(cast, "record"), data)
    assert Pledge.objects.get(year=cast.year).is_submitted


def test_recording_for_nobody_says_so_and_keeps_the_words(cast):
    data = rows({"deed": "Giúp đỡ hàng xóm láng giềng"}, source="blank")
    page = client_of(cast.secretary).post(address(cast, "record"), data).text
    assert "Tick at least one" in page and "Giúp đỡ hàng xóm láng giềng" in page


def test_a_wrong_line_of_the_grid_is_marked_and_kept(cast, pledge):
    data = rows({"deed": "Việc mới của bà", "due_on": "99"}, prefix=f"p{pledge.pk}")
    page = client_of(cast.secretary).post(address(cast, "grid"), data | {f"p{pledge.pk}-version": 1}).text
    assert "Việc mới của bà" in page and "errorlist" in page


@pytest.mark.parametrize("version", [{}, {"version": "1"}, {"version": "²"}])
def test_an_old_line_of_the_grid_is_told_and_may_be_saved_again(cast, pledge, version):
    Pledge.objects.update(version=5)
    line = f"p{pledge.pk}"
    data = rows({"deed": "Giúp bạn"}, prefix=line) | {f"{line}-{name}": value for name, value in version.items()}
    client = client_of(cast.secretary)
    told = client.post(address(cast, "grid"), data).text
    assert f'name="{line}-version" value="5"' in told and "Somebody else has saved" in told
    client.post(address(cast, "grid"), data | {f"{line}-version": "5"})
    assert pledge.items.get().deed == "Giúp bạn"


# ── templates ──


def test_templates_are_written_changed_and_retired(cast):
    client = client_of(cast.secretary)
    client.post(address(cast, "template-new"), rows({"deed": "Giúp đỡ"}, name="Mẫu của chi bộ"))
    template = PledgeTemplate.objects.get()
    assert template.unit == cast.cell and template.items.get().due_month == 12
    url = reverse("pledges:template-edit", args=[template.pk])
    assert client.get(url).status_code == 200
    client.post(url, rows({"deed": "Giúp", "due_on": "30/06/2026"}, name="Mẫu mới"))
    template.refresh_from_db()
    assert (template.name, template.items.get().due_month) == ("Mẫu mới", 6)
    client.post(reverse("pledges:template-retire", args=[template.pk]))
    template.refresh_from_db()
    assert not template.is_active
    assert client_of(cast.stranger).get(url).status_code == 404


def test_a_template_from_above_is_read_not_changed(cast):
    template = install_templates(unit=cast.committee, by=cast.officer)[0]
    client, url = client_of(cast.secretary), reverse("pledges:template-edit", args=[template.pk])
    assert "roles do not include" in client.get(url).text
    assert client.post(url, rows({"deed": "Giúp"}, name="Khác")).status_code == 403


# ── numbers ──


def cost(account, url: str) -> int:
    client = client_of(account)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("name", "most"), [("board", 20), ("record", 20), ("grid", 20)])
def test_queries_do_not_grow_with_the_members(cast, name, most):
    install_templates(unit=cast.committee, by=cast.officer)
    for member in make_people(cast.cell, 3):
        make_pledge(member, cast.cell, cast.year)
    few = cost(cast.secretary, address(cast, name))
    for at, member in enumerate(make_people(cast.cell, 27)):
        make_pledge(member, cast.cell, cast.year, State.values[at % 4], items=3)
    assert cost(cast.secretary, address(cast, name)) == few <= most


def test_queries_of_the_committees_board_do_not_grow(cast):
    url = address(cast, "board", cast.committee)
    few = cost(cast.officer, url)
    for member in make_people(cast.cell, 30):
        make_pledge(member, cast.cell, cast.year, State.SUBMITTED)
    assert cost(cast.officer, url) == few <= 20


def test_the_board_of_a_large_cell_stays_small(cast):
    for member in make_people(cast.cell, 120):
        make_pledge(member, cast.cell, cast.year, State.SUBMITTED, items=0)
    page = client_of(cast.secretary).get(address(cast, "board"))
    assert len(page.content) < 200_000 and page.text.count('<th scope="row">') == 50


def test_the_grid_of_a_large_cell_stays_small(cast):
    for member in make_people(cast.cell, 40):
        make_pledge(member, cast.cell, cast.year, items=3)
    assert len(client_of(cast.secretary).get(address(cast, "grid")).content) < 200_000


def test_json_is_what_the_script_expects(cast, pledge):
    answer = client_of(cast.member).post(
        reverse("pledges:autosave", args=[pledge.pk]), rows({"deed": "Giúp"}, kind="BOTH", version=1), headers=FETCH
    )
    assert set(json.loads(answer.content)) == {"saved_at", "version"}
