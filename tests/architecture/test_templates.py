"""What a template may hold: no style, no script, no outside host, one base, few lines."""

import re

import pytest

from .source import templates

SCREEN = {name: text for name, text in templates().items() if not name.startswith("reports/print/")}


def test_there_are_templates_to_look_at():
    assert len(SCREEN) > 60


@pytest.mark.parametrize("name", SCREEN)
def test_nothing_inline(name):
    text = re.sub(r"\{#.*?#\}", "", SCREEN[name], flags=re.S)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text


@pytest.mark.parametrize("name", templates())
def test_no_outside_host(name):
    addresses = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+", templates()[name]))
    assert addresses <= {"http://www.w3.org"}


@pytest.mark.parametrize("name", templates())
def test_short(name):
    assert templates()[name].count("\n") <= 120


@pytest.mark.parametrize("name", [name for name in SCREEN if "/_" not in name and not name.startswith("_")])
def test_a_page_extends_a_base(name):
    if name.startswith(("base", "components/", "django/", "styleguide/")) or name in ("400.html", "500.html"):
        return
    assert re.search(r"\{% extends \"(base[a-z_]*|styleguide|[a-z]+/[a-z_]+)\.html\" %\}", SCREEN[name]), name


@pytest.mark.parametrize("name", SCREEN)
def test_no_raw_state_and_nothing_marked_safe(name):
    assert not re.search(r"\{% (?:el)?if [^%]*\.state\s*[=<>!]", SCREEN[name])
    # A form's help text may hold a link of ours (Django's password rules come as a list); nothing typed is in it.
    allowed = {"django/forms/_hints.html": 1}
    assert SCREEN[name].count("|safe") == allowed.get(name, 0) and "{% autoescape off" not in SCREEN[name]
