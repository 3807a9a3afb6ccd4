"""Every page, opened by everybody: who sees it, in one language, whole, and under the policy."""

import re

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from emulation.models import JournalEntry, Role
from tests import seeded
from tests.factories import give_role, make_account, make_cell, make_committee, make_member

from .markup import Markup
from .site import FILES, NEWCOMER, OPEN, pages, routes, subject

PEOPLE = dict(zip("MSOLVA", seeded.EVERYBODY, strict=True))
OPENED = {name: page for name, page in pages().items() if page.readers != "–"}
LOOKING = (
    "assessment.exported",
    "assessment.read",
    "review.read",
    "appeal.read",
    "report.exported",
    "report.progress_exported",
    "report.commendations_exported",
    "movement.exported",
    "ruleset.tried",
    "sheet.exported",
    "worksheet.exported",
    "poster.exported",
)
SAMPLES = {"emulation:styleguide", "pledges:survey-edit"}  # pieces with words of their own, questions in English
ENGLISH = re.compile(r"\b(?:the|and|of|you|your|is|are|was|this|that|with|from|for|not|has|have|been)\b", re.I)
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "manifest-src 'self'",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Language": "vi",
}


def msgids() -> set[str]:
    """Return every English sentence that has a Vietnamese text of its own."""
    path = settings.LOCALE_PATHS[0] / "vi" / "LC_MESSAGES" / "django.po"
    return {entry.msgid for entry in polib.pofile(str(path)) if " " in entry.msgid and entry.msgid != entry.msgstr}


@pytest.fixture
def clients(db):
    """The demonstration's six people and a stranger, each signed in."""
    seeded.build(seeded.Stage.LIVE, 60, 3)
    return make_clients()


def make_clients() -> dict[str, Client]:
    """Sign everybody in; add the stranger and a member without a pledge."""
    at = seeded.place()
    make_member("Đinh Thị Mới", at.cell, card_number=NEWCOMER)
    ward = make_committee("Đảng ủy phường Thanh Khê")
    cell = make_cell(ward, "Chi bộ Tổ 5")
    people = {letter: seeded.account(name) for letter, name in PEOPLE.items()}
    stranger = make_account("Hồ Thị Em", make_member("Hồ Thị Em", cell))
    people["X"] = give_role(stranger, Role.SECRETARY, cell)
    found = {}
    for letter, person in people.items():
        found[letter] = Client()
        found[letter].force_login(person)
    return found


def addresses() -> dict[str, str]:
    """Return the address of every page, about what the table says."""
    at = seeded.place()
    return {r.name: r.address(**subject(pages()[r.name].about, at)) for r in routes() if not r.is_api}


@pytest.mark.slow
def test_the_right_people_open_each_page_and_no_others(clients):
    found, wrong = addresses(), []
    for name, page in pages().items():
        if "GET" not in page.methods or name in OPEN:
            continue
        answers = {letter: client.get(found[name]).status_code for letter, client in clients.items()}
        opened = "".join(letter for letter, status in answers.items() if status == 200) or "–"
        wrong += [f"{name}: {opened}, not {page.readers} {answers}"] if opened != page.readers else []
        assert set(answers.values()) <= {200, 302, 403, 404}, (name, answers)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_looking_changes_nothing(clients):
    """A GET leaves no line but that somebody read, or took a report out."""
    before = JournalEntry.objects.exclude(verb__in=LOOKING).count()
    found = addresses()
    for name, page in OPENED.items():
        for letter in page.readers:
            clients[letter].get(found[name])
    assert JournalEntry.objects.exclude(verb__in=LOOKING).count() == before
    assert JournalEntry.objects.filter(verb="assessment.read").exists()


@pytest.mark.parametrize("letter", "MSOLVA")
def test_every_page_is_whole_and_in_vietnamese(clients, letter):
    found, sentences, faults = addresses(), msgids(), []
    for name, page in OPENED.items():
        if letter in page.readers and name not in FILES:
            html = clients[letter].get(found[name]).content.decode()
            faults += [f"{name}: {fault}" for fault in faults_of(html, sentences if name not in SAMPLES else None)]
    assert not faults, "\n".join(faults)


