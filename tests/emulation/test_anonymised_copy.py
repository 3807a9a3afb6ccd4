"""A copy for training: whole enough to walk through, and nothing of anybody real in any byte of it."""

import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections, models, transaction
from django.utils.connection import ConnectionDoesNotExist

from emulation.config.anonymised.contents import USUAL_POSTS
from emulation.config.anonymised.copying import ALIAS, ROOMS
from emulation.config.anonymised.rules import CODE, CODES, LEFT_OUT, NAME, NUMBER, NoRule, Shift, rule_of
from emulation.models import Account, Attachment, AttachmentContent, JournalEntry, Member
from emulation.services.keys import create_key
from emulation.services.personal import ask_about_data
from evaluations.models import Assessment, Decision, RuleSet
from pledges.models import Pledge
from tests import seeded

from .asking import last_entry

BYTES = b"%PDF-1.4 bien ban co chu ky that"
# Not of people: the regulations, the years, the names the application itself gives.
OF_NOBODY = {"evaluations.ruleset", "evaluations.criterion", "emulation.legalbasis", "evaluations.ruleset_bases"}
TOO_SHORT = 6  # a word such as “Kinh” may stand anywhere


@pytest.fixture(scope="module")
def copy(django_db_setup, django_db_blocker, tmp_path_factory):
    """A copy of a small ward at the end of its year, made once; the ward is taken back when the module is done."""
    path = tmp_path_factory.mktemp("copy") / "luyen-tap.sqlite3"
    with django_db_blocker.unblock(), transaction.atomic():
        make_ward()
        out = io.StringIO()
        call_command("anonymised_copy", "--out", str(path), stdout=out)
        assert "dưới tên giả" in out.getvalue()
        yield path
        transaction.set_rollback(True)


def make_ward() -> None:
    """A year to its end, with an address, a key, a request and a file."""
    seeded.build(seeded.Stage.DECIDED, 60, 3)
    member, secretary = seeded.account(seeded.MEMBER), seeded.account(seeded.SECRETARY)
    Account.objects.filter(pk=member.pk).update(email="lan.that@example.vn")
    create_key(account=member, by=member, name="Máy ở nhà riêng")
    asked = {"kind": "CORRECT", "about": "Ngày sinh của tôi", "right": "Sinh ngày 19/05/1976", "evidence": "Căn cước"}
    ask_about_data(membership=member.member.memberships.get(), by=member, **asked)
    review = seeded.place().campaign.reviews.first()
    file = Attachment.objects.create(
        subject="evaluations.cellreview", subject_id=review.pk, unit=review.unit, title="Biên bản họp chi bộ có chữ ký",
        kind="PDF", size=len(BYTES), sha256="ab" * 32, added_by=secretary,
    )  # fmt: skip
    AttachmentContent.objects.create(attachment=file, data=BYTES)


def texts_of(value) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(texts_of, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(texts_of, value), set())
    return {value} if isinstance(value, str) else set()


