"""Every form of the site under bad input, as its rightful role: refused whole or taken whole, and no fault.

The forms are found by opening every page as everybody who may, so a new form is tried without being listed.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests import seeded
from tests.architecture.site import FILES, OPEN, pages, routes, subject
from tests.architecture.test_pages import OPENED, PEOPLE, make_clients

ROOMS = ("emulation", "pledges", "evaluations", "reports")
MEGABYTE = "Tôi tự kiểm điểm nghiêm túc. " * 37_000
WORD = (
    "<p class=MsoNormal style='mso-margin:0'><script>alert(1)</script><o:p>Tự kiểm điểm</o:p></p>"
    "<style>@page{size:A4}</style><img src=x onerror=alert(2)>"
)
MARKS = "\u202eTôi\u202c \u200f\u2066hoàn thành\u2069 \ufeff\u200b nhiệm\u0000 vụ \x1b[31m \ud7ff"
NUMBERS = ("999999999", "-1", "abc", "9" * 40)
DAYS = ("99/99/9999", "01/01/0001")
# Pages that end the session or belong to the packages of signing in, tried by their own tests.
NOT_TRIED = OPEN | {"logout"}
AT_MOST = int(os.environ.get("TEXT_BOXES", "1"))  # text boxes of one form that get a megabyte each
LONGEST_KEPT = 60_000  # characters: no field of ours keeps more


@dataclass
class Form:
    """A form as a page shows it: where it goes, and its fields with what stands in them and of which kind they are."""

    action: str
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, kind: str, value: str | None) -> None:
        self.kinds.setdefault(name, kind)
        if value is not None:
            self.values.setdefault(name, []).append(value)


class Forms(HTMLParser):
    """Finds the forms of a page that post."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address, self._form, self._select, self._area = address, None, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self._form = (
                Form(given.get("action") or self._address) if given.get("method", "").lower() == "post" else None
            )
            if self._form:
                self.found.append(self._form)
        elif tag == "button" and self._form and given.get("formaction"):
            self.found.append(Form(given["formaction"], self._form.kinds, self._form.values))
        elif not self._form or (not name and tag != "option"):
            return
        elif tag == "input":
            self._input(name, given)
        elif tag == "select":
            self._select = name
            self._form.add(name, "choice", None)
        elif tag == "textarea":
            self._area = name
            self._form.add(name, "text", "")
        elif tag == "option" and "selected" in given and self._select:
            self._form.add(self._select, "choice", given.get("value", ""))

    def _input(self, name: str, given: dict) -> None:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            self._form.add(name, "choice", given.get("value", "on") if "checked" in given else None)
        elif kind == "hidden" and name != "csrfmiddlewaretoken":
            self._form.add(name, "hidden", given.get("value", ""))
        elif kind not in ("file", "submit", "password") and name != "csrfmiddlewaretoken":
            is_day = "dd/mm" in given.get("placeholder", "")
            self._form.add(name, "day" if is_day else "number" if kind == "number" else "text", given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.values[self._area] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A small ward in its year, everybody signed in, every form found; taken back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeded.build(seeded.Stage.LIVE, 60, 3)
        clients = make_clients()
        yield clients, dict(found_forms(clients))
        transaction.set_rollback(True)


def found_forms(clients: dict[str, Client]) -> Iterator[tuple[tuple[str, str], Form]]:
    """Yield every form once for each role: (letter, route) → form."""
    at, seen = seeded.place(), set()
    addresses = {r.name: r.address(**subject(pages()[r.name].about, at)) for r in routes() if not r.is_api}
    for name, page in OPENED.items():
        for letter in page.readers:
            if name in FILES or letter == "X":
                continue
            yield from _forms_of(clients[letter], letter, addresses[name], seen)
    for letter, username in PEOPLE.items():
        for _what, address in seeded.pages_of(username, at):
            yield from _forms_of(clients[letter], letter, address, seen)


def _forms_of(client: Client, letter: str, address: str, seen: set) -> Iterator[tuple[tuple[str, str], Form]]:
    answer = client.get(address)
    if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
        return
    for form in Forms(address, answer.content.decode()).found:
        route = route_of(form.action)
        if route and route not in NOT_TRIED and route not in seen:
            seen.add(route)
            yield (letter, route), form


def route_of(action: str) -> str:
    try:
        return resolve(action.split("?")[0]).view_name
    except Resolver404:
        return ""


def attempts(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is sent: bad input of one kind everywhere it fits, and a megabyte in each text box by itself."""
    texts = [name for name, kind in form.kinds.items() if kind == "text"]
    days = [name for name, kind in form.kinds.items() if kind == "day"]
    others = [name for name, kind in form.kinds.items() if kind in ("hidden", "choice", "number")]
    for label, bad in (("Word", WORD), ("marks", MARKS)):
        if texts:
            yield label, form.values | dict.fromkeys(texts, bad)
    for name in distinct(texts)[:AT_MOST]:
        yield f"a megabyte in {name}", form.values | {name: MEGABYTE}
    for bad in NUMBERS if others else ():
        yield f"forged {bad}", form.values | dict.fromkeys(others, bad)
    for bad in DAYS if days else ():
        yield f"day {bad}", form.values | dict.fromkeys(days, bad)
    if len(days) > 1:
        turned = dict(zip(days, ("31/12/2030", "01/01/2020", "01/01/2010", "01/01/2000"), strict=False))
        yield "days in the wrong order", form.values | turned
    yield "nothing", {}


def distinct(names: list[str]) -> list[str]:
    """Return one name of each family: text-0, text-1 … are alike."""
    return list({re.sub(r"\d+", "#", name): name for name in names}.values())


class Writes:
    """Watches what is written: whether anything was, and texts too long or with what no database takes."""

    def __init__(self) -> None:
        self.any, self.faults = False, []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and any(f'"{room}_' in sql for room in ROOMS):
            self.any = True
            for value in params or ():
                if isinstance(value, str) and (len(value) > LONGEST_KEPT or "\x00" in value):
                    self.faults.append(f"{len(value)} characters written: {sql[:60]}")
        return execute(sql, params, many, context)


def state() -> dict[str, list]:
    """Return every row of ours."""
    models = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def tried(client: Client, form: Form, data: dict[str, Any], before: dict[str, list]) -> str:
    """Send it and take it back; return what was wrong."""
    with transaction.atomic():
        writes = Writes()
        try:
            with transaction.atomic(), connection.execute_wrapper(writes):
                answer = client.post(form.action, data)
        except Exception as error:
            transaction.set_rollback(True)
            return repr(error)[:300]
        fault = _fault(answer, writes, before)
        transaction.set_rollback(True)
    return fault


def _fault(answer, writes: Writes, before: dict[str, list]) -> str:
    if answer.status_code >= 500:
        return str(answer.status_code)
    if writes.faults:
        return writes.faults[0]
    refused = answer.status_code not in (302, 200) or (answer.status_code == 200 and b"error" in answer.content)
    if refused and writes.any:
        after = state()
        changed = [label for label in after if after[label] != before[label] and "Journal" not in label]
        return f"refused with {answer.status_code}, yet written: {changed}" if changed else ""
    return ""


@pytest.mark.slow
@pytest.mark.django_db
def test_no_form_breaks_and_none_is_half_taken(site):
    clients, forms = site
    before, faults, count = state(), [], 0
    for (letter, route), form in forms.items():
        for label, data in attempts(form):
            fault = tried(clients[letter], form, data, before)
            faults += [f"{letter} {route}: {label}: {fault}"] if fault else []
            count += 1
    assert not faults, "\n".join(faults)
    assert len({route for _letter, route in forms}) >= 40 and count > 400


@pytest.mark.slow
@pytest.mark.django_db
def test_every_form_of_the_table_was_met_or_is_known_not_to_be(site):
    _clients, forms = site
    posting = {name for name, page in pages().items() if "POST" in page.methods} - NOT_TRIED
    assert len(posting - {route for _letter, route in forms}) <= len(posting) // 2
