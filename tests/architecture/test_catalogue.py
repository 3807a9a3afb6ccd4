"""The catalogue: every string has its Vietnamese, placeholders agree, nothing of a library is left in English."""

import ast
import importlib.util
import re
import unicodedata
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from emulation import access
from emulation.models import JournalEntry
from emulation.verbs import LABELS

from .source import ROOT, imports_of, modules

CATALOGUE = settings.LOCALE_PATHS[0] / "vi" / "LC_MESSAGES" / "django.po"
ENTRIES = list(polib.pofile(str(CATALOGUE)))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{[\w:]*\}")
VERB = re.compile(r"[a-z]+\.[a-z_]+")
# What a reader can meet of each library: its sentences end with a full stop; words inside them do not.
LIBRARIES = """
django/forms/fields.py django/forms/models.py django/forms/formsets.py django/forms/utils.py
django/core/validators.py django/db/models/fields/__init__.py django/db/models/fields/related.py
django/db/models/fields/json.py django/db/models/base.py django/db/models/constraints.py django/utils/ipv6.py
django/contrib/auth/forms.py django/contrib/auth/password_validation.py django/contrib/auth/validators.py
rest_framework/exceptions.py rest_framework/fields.py rest_framework/relations.py
rest_framework/serializers.py rest_framework/validators.py rest_framework/pagination.py
rest_framework/authentication.py knox/auth.py axes/conf.py import_export/widgets.py
""".split()
RECORDING = (".record", ".record_typing", ".record_reading")
NOT_VERBS = {"reports.pdf", "templates.json"}  # a module, a file
NEVER_SHOWN = {  # forms of the admin and of images, which we do not use
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.",
    "Raw passwords are not stored, so there is no way to see the user’s password.",
    "Enable password-based authentication for this user by setting a password.",
    "Invalid password format or unknown hashing algorithm.",
    "No password set.",
    "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
    "authenticate using other backends, such as Single Sign-On or LDAP.",
    # halves of a plural that only its own call puts together
    "Expected available in {wait} second.",
    "Expected available in {wait} seconds.",
}


def messages():
    """Return the module of `make messages`."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


def test_every_string_has_a_finished_vietnamese_text():
    assert len(ENTRIES) > 1_000
    assert not [entry.msgid for entry in ENTRIES if not entry.translated() or entry.fuzzy or entry.obsolete]


def test_placeholders_agree():
    for entry in ENTRIES:
        expected = sorted(set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)))
        for text in texts(entry):
            assert sorted(set(PLACEHOLDER.findall(text))) == expected, entry.msgid


def test_texts_are_composed_and_tidy():
    for entry in ENTRIES:
        for text in texts(entry):
            assert text == unicodedata.normalize("NFC", text), entry.msgid
            assert text == text.strip() or entry.msgid != entry.msgid.strip(), entry.msgid
            assert "  " not in text, entry.msgid


def test_a_sentence_stays_a_sentence():
    """What ends with a full stop, a question mark or a colon ends so in Vietnamese too."""
    sentences = [entry for entry in ENTRIES if entry.msgid[-1:] in ".?:" and not entry.msgid.lower().endswith("no.")]
    different = [e.msgid for e in sentences for text in texts(e) if text[-1:] != e.msgid[-1:]]
    assert not different


def test_the_compiled_catalogue_is_that_of_the_text():
    compiled = {(e.msgctxt, e.msgid): texts(e) for e in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {(entry.msgctxt, entry.msgid): texts(entry) for entry in ENTRIES}


def test_a_fresh_extraction_finds_nothing_new_and_nothing_gone(monkeypatch):
    monkeypatch.chdir(ROOT)
    module = messages()
    fresh = {module.key(entry) for entry in module.extracted()}
    known = {module.key(entry): entry for entry in ENTRIES}
    assert not fresh - set(known), "run make messages"
    assert not {at for at, entry in known.items() if at not in fresh and entry.tcomment != module.LIBRARY}


def library_strings(name: str) -> list[tuple[str, str]]:
    """Return the (singular, plural or "") of every sentence a module of a library marks for translation."""
    package = importlib.util.find_spec(name.split("/")[0]).submodule_search_locations[0]
    tree, found = ast.parse((Path(package).parent / name).read_text(encoding="utf8")), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.fullmatch(r"_|n?gettext(_lazy)?|ngettext_lazy", ast.unparse(node.func)):
            given = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            plural = given[1] if "ngettext" in ast.unparse(node.func) and len(given) > 1 else ""
            found += [(given[0], plural)] if given else []
    return found


@pytest.mark.parametrize("name", LIBRARIES)
def test_sentences_of_the_libraries_are_in_vietnamese(name):
    sentences = [found for found in library_strings(name) if found[0].endswith(".") and found[0] not in NEVER_SHOWN]
    with translation.override("vi"):
        for one, many in sentences:
            text = translation.ngettext(one, many, 2) if many else translation.gettext(one)
            assert text not in (one, many), f"{name}: {one!r} is not translated"


@pytest.mark.django_db
def test_a_form_speaks_vietnamese_when_a_library_complains(client, cast):
    client.force_login(cast.member)
    assert client.get("/api/v1/units/", {"page": "none"}).json()["detail"] == "Trang không hợp lệ."
    wrong = {"old_password": "x", "new_password1": "1234567", "new_password2": "1234567"}
    page = client.post("/account/password/", wrong).content.decode()
    for sentence in ("Mật khẩu cũ không đúng", "Mật khẩu quá ngắn", "Mật khẩu chỉ có chữ số"):
        assert sentence in page, re.findall(r"<li.*?</li>", page, re.S)
    client.logout()
    assert "Sai tên đăng nhập" in client.post("/account/login/", {"login": "x", "password": "y"}).content.decode()


def recorded_verbs() -> set[str]:
    """Return every dotted name written in a module that records, minus the permissions it asks for."""
    found = set()
    for name, tree in modules().items():
        if any(
            imported.endswith((".record", ".record_typing", ".record_reading")) for imported, _node in imports_of(name)
        ):
            words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            found |= {word for word in words if isinstance(word, str) and VERB.fullmatch(word)}
    return found - (access.registered() - set(LABELS)) - NOT_VERBS


def test_every_verb_that_is_recorded_has_a_label():
    assert len(recorded_verbs()) > 40
    assert recorded_verbs() - set(LABELS) == set()


def test_every_label_belongs_to_a_verb_that_is_recorded():
    assert set(LABELS) - recorded_verbs() == set()


def test_an_unknown_verb_is_its_own_label():
    assert JournalEntry(verb="thing.done").verb_label == "thing.done"
    with translation.override("vi"):
        assert str(JournalEntry(verb="pledge.confirmed").verb_label) == "Xác nhận bản cam kết"
