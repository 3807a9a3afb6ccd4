"""The numbers of QĐ 366 as the rules take them, the published cases, and a short way to write inputs."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from evaluations.rules.classification import Inputs, Thresholds
from evaluations.rules.inputs import Escape, Targets
from evaluations.rules.levels import Level, Subject

QD366 = Thresholds(
    excellent_from=Decimal(90),
    good_from=Decimal(70),
    completed_from=Decimal(50),
    beyond_percent=30,
    late_percent=20,
    failed_percent=50,
    done_percent=70,
    areas_failed_percent=50,
    low_votes_percent=50,
    good_members_percent=0,
    leader_on_time=True,
    no_tasks_needs_input=True,
    leadership_discipline_blocks=True,
    other_discipline_bars=False,
    findings={
        "LEADER": dict.fromkeys(("K1", "K2", "K6", "K7", "K8", "K9"), True),
        "NONLEAD": dict.fromkeys(("K1", "K2", "K3", "K4", "K5"), True),
        "OUTSIDE": dict.fromkeys(("K1", "K2", "K3", "K4", "K5"), True),
        "COLLECTIVE": {"K6": True, "K10": False, "K11": True, "K12": False},
    },
    articles={
        "PARTICIPATION": "Điều 5 Quy định 366-QĐ/TW",
        "LEVELS": "Điều 11 Quy định 366-QĐ/TW",
        "TASKS": "mục IV.2 Hướng dẫn 38-HD/BTCTW",
        "CAP": "Điều 11.1.5 Quy định 366-QĐ/TW",
        "STEPS": "Điều 12 Quy định 366-QĐ/TW",
    },
)
CASES = json.loads((Path(__file__).parent / "data" / "rules-cases.json").read_text(encoding="utf-8"))


def make_inputs(
    subject: Subject = Subject.NONLEAD, score: object = "93", tasks: str = "10/10/10/3/0", **more: Any
) -> Inputs:
    """Inputs that are eligible for the top level unless told otherwise; tasks assigned/done/on time/beyond/late."""
    assigned, done, on_time, exceeded, late = (int(part) for part in tasks.split("/"))
    return Inputs(
        subject=subject,
        score=Decimal(str(score)),
        assigned=assigned,
        done=done,
        on_time=on_time,
        exceeded=exceeded,
        late=late,
        **more,
    )


def inputs_of(case: dict[str, Any]) -> Inputs:
    """Inputs of a published case."""
    faults, areas = case.get("faults", {}), case.get("areas", {})
    confidence, escape = case.get("confidence", {}), case.get("escape", {})
    return Inputs(
        subject=Subject(case["subject"]),
        score=Decimal(case["score"]),
        **case["tasks"],
        faults_noted=faults.get("noted", 0),
        faults_repaired=faults.get("repaired", 0),
        areas_led=areas.get("led", 0),
        areas_failed=areas.get("failed", 0),
        confidence_cast=confidence.get("cast", 0),
        confidence_low=confidence.get("low", 0),
        five_targets=Targets(case.get("five_targets", "NA")),
        findings=tuple(case.get("findings", ())),
        escape=Escape(escape.get("state", "NONE")),
        escape_level=Level(escape["level"]) if "level" in escape else None,
        subordinate_disciplined=case.get("subordinate_disciplined", False),
        leadership_disciplined=case.get("leadership_disciplined", False),
    )
