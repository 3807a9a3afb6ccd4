"""Reorganisations of cells and the movement table over HTTP."""

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..access import can, ensure
from ..movement_table import movement_table
from ..movement_workbook import verdict
from ..services.movement import export_movement
from ..services.reorganising import merge_cells, move_cell, split_cell
from ..web import download_workbook
from .common import AlwaysFirst, valid
from .moves import PAPER, unit_at


class DecidedIn(serializers.Serializer):
    """What every reorganisation has; without `confirm` it only says who goes where."""

    on = serializers.DateField()
    document = serializers.CharField(**PAPER)
    fingerprint = serializers.CharField(required=False, allow_null=True, default=None, max_length=64)
    confirm = serializers.BooleanField(required=False, default=False)


class MergeIn(DecidedIn):
    """Which cells become one."""

    cells = serializers.ListField(child=serializers.IntegerField(), max_length=50)
    into = serializers.IntegerField(required=False, allow_null=True, default=None)
    name = serializers.CharField(allow_blank=True, max_length=200, default="")
    code = serializers.CharField(allow_blank=True, max_length=40, default="")


class PartIn(serializers.Serializer):
    """A new cell and the memberships that go to it."""

    name = serializers.CharField(max_length=200)
    code = serializers.CharField(max_length=40)
    memberships = serializers.ListField(child=serializers.IntegerField(), max_length=1000)


class SplitIn(DecidedIn):
    """Into which cells one is split."""

    parts = PartIn(many=True)


class MoveCellIn(DecidedIn):
    """Under which committee a cell goes on."""

    to = serializers.IntegerField(help_text="Id of the committee.")
    code = serializers.CharField(max_length=40)


class PlanOut(serializers.Serializer):
    """Who goes where; `fingerprint` goes back with `confirm`."""

    done = serializers.BooleanField()
    fingerprint = serializers.CharField()
    closing = serializers.ListField(child=serializers.IntegerField())
    going = serializers.ListField(child=serializers.DictField())


class MovementTallyOut(serializers.Serializer):
    """How many, and how many of them are official, provisional, women."""

    total = serializers.IntegerField()
    official = serializers.IntegerField()
    provisional = serializers.IntegerField()
    women = serializers.IntegerField()


class MovementLineOut(serializers.Serializer):
    """One row of the form."""

    part = serializers.CharField()
    label = serializers.CharField()
    tally = MovementTallyOut()
    before = serializers.IntegerField()
    percent = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True)


class RosterProblemOut(serializers.Serializer):
    """One record that keeps the roster from reconciling."""

    code = serializers.CharField()
    membership = serializers.IntegerField()
    member = serializers.CharField()
    cell = serializers.CharField()
    sentence = serializers.CharField()


class MovementOut(serializers.Serializer):
    """Form 1-BTCTW; `problems` only for a reader who may correct them."""

    year = serializers.IntegerField()
    first = serializers.DateField()
    last = serializers.DateField()
    reconciles = serializers.BooleanField()
    verdict = serializers.CharField()
    made_official = serializers.IntegerField()
    lines = MovementLineOut(many=True)
    problems = RosterProblemOut(many=True)


def planned(plan, *, done: bool) -> Response:
    """Answer with who goes where."""
    going = [
        {"membership": one.membership.pk, "member": one.membership.member.full_name, "to": one.name}
        for one in plan.going
    ]
    closing = [unit.pk for unit in plan.closing]
    return Response({"done": done, "fingerprint": plan.fingerprint, "closing": closing, "going": going})


class Merge(APIView):
    """Say what merging cells would do; do it when confirmed."""

    @extend_schema(request=MergeIn, responses=PlanOut)
    def post(self, request, pk: int):
        unit, values = unit_at(request, pk), valid(MergeIn, request)
        ensure(request.user, "unit.reorganise", unit)
        confirm = values.pop("confirm")
        cells = [unit_at(request, key) for key in dict.fromkeys(values.pop("cells"))]
        into = values.pop("into")
        into = unit_at(request, into) if into is not None else None
        plan = merge_cells(unit=unit, cells=cells, into=into, by=request.user, dry_run=not confirm, **values)
        return planned(plan, done=confirm)


class Split(APIView):
    """Say what splitting a cell would do; do it when confirmed."""

    @extend_schema(request=SplitIn, responses=PlanOut)
    def post(self, request, pk: int):
        cell, values = unit_at(request, pk), valid(SplitIn, request)
        parts, confirm = values.pop("parts"), values.pop("confirm")
        places = {key: at for at, part in enumerate(parts) for key in part["memberships"]}
        names = [(part["name"], part["code"]) for part in parts]
        plan = split_cell(cell=cell, parts=names, places=places, by=request.user, dry_run=not confirm, **values)
        return planned(plan, done=confirm)


class MoveCell(APIView):
    """Say what moving a cell under another committee would do; do it when confirmed."""

    @extend_schema(request=MoveCellIn, responses=PlanOut)
    def post(self, request, pk: int):
        cell, values = unit_at(request, pk), valid(MoveCellIn, request)
        to, confirm = unit_at(request, values.pop("to")), values.pop("confirm")
        return planned(move_cell(cell=cell, to=to, by=request.user, dry_run=not confirm, **values), done=confirm)


class MovementOfYear(APIView):
    """Form 1-BTCTW of a unit and year."""

    @extend_schema(responses=MovementOut)
    def get(self, request, pk: int, number: int):
        unit = unit_at(request, pk)
        ensure(request.user, "movement.view", unit)
        table = movement_table(unit, _year(number))
        data = {
            "year": table.year,
            "first": table.first,
            "last": table.last,
            "reconciles": table.reconciles,
            "verdict": verdict(table),
            "made_official": table.whole.made_official,
            "lines": table.lines,
            "problems": table.problems if can(request.user, "member.edit", unit) else (),
        }
        return Response(MovementOut(data).data)


class MovementXlsx(APIView):
    """Form 1-BTCTW of a unit and year as a workbook."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(
        responses={(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY}
    )
    def get(self, request, pk: int, number: int):
        unit = unit_at(request, pk)
        content = export_movement(unit=unit, year=_year(number), by=request.user)
        return download_workbook(content, f"bien-dong-dang-vien-{unit.code}-{number}.xlsx")


def _year(number: int) -> int:
    """Return the nearest year of ours."""
    return min(max(number, 2016), 2100)


urlpatterns = [
    path("units/<int:pk>/merge/", Merge.as_view(), name="api-cells-merge"),
    path("units/<int:pk>/split/", Split.as_view(), name="api-cell-split"),
    path("units/<int:pk>/move/", MoveCell.as_view(), name="api-cell-move"),
    path("units/<int:pk>/movement/<int:number>/", MovementOfYear.as_view(), name="api-movement"),
    path("units/<int:pk>/movement/<int:number>/xlsx/", MovementXlsx.as_view(), name="api-movement-xlsx"),
]
