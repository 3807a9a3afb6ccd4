"""Give the rule sets there are their findings, articles and names, which the code held until now."""

from django.db import migrations
from django.utils import timezone

MEMBER = dict.fromkeys(("K1", "K2", "K3", "K4", "K5"), True)
FINDINGS = {
    "LEADER": dict.fromkeys(("K1", "K2", "K6", "K7", "K8", "K9"), True),
    "NONLEAD": MEMBER,
    "OUTSIDE": MEMBER,
    "COLLECTIVE": {"K6": True, "K10": False, "K11": True, "K12": False},
}
ARTICLES = {
    "PARTICIPATION": "Điều 5 Quy định 366-QĐ/TW",
    "LEVELS": "Điều 11 Quy định 366-QĐ/TW",
    "TASKS": "mục IV.2 Hướng dẫn 38-HD/BTCTW",
    "CAP": "Điều 11.1.5 Quy định 366-QĐ/TW",
    "STEPS": "Điều 12 Quy định 366-QĐ/TW",
}
NAMES = {
    "HTXSNV": "Hoàn thành xuất sắc nhiệm vụ",
    "HTTNV": "Hoàn thành tốt nhiệm vụ",
    "HTNV": "Hoàn thành nhiệm vụ",
    "KHTNV": "Không hoàn thành nhiệm vụ",
}
GROUPS = {
    "LEADER": "Giữ chức vụ lãnh đạo, quản lý",
    "NONLEAD": "Không giữ chức vụ lãnh đạo",
    "OUTSIDE": "Không làm việc trong hệ thống chính trị",
}
DRAFT, PUBLISHED = 10, 20


def fill(apps, schema_editor):
    for rule_set in apps.get_model("evaluations", "RuleSet").objects.all():
        rule_set.findings, rule_set.articles, rule_set.level_names = FINDINGS, ARTICLES, NAMES
        rule_set.state = PUBLISHED if rule_set.is_published else DRAFT
        rule_set.published_at = timezone.now() if rule_set.is_published else None
        rule_set.save()
    for cap in apps.get_model("evaluations", "CapRecord").objects.all():
        cap.label = GROUPS.get(cap.group, cap.group)
        cap.save()


class Migration(migrations.Migration):

    dependencies = [("evaluations", "0002_regulation_as_data")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
