"""Building the annual classification report of a cell or of a ward, once, for every way of showing it."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.models import Sex, Standing, Unit
from evaluations.models import Campaign, CapScope, ParticipationStatus
from evaluations.subjects import FORMS, form_of, guidance_of

from ..reading import CampaignReading
from ..rules import adds_to_hundred
from ..selectors import (
    NO_RECORD,
    NOT_YET,
    WEAK,
    Listed,
    campaigns_for,
    cells_of,
    listed_people,
    may_see,
    reratings_in,
)
from .collectives import collectives_of
from .figures import cap_rows, cell_rows, level_counts, level_names, roster_of, splits_of
from .head import bases_of, letterhead, provenance, recipients, signature, symbol_of
from .layouts import layout_of
from .pledging import pledge_results
from .reasons import Reason, decided_reasons, proposed_reasons, rerated
from .reconcile import reconcile
from .shapes import AnnualReport, LegendLine, MemberRow, Person, ReasonedList, Reratings, Section
from .waived import waived_orders

NO_CAMPAIGN = _("No review of %(year)s has been opened for %(unit)s, so there is nothing to report yet.")
UNRATED = (
    *((code, label) for code, label in ParticipationStatus.choices if code not in ("REQUIRED", "GONE")),
    (NOT_YET, _("Not yet reviewed by the cell")),
    (NO_RECORD, _("No record in this review")),
)
UNRATED_LABELS = dict(UNRATED)
SYMBOL = "BC"  # the type of its number
STEP_DOWN_LABEL = _("Others rated below what their points alone would give")


def build_annual_report(
    reader: Any, unit: Unit, year: int, on: datetime.date, campaigns: Sequence[Campaign] | None = None
) -> AnnualReport:
    """Build the report; raises PermissionDenied, ValidationError (no campaign) or DoesNotReconcile.

    `campaigns` are those that cover the unit, where the caller has read them.
    """
    shows_names = may_see(reader, unit)
    known = campaigns_for(unit) if campaigns is None else campaigns
    campaign = next((one for one in known if one.year.number == year), None)
    if campaign is None:
        raise ValidationError(NO_CAMPAIGN, "no_campaign", {"year": year, "unit": unit.name})
    return reconcile(_Builder(reader, unit, campaign, on, shows_names).report())


class _Builder:
    """What the parts of one report share while it is built."""

    def __init__(self, reader: Any, unit: Unit, campaign: Campaign, on: datetime.date, shows_names: bool) -> None:
        self.reader, self.unit, self.campaign, self.on, self.shows_names = reader, unit, campaign, on, shows_names
        self.reading, self.people = CampaignReading(unit, campaign), listed_people(unit, campaign)
        self.by_cell: dict[int, list[Listed]] = {}
        for person in self.people:
            self.by_cell.setdefault(person.cell_id, []).append(person)
        self.cells, self.parent = cells_of(unit, campaign.cut_off, set(self.by_cell))
        self.cell_names = {cell.pk: cell.name for cell in self.cells}
        self.level_names = level_names(campaign.rule_set)
        self.reasons = self._reasons()

    def report(self) -> AnnualReport:
        """Put the parts together."""
        unit, campaign, parent, reading = self.unit, self.campaign, self.parent, self.reading
        names, caps, layout = self.level_names, cap_rows(reading), layout_of(unit)
        levels = level_counts(self.people, names)
        undecided = sum(person.is_required and not person.decided for person in self.people)
        return AnnualReport(
            unit_code=unit.code,
            unit_name=unit.name,
            kind="cell" if unit.is_cell else "ward",
            year=campaign.year.number,
            cut_off=campaign.cut_off,
            is_draft=bool(undecided) or not (campaign.from_paper or any(row.is_decided for row in caps)),
            from_paper=campaign.from_paper,
            undecided=undecided,
            shows_names=self.shows_names,
            letterhead=letterhead(unit, parent, self.on, symbol_of(unit, SYMBOL, layout), layout),
            bases=bases_of(campaign),
            roster=roster_of(self.people, self._standing),
            levels=levels,
            shares_add_up=adds_to_hundred(level.percent for level in levels),
            splits=splits_of(self.people, self._standing, campaign.rule_set),
            cells=() if unit.is_cell else cell_rows(self.cells, self.by_cell, names),
            caps=caps,
            caps_in_cells=campaign.rule_set.cap_scope == CapScope.CELL,
            collectives=collectives_of(reading, self._cells_to_rate(), names, shows_names=self.shows_names),
            unrated=self._unrated(),
            reasoned=self._reasoned(),
            reratings=self._reratings(),
            waived=waived_orders(unit, campaign),
            pledges=pledge_results(self.reader, unit, campaign.year, self.on),
            sections=self._sections(),
            legend=tuple(LegendLine(code, label) for code, label in names.items()),
            guidance=guidance_of(campaign.rule_set),
            forms=", ".join(sorted(set(FORMS[campaign.rule_set.method].values()))),
            signature=signature(unit, self.on, layout, SYMBOL),
            recipients=recipients(unit, parent, layout, SYMBOL),
            provenance=provenance(reading, self.reader, is_decided=any(row.decided for row in self.people)),
        )

    def _standing(self, person: Listed) -> str:
        """Official or provisional on the cut-off date."""
        official = person.official_on is not None and person.official_on <= self.campaign.cut_off
        return Standing.OFFICIAL if official else Standing.PROVISIONAL

    def _reasons(self) -> dict[int, Reason]:
        """Frozen reasons; for those not decided yet what stands now."""
        found: dict[int, Reason] = {}
        if any(person.proposed and not person.decided for person in self.people):
            found |= proposed_reasons(self.reading)
        if any(person.decided for person in self.people):
            found |= decided_reasons(self.unit, self.campaign)
        return found

    def _reason(self, person: Listed) -> Reason:
        return self.reasons.get(person.assessment_id, Reason("", False))

    def _unrated(self) -> tuple[ReasonedList, ...]:
        """Those without a level, under the reason that holds for them."""
        found: dict[str, list[Listed]] = {}
        for person in self.people:
            found.setdefault(person.not_rated_because, []).append(person)
        return tuple(self._named(code, label, found.get(code, [])) for code, label in UNRATED)

    def _reasoned(self) -> tuple[ReasonedList, ...]:
        """The two lower levels, and those stepped down who are in neither; without points nobody was."""
        lists = [(level, self.level_names[level], [p for p in self.people if p.level == level]) for level in WEAK]
        others = [person for person in self.people if person.level and person.level not in WEAK]
        stepped = [person for person in others if self._reason(person).is_step_down]
        if not self.campaign.from_paper:
            lists.append(("STEP_DOWN", STEP_DOWN_LABEL, stepped))
        return tuple(self._named(*part) for part in lists)

    def _reratings(self) -> Reratings:
        """Those rated again after the decision; the levels counted are the ones that hold."""
        is_asked = any(person.decided for person in self.people) and self.reading.has_reratings
        rows = reratings_in(self.unit, self.campaign) if is_asked else []
        people = (rerated(row) for row in rows) if self.shows_names else ()
        return Reratings(len(rows), tuple(people))

    def _cells_to_rate(self) -> list[Unit]:
        """The cells with somebody to be rated, which are themselves rated as collectives."""
        rated = {person.cell_id for person in self.people if person.is_required}
        return [cell for cell in self.cells if cell.pk in rated]

    def _named(self, code: str, label: object, people: list[Listed]) -> ReasonedList:
        """A list with its count; with names only for who may see them."""
        shown = people if self.shows_names else []
        lines = (Person(p.name, self.cell_names[p.cell_id], p.level, self._reason(p).text) for p in shown)
        return ReasonedList(str(code), label, len(people), tuple(lines))

    def _sections(self) -> tuple[Section, ...]:
        """The full list, cell by cell, by given name."""
        if not self.shows_names:
            return ()
        return tuple(self._section(cell) for cell in self.cells)

    def _section(self, cell: Unit) -> Section:
        people = self.by_cell.get(cell.pk, [])
        rows = tuple(self._member_row(number, person) for number, person in enumerate(people, start=1))
        return Section(cell.name, len(rows), rows)

    def _member_row(self, number: int, person: Listed) -> MemberRow:
        because = person.not_rated_because
        return MemberRow(
            number=number,
            name=person.name,
            born=f"{person.born_on:%d/%m/%Y}" if person.born_on else str(person.born_year),
            sex=Sex(person.sex).label,
            is_official=self._standing(person) == Standing.OFFICIAL,
            form=form_of(self.campaign.rule_set, person.subject_type),
            level=person.level,
            is_decided=bool(person.decided),
            unrated=UNRATED_LABELS[because] if because else "",
            reason=self._reason(person).text,
        )
