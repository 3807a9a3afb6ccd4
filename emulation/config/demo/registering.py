"""What the first ward and some of its cells register of themselves, through the services, with figures of the press."""

import datetime
from decimal import Decimal
from typing import Any

from emulation.models import Account, Unit
from pledges.models import Indicator, Initiative
from pledges.services import (
    Figures,
    IndicatorWords,
    PartWords,
    TargetWords,
    add_reading,
    confirm_initiative,
    correct_reading,
    end_initiative,
    register_initiative,
    save_drive,
    save_indicator,
    save_pairs,
    start_initiative,
)

from .accounts import Staff, demo_cell
from .bank import words
from .people import Ward
from .plan import Times
from .years import Lived

DAYS = ("baseline_on", "target_on")
FIGURES = ("baseline", "target")
WENT_ON = ("RUNNING", "ENDED")


class Registering:
    """Registers models, pairs and drives of the year before and of this one."""

    def __init__(self, ward: Ward, staff: Staff, times: Times, years: dict[int, Lived]) -> None:
        self.ward, self.staff, self.times, self.years = ward, staff, times, years

    def register(self) -> None:
        """Write for the ward, for the cell of the demonstration, and for two more."""
        told, first = words("registrations"), demo_cell(self.ward)
        self._unit(self.ward.unit, told["ward"], self.staff.officer, self.staff.leader)
        cells = [first, *(cell for cell in self.ward.cells if cell.pk != first.pk)]
        for cell, one in zip(cells, told["cells"], strict=False):
            self._unit(cell, one, self.staff.secretaries[cell.pk], self.staff.officer)

    def _unit(self, unit: Unit, told: dict[str, Any], writer: Account, committee: Account) -> None:
        year = self.years[0].year
        for model in told["models"]:
            self._model(unit, model, writer, committee)
        if told.get("pairs"):
            save_pairs(unit=unit, year=year, pairs=[tuple(pair) for pair in told["pairs"]], by=writer)
        for drive in told.get("drives", ()):
            days = {"first_day": self._day(drive["first"], 0), "last_day": self._day(drive["last"], 0)}
            targets = [self._target(row, days["last_day"]) for row in drive["targets"]]
            save_drive(unit=unit, year=year, name=drive["name"], targets=targets, by=writer, **days)

    def _model(self, unit: Unit, told: dict[str, Any], writer: Account, committee: Account) -> None:
        people = [person.member.pk for person in self.ward.people if person.cell.pk == unit.pk][: told.get("people", 0)]
        row = register_initiative(
            unit=unit,
            year=self.years[told["year"]].year,
            name=told["name"],
            purpose=told["purpose"],
            owner=people[0] if people else None,
            owner_text=told.get("owner_text", ""),
            members=people,
            by=writer,
        )
        made = [self._indicator(row, one, told["year"], writer) for one in told["indicators"]]
        if told["state"] == "REGISTERED":
            return
        row = confirm_initiative(initiative=row, by=committee)
        if told["state"] in WENT_ON:
            start_initiative(initiative=row, by=writer)
            for indicator, one in zip(made, told["indicators"], strict=True):
                self._readings(indicator, one["readings"], told["year"], writer)
        if told["state"] == "ENDED":
            end_initiative(initiative=row, result=told["result"], by=writer)

    def _indicator(self, row: Initiative, told: dict[str, Any], year: int, writer: Account) -> Indicator:
        said = {name: value for name, value in told.items() if name not in ("readings", "parts", *DAYS, *FIGURES)}
        said |= {name: self._day(told[name], year) for name in DAYS if name in told}
        said |= {name: Decimal(told[name]) for name in FIGURES if name in told}
        parts = tuple(PartWords(name, counts) for name, counts in told.get("parts", ()))
        return save_indicator(initiative=row, words=IndicatorWords(**said, parts=parts), by=writer)

    def _readings(self, indicator: Indicator, told: list[dict[str, Any]], year: int, writer: Account) -> None:
        """Enter the readings whose day has come; one is entered wrongly first, and corrected."""
        for one in told:
            figures = self._figures(indicator, one, year)
            wrong = one.get("corrected")
            if figures.on > self.times.today:
                continue
            first = self._figures(indicator, one | {"value": wrong["value"]}, year) if wrong else figures
            reading = add_reading(indicator=indicator, figures=first, by=writer)
            if wrong:
                correct_reading(reading=reading, figures=figures, reason=wrong["reason"], by=writer)

    def _figures(self, indicator: Indicator, told: dict[str, Any], year: int) -> Figures:
        keys = [part.pk for part in indicator.parts.all()]
        parts = {key: Decimal(value) for key, value in zip(keys, told.get("parts", ()), strict=True)}
        more = {name: told[name] for name in ("said_as", "note", "source") if name in told}
        return Figures(self._day(told["on"], year), Decimal(told["value"]), parts, **more)

    def _target(self, row: list[str], last_day: datetime.date) -> TargetWords:
        what, target, reached, counted_in, better = row
        known = Decimal(reached) if last_day <= self.times.today else None
        return TargetWords(what, Decimal(target), known, counted_in, better)

    def _day(self, month_and_day: str, year: int) -> datetime.date:
        return datetime.date.fromisoformat(f"{self.times.year + year}-{month_and_day}")
