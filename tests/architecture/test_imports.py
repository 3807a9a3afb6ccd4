"""Imports flow one way: emulation ← pledges ← evaluations ← reports, and emulation.config above all."""

import ast

import pytest

from .source import APPS, ROOT, imports_of, modules

CONFIG = "emulation.config"
# Within an app a file imports only from those above it in this order; names not listed are helpers of any floor.
FLOORS = ["rules", "models", "permissions", "selectors", "services", "forms", "resources", "api", "views", "urls"]
# (module, imported) pairs that may be imported inside a function, each for a reason.
LATE = {
    ("reports.engine.pool", "reports.pdf"),  # loads WeasyPrint (a second, 40 MB) at the first export, not at start
    ("reports.renderings.fitting", "fontTools.ttLib"),  # asked once which letters the font has, at the first paper
    # An extra, needed only where the office names a certificate.
    ("reports.signing", "pyhanko.sign.signers"),
    ("reports.signing", "pyhanko.sign.fields"),
    ("reports.signing", "pyhanko.pdf_utils.incremental_writer"),
}


def room(name: str) -> str:
    return CONFIG if name.startswith(CONFIG) else name.split(".")[0]


def test_every_room_was_read():
    assert {room(name) for name in modules()} == {*APPS, CONFIG}
    assert len(modules()) > 60


@pytest.mark.parametrize("name", modules())
def test_imports_flow_downhill(name):
    order = [*APPS, CONFIG]
    for imported, _node in imports_of(name):
        if imported.split(".")[0] in APPS:
            assert order.index(room(imported)) <= order.index(room(name)), f"{name} imports {imported}"


@pytest.mark.parametrize("name", [name for name in modules() if "rules" in name.split(".")[1:3]])
def test_rules_know_no_framework(name):
    for imported, _node in imports_of(name):
        top = imported.split(".")[0]
        ours = top in APPS and ".rules" in imported
        assert ours or top not in {*APPS, "django", "rest_framework"}, f"{name} imports {imported}"


@pytest.mark.parametrize("name", [name for name in modules() if room(name) != CONFIG])
def test_a_floor_imports_only_floors_below(name):
    parts = name.split(".")
    own = parts[1] if len(parts) > 1 else ""
    if own not in FLOORS:
        return
    for imported, _node in imports_of(name):
        other = imported.split(".")
        if other[0] in APPS and len(other) > 1 and other[1] in FLOORS:
            assert FLOORS.index(other[1]) <= FLOORS.index(own), f"{name} imports {imported}"


@pytest.mark.parametrize("name", modules())
def test_views_and_api_never_import_each_other(name):
    floors = {imported.split(".")[1] for imported, _n in imports_of(name) if imported.split(".")[0] in APPS}
    assert not (".views" in name and "api" in floors)
    assert not (".api" in name and "views" in floors and room(name) != CONFIG)


@pytest.mark.parametrize("name", modules())
def test_nothing_is_imported_late(name):
    for function in ast.walk(modules()[name]):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            late = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not late, f"{name}.{function.name} imports inside a function"


@pytest.mark.parametrize("name", modules())
def test_nobody_escapes_through_the_app_registry(name):
    calls = [node for node in ast.walk(modules()[name]) if isinstance(node, ast.Call)]
    names = {ast.unparse(call.func) for call in calls}
    assert not names & {"apps.get_model", "django.apps.apps.get_model"}
    lazily = [call for call in calls if ast.unparse(call.func).endswith("import_module")]
    for call in lazily:
        target = call.args[0]
        assert isinstance(target, ast.Constant) and (name, target.value) in LATE, f"{name}: {ast.unparse(call)}"


def test_weasyprint_has_one_door():
    users = {name for name in modules() for imported, _n in imports_of(name) if imported.startswith("weasyprint")}
    assert users == {"reports.pdf"}


def test_top_level_is_as_prescribed():
    for entry in ("manage.py", "templates", "tests", "requirements.txt", "README.md", "Makefile", "docs", ".ci/run"):
        assert (ROOT / entry).exists()


@pytest.mark.parametrize("name", modules())
def test_files_and_functions_stay_small(name):
    """A file past 400 lines becomes a package, one noun a file; a function past 40 says it does two things."""
    tree = modules()[name]
    assert max((node.end_lineno for node in tree.body), default=0) <= 400
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{name}.{node.name}"


@pytest.mark.parametrize("name", modules())
def test_every_module_says_what_it_holds(name):
    tree = modules()[name]
    assert not tree.body or ast.get_docstring(tree), name
