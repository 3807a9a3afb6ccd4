"""What the documents name exists: files by path, commands of the Makefile, permissions and acts."""

import re

import pytest

from .source import APPS, ROOT

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/map.md",
    "docs/glossary.md",
    "docs/rules.md",
    "docs/older-years.md",
    "docs/accounts.md",
    "docs/secret-ballot.md",
    "docs/workflow.md",
    "docs/access.md",
    "docs/jobs.md",
]
FOLDERS = ("tests", "docs", "templates", ".ci", "static", "rules", *APPS)
MADE_LATER = ("var/",)


def named_paths(text: str) -> set[str]:
    """Return what looks like a path of ours between backticks or in a link."""
    found = set(re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|txt|toml))`", text))
    found |= set(re.findall(r"\]\(([\w./-]+)\)", text))
    return {path for path in found if not path.startswith(MADE_LATER) and "//" not in path and not path.startswith("/")}


def exists(path: str, document: str) -> bool:
    """Say whether the path leads somewhere: from the root, beside the document, or inside an app (without .py too)."""
    places = [ROOT, (ROOT / document).parent, *(ROOT / app for app in APPS)]
    return any((place / path).exists() or (place / f"{path}.py").exists() for place in places)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_a_document_names_exists(document):
    text = (ROOT / document).read_text(encoding="utf8")
    missing = {path for path in named_paths(text) if path.split("/")[0] in FOLDERS or "." in path.split("/")[-1]}
    assert not {path for path in missing if not exists(path, document)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_a_document_names_exists(document):
    text, makefile = (ROOT / document).read_text(encoding="utf8"), (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.M):
        assert f"\n{target}:" in makefile, target
    for command in re.findall(r"manage\.py (\w+)", text):
        assert list(ROOT.glob(f"*/**/management/commands/{command}.py")), command


def test_every_room_of_the_house_stands_on_the_map():
    text = (ROOT / "docs/map.md").read_text(encoding="utf8")
    for room in (*APPS, "config", "templates", "tests", "docs"):
        assert f"{room}/" in text
