"""Writing the copy: the tables made anew in a new file, then every row of ours as the rules leave it."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend
from django.utils.functional import cached_property

from emulation import append_only
from evaluations import frozen

from .contents import Invented
from .rules import LEFT_OUT, Shift, rule_of

ALIAS = "anonymised"
ROOMS = ("emulation", "pledges", "evaluations", "reports")
FEWEST, MOST = 10, 40  # days by which everything moves into the past
AT_ONCE = 500
# Rows that are nobody's keep their numbers: the newest of them is the one that holds.
KEEP_NUMBERS = {
    "emulation.unit",
    "emulation.year",
    "emulation.legalbasis",
    "emulation.registernote",
    "emulation.retentionperiod",
    "evaluations.ruleset",
    "evaluations.criterion",
    "evaluations.campaign",
}


def copy_to(path: Path) -> dict[str, int]:
    """Write the copy to a file that is not there yet; return how many rows of each table went into it."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with _database(unfinished):
            counts = _Copy(random.SystemRandom()).make()
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


@contextmanager
def _database(path: Path) -> Iterator[None]:
    """Make the tables in the file, with nothing in them, and let the code below write there."""
    given = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "TEST": {}}
    whole = connections.configure_settings({"default": given})["default"]
    connections[ALIAS] = load_backend(whole["ENGINE"]).DatabaseWrapper(whole, ALIAS)
    try:
        _make_tables()
        yield
        append_only.guard(ALIAS)
        frozen.freeze(ALIAS)
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]


def _make_tables() -> None:
    """Make every table as the code has it, and note the migrations as done."""
    connection = connections[ALIAS]
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)
    call_command("createcachetable", database=ALIAS, verbosity=0)


class _Copy:
    """One copy: which number each row has got, by how much days move, who is called what."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.shift = Shift(chance.randint(FEWEST, MOST))
        self.invented = Invented(chance, self.shift)
        self._numbers: dict[type[models.Model], dict[int, int]] = {}

    def make(self) -> dict[str, int]:
        """Copy every table of ours in one transaction; relations hold once all is there."""
        with transaction.atomic(using=ALIAS):
            return {model._meta.label_lower: self._table(model) for model in self.tables}

    @cached_property
    def tables(self) -> list[type[models.Model]]:
        """The tables that go into the copy, those between two others too."""
        ours = (model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in ROOMS)
        return [model for model in ours if model._meta.label_lower not in LEFT_OUT and model._meta.managed]

    def _table(self, model: type[models.Model]) -> int:
        fields, count, batch = model._meta.concrete_fields, 0, []
        for real in model._base_manager.order_by("pk").iterator(AT_ONCE):
            batch.append(self._row(real, fields))
            if len(batch) == AT_ONCE:
                count += self._write(model, batch)
                batch = []
        return count + self._write(model, batch)

    def _write(self, model: type[models.Model], batch: list[models.Model]) -> int:
        self.chance.shuffle(batch)
        model._base_manager.using(ALIAS).bulk_create(batch)
        return len(batch)

    def _row(self, real: models.Model, fields: list[models.Field]) -> models.Model:
        copy = type(real)()
        for field in fields:
            setattr(copy, field.attname, self._value(real, field))
        self.invented.row(copy, real)
        return copy

    def _value(self, real: models.Model, field: models.Field) -> object:
        value = getattr(real, field.attname)
        if field.is_relation:
            return None if value is None else self.number(field.related_model, value)
        if field.primary_key:
            return self.number(type(real), value)
        if field.name == "subject_id" and hasattr(real, "subject"):
            return value and self._number_of_subject(real.subject, value)
        return rule_of(field)(self.shift, value)

    def _number_of_subject(self, label: str, value: int) -> int:
        known = {name for model in self.tables for name in (model._meta.label_lower, model._meta.model_name)}
        if label not in known:
            return 0
        found = next(model for model in self.tables if label in (model._meta.label_lower, model._meta.model_name))
        return self.number(found, value)

    def number(self, model: type[models.Model], value: int) -> int:
        """Return the number a row has got in the copy: drawn, and the same wherever the row is named."""
        model = model._meta.concrete_model
        if model._meta.pk.is_relation:  # a part of a row has that row's number
            return self.number(model._meta.pk.related_model, value)
        if model._meta.label_lower in KEEP_NUMBERS:
            return value
        if model not in self._numbers:
            real = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
            drawn = list(range(1, len(real) + 1))
            self.chance.shuffle(drawn)
            self._numbers[model] = dict(zip(real, drawn, strict=True))
        return self._numbers[model][value]
