"""The numbers and switches of a rule set, as the rules need them. Nothing here has a default: a year binds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Final, Self

from evaluations.rules.levels import KNOWN_FINDINGS, Subject, Topic

BANDS: Final = ("excellent_from", "good_from", "completed_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Borders of QĐ 366-QĐ/TW Art. 11, and the answers to the open questions A-n of docs/rules.md.

    `findings` says for every subject which findings force the lowest level, and of each whether it may be weighed
    under the escape clause; `articles` what each kind of condition rests on, as it is cited.
    Raises ValueError when the bands are not in falling order, a share is not a whole number from 0 to 100, a subject
    has no findings listed, a finding is unknown or an article is missing.
    """

    excellent_from: Decimal  # points
    good_from: Decimal  # points
    completed_from: Decimal  # points
    beyond_percent: int  # at least this share of tasks beyond requirement
    late_percent: int  # at most this share of tasks late
    failed_percent: int  # more than this share of tasks not done (K5)
    done_percent: int  # less than this share of planned tasks done (K6)
    areas_failed_percent: int  # more than this share of areas led failed (K7)
    low_votes_percent: int  # more than this share of confidence votes low (K8)
    good_members_percent: int  # a cell's top level: at least this share of its members rated good or better; 0 = off
    leader_on_time: bool  # a leader's top level needs "on time" too
    no_tasks_needs_input: bool  # without any task nothing is derived
    leadership_discipline_blocks: bool  # any discipline of a leader bars the collective's top level
    other_discipline_bars: bool  # discipline that matches no finding bars a member's top level
    findings: Mapping[str, Mapping[str, bool]] = field(hash=False)
    articles: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        if not 100 >= self.excellent_from > self.good_from > self.completed_from >= 0:
            raise ValueError("bands_out_of_order")
        for name in percents():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
                raise ValueError(f"{name}_out_of_range")
        _check_findings(self.findings)
        if any(not self.articles.get(topic) for topic in Topic):
            raise ValueError("article_missing")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Build from a stored mapping; points may be texts or integers, never floats."""
        return cls(**{**data, **{name: _points(data[name]) for name in BANDS}})


def percents() -> tuple[str, ...]:
    """The names of the shares."""
    return tuple(field.name for field in fields(Thresholds) if field.name.endswith("_percent"))


def _check_findings(findings: Mapping[str, Mapping[str, bool]]) -> None:
    if set(findings) != set(Subject):
        raise ValueError("findings_not_for_every_subject")
    for codes in findings.values():
        if not set(codes) <= KNOWN_FINDINGS:
            raise ValueError("finding_unknown")
        if not all(isinstance(may_be_weighed, bool) for may_be_weighed in codes.values()):
            raise ValueError("finding_not_yes_or_no")


def _points(value: object) -> Decimal:
    """An exact number of points."""
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    raise ValueError("points_not_exact")
