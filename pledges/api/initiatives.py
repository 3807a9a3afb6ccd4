"""What units register, over HTTP: the same selectors and services as the pages. What is not visible is 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Unit, Year

from ..models import Drive, Indicator, Initiative, Reading
from ..selectors import initiative_board, sheets_of, unit_year, year_for
from ..services import (
    add_reading,
    confirm_initiative,
    correct_reading,
    edit_initiative,
    end_initiative,
    register_initiative,
    remove_drive,
    remove_indicator,
    return_initiative,
    save_drive,
    save_indicator,
    save_pairs,
    start_initiative,
    withdraw_initiative,
)
from .shapes import number, valid
from .unit_shapes import (
    CorrectionIn,
    DriveIn,
    IndicatorIn,
    InitiativeEdit,
    InitiativeIn,
    InitiativeOut,
    InitiativeReasonIn,
    InitiativeResultIn,
    PairsIn,
    ReadingIn,
    UnitYearOut,
    figures_of,
    targets_of,
    words_of,
)

WHICH = [OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)]


def place(request, unit: int | None, year: int | None) -> tuple[Unit, Year]:
    """Return a unit whose registration the caller may see, and its year of that number."""
    seen = Unit.objects.filter(request.user.scope.units_q("initiative.view", "path"))
    found = get_object_or_404(seen, pk=unit)
    its_year = year_for(request.user, found, year)
    if its_year is None or year is None:
        raise Http404
    return found, its_year


class InitiativeLens(APIView):
    """Every read of models starts here."""

    def row(self, pk: int) -> Initiative:
        seen = Initiative.objects.visible_to(self.request.user).select_related("unit", "year")
        return get_object_or_404(seen, pk=pk)

    def indicator(self, pk: int) -> Indicator:
        seen = Indicator.objects.filter(initiative__in=Initiative.objects.visible_to(self.request.user))
        return get_object_or_404(seen.select_related("initiative__unit", "initiative__year"), pk=pk)

    def answer(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        """Return the model as it is now."""
        rows = Initiative.objects.visible_to(self.request.user).filter(pk=pk)
        return Response(InitiativeOut(next(iter(sheets_of(rows)))).data, status=code)


class InitiativeList(InitiativeLens):
    """List the models of a unit and everything under it; register one."""

    @extend_schema(parameters=WHICH, responses=InitiativeOut(many=True), operation_id="initiatives_list")
    def get(self, request):
        asked = request.query_params
        unit, year = place(request, number(asked, "unit"), number(asked, "year"))
        found = initiative_board(request.user, unit, year)
        return Response(InitiativeOut(sheets_of(found.initiatives), many=True).data)

    @extend_schema(request=InitiativeIn, responses={201: InitiativeOut}, operation_id="initiatives_register")
    def post(self, request):
        values = valid(InitiativeIn, request)
        unit, year = place(request, values.pop("unit"), values.pop("year"))
        row = register_initiative(unit=unit, year=year, by=request.user, **values)
        return self.answer(row.pk, status.HTTP_201_CREATED)


class InitiativeDetail(InitiativeLens):
    """Read, change or take back one model."""

    @extend_schema(responses=InitiativeOut, operation_id="initiatives_read")
    def get(self, request, pk: int):
        return self.answer(self.row(pk).pk)

    @extend_schema(request=InitiativeEdit, responses=InitiativeOut, operation_id="initiatives_edit")
    def put(self, request, pk: int):
        edit_initiative(initiative=self.row(pk), by=request.user, **valid(InitiativeEdit, request))
        return self.answer(pk)

    @extend_schema(responses={204: None}, operation_id="initiatives_withdraw")
    def delete(self, request, pk: int):
        withdraw_initiative(initiative=self.row(pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InitiativeConfirm(InitiativeLens):
    """Confirm a model for the committee."""

    @extend_schema(request=None, responses=InitiativeOut, operation_id="initiatives_confirm")
    def post(self, request, pk: int):
        confirm_initiative(initiative=self.row(pk), by=request.user)
        return self.answer(pk)


class InitiativeReturn(InitiativeLens):
    """Let the unit change its model."""

    @extend_schema(request=InitiativeReasonIn, responses=InitiativeOut, operation_id="initiatives_return")
    def post(self, request, pk: int):
        return_initiative(initiative=self.row(pk), by=request.user, **valid(InitiativeReasonIn, request))
        return self.answer(pk)


class InitiativeStart(InitiativeLens):
    """Say that a model runs."""

    @extend_schema(request=None, responses=InitiativeOut, operation_id="initiatives_start")
    def post(self, request, pk: int):
        start_initiative(initiative=self.row(pk), by=request.user)
        return self.answer(pk)


class InitiativeEnd(InitiativeLens):
    """End a model with what came of it."""

    @extend_schema(request=InitiativeResultIn, responses=InitiativeOut, operation_id="initiatives_end")
    def post(self, request, pk: int):
        end_initiative(initiative=self.row(pk), by=request.user, **valid(InitiativeResultIn, request))
        return self.answer(pk)


class IndicatorNew(InitiativeLens):
    """Give a model an indicator."""

    @extend_schema(request=IndicatorIn, responses={201: InitiativeOut}, operation_id="indicators_add")
    def post(self, request, pk: int):
        row, values = self.row(pk), valid(IndicatorIn, request)
        version = values.pop("version", None)
        save_indicator(initiative=row, words=words_of(values), by=request.user, version=version)
        return self.answer(pk, status.HTTP_201_CREATED)


class IndicatorDetail(InitiativeLens):
    """Change an indicator, or take it out while nothing was read."""

    @extend_schema(request=IndicatorIn, responses=InitiativeOut, operation_id="indicators_edit")
    def put(self, request, pk: int):
        row, values = self.indicator(pk), valid(IndicatorIn, request)
        version, words = values.pop("version", None), words_of(values)
        save_indicator(initiative=row.initiative, indicator=row, words=words, by=request.user, version=version)
        return self.answer(row.initiative_id)

    @extend_schema(responses={204: None}, operation_id="indicators_remove")
    def delete(self, request, pk: int):
        remove_indicator(indicator=self.indicator(pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadingNew(InitiativeLens):
    """Enter a reading."""

    @extend_schema(request=ReadingIn, responses={201: InitiativeOut}, operation_id="readings_add")
    def post(self, request, pk: int):
        row, figures = self.indicator(pk), figures_of(valid(ReadingIn, request))
        add_reading(indicator=row, figures=figures, by=request.user)
        return self.answer(row.initiative_id, status.HTTP_201_CREATED)


class ReadingCorrect(InitiativeLens):
    """Put a corrected reading in the place of another, which stays to be seen."""

    @extend_schema(request=CorrectionIn, responses=InitiativeOut, operation_id="readings_correct")
    def post(self, request, pk: int):
        seen = Reading.objects.filter(indicator__initiative__in=Initiative.objects.visible_to(request.user))
        related = ("indicator__initiative__unit", "indicator__initiative__year")
        reading, values = get_object_or_404(seen.select_related(*related), pk=pk), valid(CorrectionIn, request)
        reason = values.pop("reason")
        correct_reading(reading=reading, figures=figures_of(values), reason=reason, by=request.user)
        return self.answer(reading.indicator.initiative_id)


class UnitYearLens(APIView):
    """Everything a unit registers for a year."""

    def answer(self, unit: Unit, year: Year, code: int = status.HTTP_200_OK) -> Response:
        """Return the unit's year as it is now."""
        return Response(UnitYearOut(unit_year(self.request.user, unit, year)).data, status=code)