def real_texts() -> set[str]:
    """Return every text in every table of ours that is not a code, a figure or a word of a fixed list."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ROOMS or model._meta.label_lower in OF_NOBODY:
            continue
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label_lower}.{field.name}"
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and name not in CODES:
                known = {choice for choice, _label in field.flatchoices} if hasattr(field, "flatchoices") else set()
                for value in model._base_manager.values_list(field.name, flat=True):
                    found |= texts_of(value) - known
    codes = {text for text in found if any(kind.fullmatch(text) for kind in (CODE, NUMBER, NAME))} - cards()
    regulations = texts_of([value for row in RuleSet.objects.filter(unit=None) for value in (row.name, row.articles)])
    return {text for text in found - codes - regulations - USUAL_POSTS if len(text) >= TOO_SHORT}


def cards() -> set[str]:
    return set(Member.objects.exclude(card_number="").values_list("card_number", flat=True))


def forms_of(text: str) -> list[bytes]:
    """Return the bytes a text may stand as: plain, and as JSON writes it."""
    return [text.encode(), json.dumps(text)[1:-1].encode()]


# Labels of ours that the application itself writes, with no person in them.
OWN_WORDS = ("emulation.", "evaluations.", "pledges.")


@pytest.mark.slow
@pytest.mark.django_db
def test_no_byte_of_the_file_is_anybodys(copy):
    held = copy.read_bytes()
    texts = {text for text in real_texts() if not text.startswith(OWN_WORDS)}
    assert len(texts) > 500 and len(cards()) >= 50
    left = sorted(text for text in texts if any(form in held for form in forms_of(text)))
    assert not left, left[:20]
    for secret in Account.objects.values_list("password", flat=True):
        assert secret.encode() not in held
    assert BYTES not in held and b"lan.that" not in held and b"ab" * 32 not in held


@pytest.mark.slow
@pytest.mark.django_db
def test_the_main_pages_of_the_copy_can_be_walked(copy):
    walked = shutil.copy(copy, copy.parent / "di-qua.sqlite3")
    settings = {"DATABASE_URL": f"sqlite:///{walked}", "VAR_DIR": str(copy.parent / "var")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.emulation.copy_walk"],
        env=os.environ | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.count(" 200\n") > 50


@pytest.mark.slow
@pytest.mark.django_db
def test_the_figures_are_the_same_and_the_people_are_others(copy):
    there = sqlite3.connect(copy)

    def ask(sentence: str) -> list:
        return there.execute(sentence).fetchall()

    assert ask("SELECT COUNT(*) FROM emulation_member") == [(Member.objects.count(),)]
    assert ask("SELECT COUNT(*) FROM pledges_pledge") == [(Pledge.objects.count(),)]
    levels = sorted(Decision.objects.values_list("level", flat=True))
    assert sorted(level for (level,) in ask("SELECT level FROM evaluations_decision")) == levels
    scored = Assessment.objects.exclude(cell_total=None)
    totals = sorted(float(total) for total in scored.values_list("cell_total", flat=True))
    found = ask("SELECT cell_total FROM evaluations_assessment WHERE cell_total IS NOT NULL")
    assert sorted(float(total) for (total,) in found) == totals
    real_names = set(Member.objects.values_list("full_name", flat=True))
    assert not real_names & {name for (name,) in ask("SELECT full_name FROM emulation_member")}
    for table in ("emulation_key", "emulation_journalentry", "django_session", "usersessions_usersession"):
        assert ask(f"SELECT COUNT(*) FROM {table}") == [(0,)]  # noqa: S608 - names of our own tables
    assert {password for (password,) in ask("SELECT password FROM emulation_account")} == {"!"}
    assert ask("PRAGMA foreign_key_check") == []
    there.close()


@pytest.mark.slow
@pytest.mark.django_db
def test_numbers_are_drawn_anew_and_days_are_moved(copy):
    there = sqlite3.connect(copy)
    born = dict(there.execute("SELECT id, born_on FROM emulation_member").fetchall())
    same = [pk for pk, day in Member.objects.values_list("pk", "born_on") if day and born.get(pk) == day.isoformat()]
    assert len(same) < len(born) // 10
    signed = {day for (day,) in there.execute("SELECT signed_on FROM evaluations_decision")}
    real_days = {day.isoformat() for day in Decision.objects.values_list("signed_on", flat=True)}
    assert signed and not signed & real_days
    there.close()


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_its_owners_alone_and_journaled(copy):
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert last_entry().verb == "copy.made" and last_entry().data["rows"] > 500
    with pytest.raises(ConnectionDoesNotExist):
        connections[ALIAS]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_file_that_is_there_is_left_alone(copy):
    before = copy.read_bytes()
    with pytest.raises(CommandError, match="đã có"):
        call_command("anonymised_copy", "--out", str(copy))
    assert copy.read_bytes() == before


def test_nowhere_to_write(cast, tmp_path):
    before = JournalEntry.objects.count()
    with pytest.raises(CommandError, match="Không ghi được"):
        call_command("anonymised_copy", "--out", str(tmp_path / "khong" / "co.sqlite3"))
    assert JournalEntry.objects.count() == before


def test_a_failure_leaves_no_file(cast, tmp_path, monkeypatch):
    def fail(*_given):
        raise RuntimeError("half way")

    monkeypatch.setattr("emulation.config.anonymised.copying._Copy.make", fail)
    with pytest.raises(RuntimeError):
        call_command("anonymised_copy", "--out", str(tmp_path / "x.sqlite3"))
    assert list(tmp_path.iterdir()) == []


# ── closed by default ──


def test_every_field_of_every_table_of_ours_has_a_rule():
    count = 0
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in ROOMS and model._meta.label_lower not in LEFT_OUT:
            for field in model._meta.concrete_fields:
                if not field.is_relation:
                    assert rule_of(field)
                    count += 1
    assert count > 250


def test_a_text_nobody_has_spoken_of_is_replaced():
    field = models.CharField(max_length=50)
    field.model, field.name = Member, "nickname"
    assert rule_of(field)(Shift(1), "Lan béo").startswith("Nội dung mẫu")


def test_a_kind_of_field_nobody_has_spoken_of_stops_the_copy():
    field = models.DurationField()
    field.model, field.name = Member, "age"
    with pytest.raises(NoRule):
        rule_of(field)


def test_words_among_figures_go_and_figures_stay():
    given = {"K1": ["12.5", "Gia đình khó khăn", {"day": "2026-03-02", "n": 3, "ok": None}]}
    kept = Shift(1).figures(given)["K1"]
    assert kept[0] == "12.5" and "Gia đình" not in str(kept) and "2026-03-01" in str(kept) and "3" in str(kept)
