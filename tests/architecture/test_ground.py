"""The ground the project stands on: pinned libraries, the commands, no trace of a machine, our own typefaces."""

import ast
import re
import subprocess
import sys
import unicodedata
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
OUR_ROOMS = ("emulation", "pledges", "evaluations", "reports")
TEXT = set(".py .md .html .css .js .txt .in .toml .po .json .svg .xml .yml .yaml".split()) | {""}

TRACES = re.compile(
    r"pypi\.org|pythonhosted|npmjs|artifactregistry|index-url[ =]+\w+:"  # where packages were fetched from
    r"|(?<![\w.>}])/(?:work|root|home|Users|opt|tmp)/\w"  # a path of one machine
)
OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""", re.I)

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES} | {"đ"}
MARKS = {chr(mark) for mark in (0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323)}
PRINTED = {chr(code) for code in range(0x20, 0x7F)} | set("–—…“”‘’•·×−≤≥₫%°§\u00a0")
NEEDED = LOWER | {letter.upper() for letter in LOWER} | MARKS | PRINTED
FONTS = sorted(font for room in OUR_ROOMS for font in (ROOT / room).glob("static/*/fonts/*.woff2"))


def our_text_files():
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and path.suffix in TEXT and not NOT_OURS.intersection(parts):
            yield path


def requirements(name):
    """Return {package: its lines} of a compiled requirements file."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {re.split(r"[\[=<>~! ]", line)[0].lower(): line for line in lines}


def asked(name):
    """Return the packages a requirements.in names."""
    lines = (ROOT / name).read_text().splitlines()
    return {re.split(r"[\[=]", line)[0].lower(): line for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_hashes(name):
    pinned = requirements(name)
    assert len(pinned) > 10
    for line in pinned.values():
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,]+\])?==[\w.]+( ;.*?)? +--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_compiled_requirements_hold_what_was_asked(name):
    pinned = requirements(f"{name}.txt")
    for package, line in asked(f"{name}.in").items():
        version = line.split("==")[1].strip()
        assert f"=={version} " in pinned[package], f"{line}: run make requirements"


def test_developers_tools_agree_with_the_applications_pins():
    runtime, developers = requirements("requirements.txt"), requirements("requirements-dev.txt")
    for package in runtime.keys() & developers.keys():
        assert runtime[package] == developers[package]


def imported_modules():
    """Return {top-level module: a file that imports it} over the application, tests apart."""
    found = {}
    for room in OUR_ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [node.module]
                found.update({name.split(".")[0]: path.relative_to(ROOT) for name in names})
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names and name not in OUR_ROOMS}


def test_every_library_the_application_imports_is_asked_for_by_name():
    distributions, named = packages_distributions(), asked("requirements.in")
    imported = imported_modules()
    assert "django" in imported
    for module, path in imported.items():
        brought_by = {name.lower().replace("_", "-") for name in distributions.get(module, [])}
        assert brought_by & named.keys(), f"{path} imports {module}: name it in requirements.in"


def test_one_install_is_enough_to_test():
    assert {"pytest", "pytest-django"} <= requirements("requirements.txt").keys()


@pytest.mark.parametrize("target", ["run", "test", "bench", "lint"])
def test_makefile_knows_the_four_commands(target):
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", ["run", "setup", "serve", "lint"])
def test_scripts_are_executable_and_parse(script):
    path = ROOT / ".ci" / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], check=True)


def test_no_file_names_a_registry_or_a_machine():
    seen = 0
    for path in our_text_files():
        if path == Path(__file__).resolve():
            continue
        seen += 1
        found = TRACES.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path.relative_to(ROOT)}: {found.group()}"
    assert seen > 50


def test_no_page_style_or_script_reaches_an_outside_host():
    for path in our_text_files():
        if path.suffix in {".html", ".css", ".js", ".svg"}:
            found = OUTSIDE.search(path.read_text(encoding="utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {found.group()}"


def test_both_typefaces_are_shipped_with_their_licence():
    assert len(FONTS) == 7
    for folder in {font.parent for font in FONTS}:
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text()


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_typeface_sets_all_of_vietnamese(font):
    assert len(LOWER) == 73
    with TTFont(font) as face:
        missing = sorted(letter for letter in NEEDED if ord(letter) not in face.getBestCmap())
    assert not missing
    assert font.stat().st_size < 80_000


def tabular_digits(face):
    """Return the glyphs of the ten digits in a column of figures: those of the tnum feature where there is one."""
    digits = [face.getBestCmap()[ord(digit)] for digit in "0123456789"]
    table = face["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            (lookup,) = record.Feature.LookupListIndex
            swap = table.LookupList.Lookup[lookup].SubTable[0].mapping
            return [swap[digit] for digit in digits]
    return digits


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_typeface_has_digits_of_equal_width(font):
    with TTFont(font) as face:
        assert len({face["hmtx"][glyph][0] for glyph in tabular_digits(face)}) == 1


def test_style_sheet_of_the_typeface_offers_every_letter_and_file():
    folder = ROOT / "emulation/static/emulation/fonts"
    faces = (folder / "fonts.css").read_text().split("@font-face")[1:]
    assert {re.search(r'url\("(.+?)"\)', face).group(1) for face in faces} == {
        font.name for font in folder.glob("*.woff2")
    }
    for face in faces:
        ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
        spans = [(int(first, 16), int(last or first, 16)) for first, last in ranges]
        assert all(any(first <= ord(letter) <= last for first, last in spans) for letter in NEEDED)
