"""The kind of an issued document by its code in reports.kinds: ANNUAL becomes annual."""

from django.db import migrations


def by_code(apps, _editor):
    apps.get_model("reports", "IssuedDocument").objects.filter(kind="ANNUAL").update(kind="annual")


def by_choice(apps, _editor):
    apps.get_model("reports", "IssuedDocument").objects.filter(kind="annual").update(kind="ANNUAL")


class Migration(migrations.Migration):

    dependencies = [("reports", "0002_paper_layouts")]

    operations = [migrations.RunPython(by_code, by_choice)]
