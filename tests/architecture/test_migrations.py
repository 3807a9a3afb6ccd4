"""Migrations: none pending, one line per app, nothing of the living code in them; what is evidence is protected."""

import ast
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.utils.functional import Promise

from .source import APPS, ROOT

FILES = sorted(path for app in APPS for path in (ROOT / app / "migrations").glob("0*.py"))


def test_none_is_pending(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_app_has_one_line():
    loader = MigrationLoader(None)
    for app in {path.parent.parent.name for path in FILES}:
        assert len(loader.graph.leaf_nodes(app)) == 1
        names = sorted(name for label, name in loader.graph.nodes if label == app)
        assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
        for name in names[1:]:
            parents = [at for at in loader.graph.node_map[(app, name)].parents if at.key[0] == app]
            assert len(parents) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_migration_imports_nothing_that_lives(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] not in APPS, f"{path.name} imports {name}"


def test_every_relation_to_evidence_is_protected():
    """Nothing that somebody wrote, proposed or decided disappears with a row beside it."""
    owned = {  # parts that live and die with their whole
        "emulation.Key.user",
        "emulation.Post.membership",
        "pledges.CheckInLine.check_in",
        "pledges.HalfYearLine.review",
        "pledges.DriveTarget.drive",
        "pledges.Indicator.initiative",  # taken out only while nothing was read: a reading protects it
        "pledges.IndicatorPart.indicator",
        "pledges.Pair.list",
        "pledges.Participant.initiative",
        "pledges.PartReading.reading",
        "pledges.PledgeItem.pledge",
        "pledges.SurveyCount.question",
        "pledges.SurveyQuestion.survey",
        "pledges.SurveyVisit.day",
        "reports.JobChunk.job",
        "pledges.SurveyWords.survey",
        "pledges.TemplateItem.template",
        "evaluations.AssignedTask.assessment",
        "evaluations.Criterion.rule_set",
    }
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields() if model._meta.app_label in APPS else ():
            rule = getattr(getattr(field, "remote_field", None), "on_delete", None)
            if field.concrete and rule is not None and rule.__name__ != "PROTECT":
                found.add(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    assert found <= owned, found - owned


def test_every_field_that_people_fill_in_has_a_translatable_label():
    kept_by_us = re.compile(
        r"id|path|depth|numchild|search_text|sort_key|seal|position|version|data|tags|(tasks|faults)_\w+"
        r"|\w*(_at|_by)|by|subject_id|digest|token_key|created|expiry"
    )
    bare = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model._meta.app_label in APPS else ():
            owner = field.is_relation  # the whole it is a part of; chosen by the address, not typed
            if not (isinstance(field.verbose_name, Promise) or owner or kept_by_us.fullmatch(field.name)):
                bare.add(f"{model.__name__}.{field.name}")
    assert not bare
