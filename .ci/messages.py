"""Bring the catalogue up to the code: extract, keep what is translated, compile. usage: .ci/messages.py [FRAGMENT.po …]

A fragment adds translations and wins over what stood there. Needs gettext (xgettext); the compiled catalogue is
committed, so serving does not. Sentences of the libraries are kept: they carry the comment `library` and are in no
file of ours. Exits 1 while anything is untranslated.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
import polib
from django.core.management import call_command
from django.test.utils import override_settings

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "emulation/config/locale/vi/LC_MESSAGES/django.po"
LIBRARY = "library"
IGNORED = [".venv", "var", "tests", "emulation/config/locale"]
HEADER = {
    "Project-Id-Version": "neu-guong",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def extracted() -> polib.POFile:
    """Return every string the code and the templates hold, untranslated."""
    with tempfile.TemporaryDirectory() as folder, override_settings(LOCALE_PATHS=[folder]):
        call_command("makemessages", locale=["vi"], ignore_patterns=IGNORED, no_location=True, verbosity=0)
        return polib.pofile(str(Path(folder) / "vi/LC_MESSAGES/django.po"))


def key(entry: polib.POEntry) -> tuple[str, str]:
    """Return what identifies an entry; it also orders the catalogue."""
    return entry.msgid, entry.msgctxt or ""


def merged(fresh: polib.POFile, known: list[polib.POEntry]) -> polib.POFile:
    """Return the fresh strings with the known translations, and the libraries' sentences; later ones win."""
    translations = {key(entry): entry for entry in known if entry.translated()}
    wanted = {key(entry): entry for entry in fresh}
    wanted |= {at: entry for at, entry in translations.items() if entry.tcomment == LIBRARY and at not in wanted}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = HEADER
    for at in sorted(wanted):
        entry, done = wanted[at], translations.get(at)
        if done is not None:
            entry.msgstr, entry.msgstr_plural = done.msgstr, done.msgstr_plural
        entry.comment, entry.flags = "", [flag for flag in entry.flags if flag != "fuzzy"]
        catalogue.append(entry)
    return catalogue


def main(fragments: list[str]) -> int:
    """Write both files; return 1 while something is untranslated."""
    known = list(polib.pofile(str(CATALOGUE))) if CATALOGUE.exists() else []
    for fragment in fragments:
        known += polib.pofile(fragment)
    catalogue = merged(extracted(), known)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = catalogue.untranslated_entries()
    for entry in missing:
        print(f"untranslated: {entry.msgctxt or ''} {entry.msgid!r}")
    print(f"messages: {len(catalogue)} strings, {len(missing)} untranslated")
    return 1 if missing else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.config.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
