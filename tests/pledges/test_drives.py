"""A unit's pairs of building and fighting, and its emulation drives: each one form, refused whole or taken whole."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from emulation.models import JournalEntry
from pledges.models import Drive, Pair
from pledges.selectors import initiative_board, unit_year
from pledges.services import TargetWords, remove_drive, save_drive, save_pairs

from .test_api import Api
from .test_initiatives import HUGE, code_of, last

D = Decimal
DAYS = {"first_day": datetime.date(2026, 4, 1), "last_day": datetime.date(2026, 6, 30)}
TWO = [TargetWords("Hồ sơ đúng hạn", D(95), D("97.4"), "%"), TargetWords("Đơn quá hạn", D(5), D(6), better="LOWER")]


def drive(cast, targets=TWO, by=None, **more) -> Drive:
    said = {"unit": cast.cell, "year": cast.year, "name": "Đợt cao điểm 1"} | DAYS | more
    return save_drive(targets=targets, by=by or cast.secretary, **said)


def pairs(cast, *rows: tuple[str, str], by=None, **more):
    return save_pairs(unit=cast.cell, year=cast.year, pairs=rows, by=by or cast.secretary, **more)


def test_pairs_are_kept_in_their_order_without_blank_rows(cast):
    pairs(cast, ("tận tụy", "hách dịch"), ("", " "), ("đúng hẹn", "sai hẹn"))
    found = unit_year(cast.member, cast.cell, cast.year)
    assert [(one.build, one.fight) for one in found.pairs] == [("tận tụy", "hách dịch"), ("đúng hẹn", "sai hẹn")]
    assert (last().verb, last().data) == ("pair.saved", {"pairs": 2})
    pairs(cast, ("đúng hẹn", "sai hẹn"), version=1)
    assert Pair.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("tận tụy", "")], "half_a_pair"),
        ([(HUGE, "x")], "invalid_item"),
        ([(str(n), "x") for n in range(21)], "too_many"),
    ],
)
def test_impossible_pairs_are_refused(cast, rows, code):
    assert code_of(lambda: pairs(cast, *rows)) == code
    assert not Pair.objects.exists()


def test_an_old_list_does_not_overwrite_a_newer_one(cast):
    pairs(cast, ("một", "hai"))
    assert code_of(lambda: pairs(cast, ("ba", "bốn"), version=0)) == "stale"


@pytest.mark.parametrize("who", ["member", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_writes_pairs_or_drives(cast, who):
    with pytest.raises(PermissionDenied):
        pairs(cast, ("một", "hai"), by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        drive(cast, by=getattr(cast, who))
    kept = drive(cast)
    with pytest.raises(PermissionDenied):
        remove_drive(drive=kept, by=getattr(cast, who))


def test_whether_a_target_is_met_follows_from_the_figures(cast):
    drive(cast)
    found = unit_year(cast.member, cast.cell, cast.year)
    assert [one.standing for one in found.drives[0].targets] == ["BEATEN", "MISSED"]
    assert found.drives_said == "1 drive, 1 of 2 targets met or beaten"
    assert initiative_board(cast.officer, cast.committee, cast.year).drives_said == found.drives_said


def test_a_drive_is_changed_and_taken_out(cast):
    made = drive(cast, [TargetWords("Hồ sơ", D(95))])
    changed = drive(cast, TWO, drive=made, version=1)
    assert (changed.pk, changed.targets.count(), changed.version) == (made.pk, 2, 2)
    assert code_of(lambda: drive(cast, TWO, drive=made, version=1)) == "stale"
    remove_drive(drive=changed, by=cast.secretary)
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.data["targets"][0]["reached"], Drive.objects.count()) == ("drive.removed", "97.40", 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"targets": []}, "no_targets"),
        ({"targets": [TargetWords("Hồ sơ")]}, "no_figure"),
        ({"targets": [TargetWords("", D(5))]}, "no_figure"),
        ({"targets": [TargetWords(HUGE, D(5))]}, "invalid_item"),
        ({"targets": [TargetWords("Hồ sơ", D(-5))]}, "invalid_item"),
        ({"targets": [TargetWords("Hồ sơ", D("1e20"))]}, "invalid_item"),
        ({"targets": [TargetWords("Hồ sơ", D(5), better="UP")]}, "invalid_item"),
        ({"targets": [TargetWords("Hồ sơ", D(5))] * 41}, "too_many"),
        ({"first_day": datetime.date(2027, 1, 1), "last_day": datetime.date(2027, 2, 1)}, "outside_year"),
        ({"name": ""}, "blank"),
        ({"name": HUGE}, "max_length"),
    ],
)
def test_an_impossible_drive_is_refused(cast, changes, code):
    assert code_of(lambda: drive(cast, **changes)) == code
    assert not Drive.objects.exists()


def test_days_out_of_order_and_a_name_used_twice_are_refused_in_words(cast):
    with pytest.raises(ValidationError, match="comes before the first"):
        drive(cast, first_day=datetime.date(2026, 6, 1), last_day=datetime.date(2026, 5, 1))
    drive(cast)
    with pytest.raises(ValidationError, match="drive of this name"):
        drive(cast)


def test_on_pages(cast, client):
    client.force_login(cast.secretary)
    address = reverse("pledges:pairs", args=[cast.cell.pk, 2026])
    rows = {"pairs-TOTAL_FORMS": 2, "pairs-INITIAL_FORMS": 0, "version": 0}
    rows |= {"pairs-0-build": "hai", "pairs-0-fight": "hai'", "pairs-0-ORDER": 2}
    rows |= {"pairs-1-build": "một", "pairs-1-fight": "một'", "pairs-1-ORDER": 1}
    client.post(address, rows)
    assert list(Pair.objects.values_list("build", flat=True)) == ["một", "hai"]
    assert "đã được lưu" in client.post(address, rows | {"version": 1}, follow=True).content.decode()
    half = rows | {"version": 2, "pairs-0-fight": ""}
    assert "<form" in client.post(address, half).content.decode() and Pair.objects.count() == 2
    targets = {"targets-TOTAL_FORMS": 2, "targets-INITIAL_FORMS": 0, "targets-1-better": "HIGHER"}
    targets |= {"targets-0-what": "Hồ sơ", "targets-0-target": "95", "targets-0-reached": "97,4"}
    targets |= {"targets-0-better": "HIGHER", "name": "Đợt 1", "first_day": "01/04/2026", "last_day": "30/06/2026"}
    client.post(reverse("pledges:drive-new", args=[cast.cell.pk, 2026]), targets)
    kept = Drive.objects.get()
    page = client.get(reverse("pledges:unit-year", args=[cast.cell.pk, 2026])).content.decode()
    assert "97,4" in page and "Đợt 1" in page and "một&#x27;" in page
    edit = reverse("pledges:drive-edit", args=[kept.pk])
    client.post(edit, targets | {"name": "Đợt một", "version": 1})
    assert Drive.objects.get().name == "Đợt một"
    client.post(reverse("pledges:drive-remove", args=[kept.pk]))
    assert not Drive.objects.exists()


def test_over_the_api(cast):
    api, base = Api(cast.secretary), f"/api/v1/registrations/{cast.cell.pk}/2026/"
    found = api.put(base + "pairs/", {"pairs": [{"build": "một", "fight": "hai"}], "version": 0}).json()
    assert (found["pairs"], found["pairs_version"]) == ([{"build": "một", "fight": "hai"}], 1)
    words = {"name": "Đợt 1", "first_day": "2026-04-01", "last_day": "2026-06-30"}
    words["targets"] = [{"what": "Hồ sơ", "target": "95", "reached": "97.40"}]
    made = api.post(base + "drives/", words)
    (row,) = made.json()["drives"]
    assert (made.status_code, row["met"], row["targets"][0]["standing"]) == (201, 1, "BEATEN")
    assert api.put(f"/api/v1/drives/{row['id']}/", words | {"name": "Khác"}).json()["drives"][0]["name"] == "Khác"
    stranger = Api(cast.stranger)
    assert stranger.put(f"/api/v1/drives/{row['id']}/", words).status_code == 404
    assert stranger.put(base + "pairs/", {"pairs": []}).status_code == 404
    assert Api(cast.member).put(base + "pairs/", {"pairs": []}).status_code == 403
    assert api.client.delete(f"/api/v1/drives/{row['id']}/").status_code == 204