def test_pages_are_whole_when_all_is_decided(db):
    seeded.build(seeded.Stage.DECIDED, 60, 3)
    clients, sentences, faults = make_clients(), msgids(), []
    at = seeded.place()
    for letter, name in PEOPLE.items():
        for what, address in seeded.pages_of(name, at):
            answer = clients[letter].get(address, follow=True)
            assert answer.status_code == 200, (letter, what)
            faults += [f"{letter} {what}: {fault}" for fault in faults_of(answer.content.decode(), sentences)]
    assert not faults, "\n".join(faults)


def test_pages_are_whole_when_nothing_is_there(client, cast):
    """An empty page says why and what to do; nothing breaks where there is no year, no campaign, no pledge."""
    faults, sentences = [], msgids()
    cast.year.delete()
    for person in (cast.member, cast.secretary, cast.officer, cast.leader, cast.viewer, cast.admin):
        client.force_login(person)
        for address in ("/", *(a for n, a in addresses_without_objects().items())):
            answer = client.get(address, follow=True)
            assert answer.status_code in (200, 403, 404), (str(person), address)
            faults += [f"{person} {address}: {fault}" for fault in faults_of(answer.content.decode(), sentences)]
    assert not faults, "\n".join(faults)


def addresses_without_objects() -> dict[str, str]:
    names = {name for name, page in OPENED.items() if page.about == "–" and name not in FILES | SAMPLES}
    return {route.name: route.address(code="QD366") for route in routes() if route.name in names}


def faults_of(html: str, sentences: set[str] | None) -> list[str]:
    """Return what is wrong with a page: heading, language, inline code, English words, identifiers used twice."""
    page, faults = Markup(html), []
    faults += [f"{page.h1} <h1>"] if page.h1 != 1 else []
    faults += [f"lang={page.lang!r}"] if page.lang != "vi" else []
    faults += [f"inline {page.inline}"] if page.inline else []
    faults += [f"outside {page.outside}"] if page.outside else []
    twice = {name for name in page.ids if page.ids.count(name) > 1}
    faults += [f"ids twice {sorted(twice)}"] if twice else []
    faults += [f"{page.posts - page.tokens} forms without the token"] if page.posts != page.tokens else []
    if sentences is not None:
        faults += [f"English: {text}" for text in set(page.words) if text in sentences or ENGLISH.search(text)]
    return faults


@pytest.mark.slow
def test_every_page_carries_the_strict_policy_and_the_headers(clients):
    found = addresses()
    for name, page in OPENED.items():
        answer = clients[page.readers[0]].get(found[name])
        sent = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
        assert sent == POLICY, name
        for header, value in HEADERS.items():
            assert answer.headers[header] == value, (name, header)


@pytest.mark.parametrize("path", ["/account/login/", "/nothing/here/", "/api/v1/units/"])
def test_the_policy_holds_before_signing_in_and_where_nothing_is(client, db, path):
    answer = client.get(path)
    assert {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")} == POLICY


def test_cookies_are_out_of_reach_of_scripts(client, cast):
    answer = client.post("/account/login/", {"login": cast.member.username, "password": "mat-khau-dai"})
    assert answer.status_code == 302
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"] and session["samesite"] == "Lax"
    assert not session["expires"] and not session["max-age"]


def test_private_pages_are_not_kept_by_caches(clients):
    for letter, path in (("M", "/"), ("S", "/pledges/board/")):
        assert "Cookie" in clients[letter].get(path).headers["Vary"]


@pytest.mark.slow
@pytest.mark.parametrize("letter", "MSOLVA")
def test_the_second_language_works_on_every_page(clients, letter):
    clients[letter].cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    found = addresses()
    for name, page in OPENED.items():
        if letter in page.readers and name not in FILES:
            assert Markup(clients[letter].get(found[name]).content.decode()).lang == "en", name
    translation.activate(settings.LANGUAGE_CODE)
