"""Every kind of document in a browser at both widths: looked at, blank and filled in, and taken out in each format."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from emulation.models import Account
from reports.documents.asked import About, Kind
from reports.kinds import KINDS
from reports.renderings import CONTENT_TYPES
from tests import seeded

from .walker import PASSWORD

pytestmark = pytest.mark.browser
MAGIC = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "json": b"{"}
REFUSED = "Chưa lập được văn bản này"


@pytest.fixture
def demonstration(transactional_db) -> seeded.Place:
    """A small ward whose year is decided, its people with a password known to the tests."""
    seeded.build(seeded.Stage.DECIDED, 60, 3)
    for account in Account.objects.filter(username__in=seeded.EVERYBODY):
        account.set_password(PASSWORD)
        account.save()
    return seeded.place()


def address(kind: Kind, at: seeded.Place, **more: object) -> str:
    unit = at.ward if kind.about is About.COMMITTEE else at.cell
    values = {"unit": unit.pk, "year": at.year.number} | more
    return reverse("reports:kind", args=[kind.code]) + "?" + "&".join(f"{key}={value}" for key, value in values.items())


def kinds_of(*about: About) -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.about in about]


def look_at(walker, kind: Kind, at: seeded.Place) -> bool:
    """Look at the document, at a blank one, and say whether it was made or refused with a sentence."""
    mine = {"member": seeded.account(seeded.MEMBER).member_id} if kind.about is About.MEMBER else {}
    walker.go(address(kind, at, **mine), f"document-{kind.code}")
    made = bool(walker.page.locator("main .paper").count())
    assert made or REFUSED in walker.said(), kind.code
    if kind.has_blank:
        walker.go(address(kind, at, blank=1, **mine), f"document-{kind.code}-blank")
        assert walker.page.locator("main .paper").count() or REFUSED in walker.said(), kind.code
    return made


def test_the_secretary_looks_at_every_document_of_the_cell(walker, demonstration):
    walker.sign_in(seeded.account(seeded.SECRETARY))
    walker.go(f"/reports/kinds/?unit={demonstration.cell.pk}", "documents-of-the-cell")
    made = [kind for kind in kinds_of(About.CELL, About.UNIT) if look_at(walker, kind, demonstration)]
    assert len(made) >= 8


def test_the_leader_looks_at_every_document_of_the_committee(walker, demonstration):
    walker.sign_in(seeded.account(seeded.LEADER))
    walker.go(f"/reports/kinds/?unit={demonstration.ward.pk}", "documents-of-the-committee")
    made = {kind.code for kind in kinds_of(About.COMMITTEE) if look_at(walker, kind, demonstration)}
    assert {"decision", "verification-summary", "province-annex"} < made


def test_a_member_looks_at_the_own_documents_and_at_no_others(walker, demonstration):
    walker.sign_in(seeded.account(seeded.MEMBER))
    walker.go("/reports/kinds/", "documents-of-a-member")
    shown = walker.page.locator("main table a").count()
    assert shown >= 5
    made = [kind for kind in kinds_of(About.MEMBER) if look_at(walker, kind, demonstration)]
    assert len(made) >= 3


def test_one_document_is_taken_out_in_every_format(walker, demonstration):
    page = walker.sign_in(seeded.account(seeded.SECRETARY))
    walker.go(address(KINDS["member-list"], demonstration), "document-to-take")
    for name in CONTENT_TYPES:
        content = downloaded(page, name.upper())
        assert content.startswith(MAGIC[name]), name
    assert json.loads(downloaded(page, "JSON"))["kind"] == "member-list"
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(downloaded(page, "DOCX"))).namelist()


def downloaded(page: Page, words: str) -> bytes:
    with page.expect_download() as caught:
        page.get_by_role("link", name=words, exact=True).click()
    return caught.value.path().read_bytes()
