"""Every act exists once, is closed by default, and says who did it."""

import ast
import re

import pytest

from emulation import access, roles

from .source import APPS, ROOT, modules

# Acts no role is asked for: on one's own account, pledge or document, of who bears a code, of whoever reads a board.
OWN_ACTS = {"account.own", "document.export", "ballot.cast", "survey.answer", "posting.answer", "posting.comment"}


def public_services() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for name, tree in modules().items():
        if re.search(r"\.services(\.|$)", name):
            found += [(name, node) for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
    return found


def acts() -> list[tuple[str, ast.FunctionDef]]:
    """Return the public service functions that write: those that take `by`."""
    return [(name, node) for name, node in public_services() if any(a.arg == "by" for a in node.args.kwonlyargs)]


def ident(value) -> str:
    return f"{value[0]}.{value[1].name}" if isinstance(value, tuple) else str(value)


def test_there_are_services_to_look_at():
    assert len(acts()) >= 30


@pytest.mark.parametrize("found", acts(), ids=ident)
def test_a_service_takes_keywords_and_begins_with_ensure(found):
    name, node = found
    assert not node.args.args, f"{name}.{node.name} takes positional arguments"
    body = [line for line in node.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))]
    assert ast.unparse(body[0]).startswith("ensure(by, "), f"{name}.{node.name} begins with {ast.unparse(body[0])}"


@pytest.mark.parametrize("found", acts(), ids=ident)
def test_the_actor_comes_last_of_what_must_be_given(found):
    _name, node = found
    needed = [a.arg for a, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if default is None]
    assert needed[-1] == "by"


@pytest.mark.parametrize("found", public_services(), ids=ident)
def test_a_service_says_what_it_does(found):
    _name, node = found
    assert ast.get_docstring(node)


@pytest.mark.parametrize("found", public_services(), ids=ident)
def test_writing_without_by_is_not_public(found):
    name, node = found
    writes = re.search(r"\.(save|create|bulk_create|bulk_update|update|delete)\(", ast.unparse(node))
    takes_by = any(a.arg == "by" for a in node.args.kwonlyargs)
    assert takes_by or not writes, f"{name}.{node.name} writes but does not take `by`"


def names_asked() -> set[str]:
    """Return every permission name asked for in code by can/ensure/held_at or a scope."""
    found = set()
    asking = re.compile(r"(?:can|ensure|held_at|units_q|related_units_q|reaches|paths)$")
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and asking.search(ast.unparse(node.func)):
                texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found |= {text for text in texts if re.fullmatch(r"[a-z]+\.[a-z_]+", text)}
    return found


def test_every_permission_asked_for_exists():
    assert names_asked() <= access.registered()


def test_every_permission_granted_exists_and_every_one_is_granted():
    granted = set().union(*roles.GRANTS.values())
    assert granted <= access.registered(), granted - access.registered()
    assert access.registered() - granted == OWN_ACTS


def test_every_permission_is_used():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    text = "\n".join(path.read_text() for path in files if path.name not in ("roles.py", "permissions.py"))
    assert not {name for name in access.registered() if f'"{name}"' not in text}


def test_unknown_permission_is_a_crash():
    with pytest.raises(access.UnknownPermission):
        access.can(access.SystemActor("test"), "no.such")


# Acts with one door only, each for a reason.
PAGE_ONLY = {
    "create_key",  # a key is made by a person at the page, never by a key
    "revoke_key",
    "note_password_change",  # passwords are changed at the page
    "end_own_session",  # sessions are a browser's, and so is the list of them
    "end_other_sessions",
    "answer_survey",  # by a code at the counter, as with a vote
    "cast_vote",  # by a code at the page; the API knows its caller, which a vote must not
    "write_pledges",  # many at once: a program repeats write_pledge
    "submit_pledges",
    "preview_document",  # a program takes the document out as data
}
API_ONLY = {
    "note_report_taken",  # what is a page to people is data taken out when a program asks
}
NEITHER = {
    "renew_notices",  # a part of rating again, which has its doors
    "found_committee",  # the first roster on an empty database: the command
    "note_factor",  # done on django-allauth's pages, told by its signals
    "apply_retention",  # what has gone cannot be brought back: the command, in a named person's name
    "install_templates",  # shipped data: the demonstration and the command
}


def doors(kind: str) -> set[str]:
    """Return every name the modules of the kind (views or api) mention."""
    found = set()
    for name, tree in modules().items():
        if f".{kind}" in name and not name.startswith("emulation.config"):
            found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found


def test_every_act_can_be_done_on_a_page_and_through_the_api():
    names = {node.name for _module, node in acts()} - NEITHER
    assert names - PAGE_ONLY - doors("api") == set()
    assert names - API_ONLY - doors("views") == set()
