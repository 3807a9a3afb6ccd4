"""The committee's board of progress on paper: the same figures as on the screen, journaled, nobody named."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from pledges.models import CheckInLine, Confidence, Pledge
from pledges.selectors import cells_compared
from reports.services import export_progress
from tests.pledges.test_boards import JULY, peopled, told

from .test_exports import text_of


@pytest.fixture
def cells(cast):
    """Six cells whose members have reported on the first quarter; one of them in trouble with everything."""
    made = peopled(cast, 6, said=("ON_TRACK", "ON_TRACK"))
    CheckInLine.objects.filter(check_in__pledge__unit=made[2]).update(confidence=Confidence.OFF)
    return made


def on_paper(cast) -> str:
    return text_of(export_progress(unit=cast.committee, year=2026, by=cast.officer)[0], "-layout")


def test_paper_and_screen_show_the_same_figures(cast, cells):
    text = on_paper(cast)
    for row in cells_compared(cast.officer, cast.committee, cast.year, JULY).cells:
        assert re.search(rf"{re.escape(row.unit.name)} {row.progress.members} {re.escape(row.confirmed.said)}", text)
        assert row.on_track.said in text
    assert "83 % (50/60)" in text  # the sum of all cells
    assert "86 % (30/35)" in text


def test_paper_names_cells_worth_a_look_and_no_member(cast, cells):
    text = on_paper(cast)
    assert cells[2].name in text
    assert not [name for name in Pledge.objects.values_list("member__full_name", flat=True) if name in text]


def test_the_journal_says_who_took_it(cast, cells):
    on_paper(cast)
    last = JournalEntry.objects.first()
    assert (last.verb, last.actor, last.data) == (
        "report.progress_exported", cast.officer, {"year": 2026, "format": "pdf", "cells": 8},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_nobody_else_takes_it(cast, cells, who):
    with pytest.raises(PermissionDenied):
        export_progress(unit=cast.committee, year=2026, by=getattr(cast, who))
    assert not JournalEntry.objects.filter(verb="report.progress_exported").exists()


def test_a_year_that_is_not_there_is_said(cast, client):
    with pytest.raises(ValidationError, match="1999"):
        export_progress(unit=cast.committee, year=1999, by=cast.officer)
    client.force_login(cast.officer)
    address = reverse("reports:progress-pdf", args=[cast.committee.pk, 1999])
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("leader", 200), ("secretary", 404), ("stranger", 404)])
def test_page_and_api_send_the_file(client, cast, cells, who, status):
    told(Pledge.objects.filter(unit=cells[0]).first(), 6, "ON_TRACK", "AT_RISK")
    reader = getattr(cast, who)
    client.force_login(reader)
    assert client.get(reverse("reports:progress-pdf", args=[cast.committee.pk, 2026])).status_code == status
    over = APIClient()
    over.force_authenticate(reader)
    answer = over.get("/api/v1/reports/progress/pdf/", {"unit": cast.committee.pk, "year": 2026})
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(b"%PDF")
