"""What several parts of one report read of its campaign, each of it once."""

import datetime
from collections import Counter
from functools import cached_property

from django.db.models import BooleanField, Case, Count, F, FilteredRelation, Q, Value, When

from emulation.models import Unit
from emulation.models.units import below
from evaluations.bridge import findings_by_member
from evaluations.cell_levels import Basis
from evaluations.cell_members import members_from
from evaluations.grouping import Grouping, Larger, arrangement_of, larger_shares_by, places_of
from evaluations.models import Campaign, CapException, CapRecord, Decision, Finding
from evaluations.rules.levels import Level
from evaluations.tally import GroupWorking, Tallies


class CampaignReading:
    """A campaign as the parts of one unit's report read it; everything in it is read at the first question."""

    def __init__(self, unit: Unit, campaign: Campaign) -> None:
        self.unit, self.campaign = unit, campaign

    @cached_property
    def _caps(self) -> list[CapRecord]:
        return list(self.campaign.caps.all())

    @property
    def caps(self) -> list[CapRecord]:
        """The workings among members as the committee decided; empty before."""
        return [row for row in self._caps if not row.is_of_cells]

    @property
    def cell_caps(self) -> list[CapRecord]:
        """The workings among cells as the committee decided; empty before."""
        return [row for row in self._caps if row.is_of_cells]

    @cached_property
    def _larger(self) -> dict[str, dict[int | None, Larger]]:
        return larger_shares_by(self.campaign)

    @property
    def larger_for_cells(self) -> dict[int | None, Larger]:
        """The larger shares granted among cells."""
        return self._larger.get(CapException.About.CELLS, {})

    @cached_property
    def findings(self) -> dict[int | None, list[Finding]]:
        """The findings of the year by member; under None those on cells themselves."""
        return findings_by_member(self.campaign.year.number)

    @cached_property
    def _levels(self) -> list[tuple[int, str, str | None, str | None, int]]:
        """Those to be rated: cell, subject type, level proposed, level that holds, how many; of the whole campaign."""
        holds = FilteredRelation("decisions", condition=Q(decisions__is_current=True))
        rows = self.campaign.assessments.to_rate().annotate(
            holds=holds, proposed=F("proposal__level"), decided=F("holds__level")
        )
        told = rows.order_by().values_list("unit_id", "subject_type", "proposed", "decided")
        return list(told.annotate(count=Count("pk")))

    @property
    def basis(self) -> Basis:
        """What the ratings of cells rest on: their members' levels and the findings on the cells."""
        on_cells: dict[int, list[Finding]] = {}
        for finding in self.findings.get(None, ()):
            on_cells.setdefault(finding.unit_id, []).append(finding)
        rows = ((unit, decided or proposed, count) for unit, _subject, proposed, decided, count in self._levels)
        return Basis(members_from(rows), on_cells)

    def expected_workings(self) -> tuple[GroupWorking, ...]:
        """Return the cap of every group by what cells have proposed in the whole campaign, as before the decision."""
        larger = self._larger.get(CapException.About.PEOPLE, {})
        arrangement = arrangement_of(self.campaign.rule_set, larger)
        grouping = Grouping(arrangement, places_of(self.campaign) if arrangement.needs_places else {})
        tallies, counts = Tallies(), Counter()
        for unit, subject, proposed, _decided, count in self._levels:
            counts[unit, subject, proposed] += count
        for (unit, subject, level), count in counts.items():
            is_best = level == Level.EXCELLENT
            tallies.add(grouping.group(unit, subject), level or "", eligible=is_best, proposed=is_best, number=count)
        return tallies.workings(arrangement.terms)

    @cached_property
    def _papers(self) -> list[tuple[str, datetime.date, bool, bool]]:
        """Each decision of the campaign by number and day, whether it rates again, whether the unit is inside."""
        inside = Case(
            When(assessment__unit__path__range=below(self.unit.path), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        again = Case(When(replaces=None, then=Value(False)), default=Value(True), output_field=BooleanField())
        found = Decision.objects.filter(assessment__campaign=self.campaign).annotate(again=again, inside=inside)
        return list(
            found.order_by("signed_on", "number").values_list("number", "signed_on", "again", "inside").distinct()
        )

    @property
    def papers(self) -> list[tuple[str, datetime.date]]:
        """Number and day of the decisions the unit's levels rest on."""
        return list(dict.fromkeys((number, day) for number, day, _again, inside in self._papers if inside))

    @property
    def has_reratings(self) -> bool:
        """Whether anybody of the campaign was rated again."""
        return any(again for _number, _day, again, _inside in self._papers)