class UnitYearDetail(UnitYearLens):
    """Read what a unit registers for a year."""

    @extend_schema(responses=UnitYearOut, operation_id="unit_years_read")
    def get(self, request, pk: int, year: int):
        return self.answer(*place(request, pk, year))


class Pairs(UnitYearLens):
    """Write a unit's pairs of what to build and what to fight."""

    @extend_schema(request=PairsIn, responses=UnitYearOut, operation_id="pairs_save")
    def put(self, request, pk: int, year: int):
        unit, its_year = place(request, pk, year)
        values = valid(PairsIn, request)
        pairs = [(one["build"], one["fight"]) for one in values.pop("pairs")]
        save_pairs(unit=unit, year=its_year, pairs=pairs, by=request.user, **values)
        return self.answer(unit, its_year)


class DriveNew(UnitYearLens):
    """Register an emulation drive."""

    @extend_schema(request=DriveIn, responses={201: UnitYearOut}, operation_id="drives_add")
    def post(self, request, pk: int, year: int):
        unit, its_year = place(request, pk, year)
        values = valid(DriveIn, request)
        save_drive(unit=unit, year=its_year, targets=targets_of(values), by=request.user, **values)
        return self.answer(unit, its_year, status.HTTP_201_CREATED)


class DriveDetail(UnitYearLens):
    """Change a drive and what was reached, or take it out."""

    def row(self, pk: int) -> Drive:
        return get_object_or_404(
            Drive.objects.visible_to(self.request.user).select_related("unit", "year__unit"), pk=pk
        )

    @extend_schema(request=DriveIn, responses=UnitYearOut, operation_id="drives_edit")
    def put(self, request, pk: int):
        row, values = self.row(pk), valid(DriveIn, request)
        targets = targets_of(values)
        save_drive(unit=row.unit, year=row.year, drive=row, targets=targets, by=request.user, **values)
        return self.answer(row.unit, row.year)

    @extend_schema(responses={204: None}, operation_id="drives_remove")
    def delete(self, request, pk: int):
        remove_drive(drive=self.row(pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
