"""What goes over the wire of what units register: the values of `pledges/unit_year.py`, and input to check."""

from rest_framework import serializers

from ..indicator_rules import TargetStanding, Way
from ..models import Better, FigureKind, SaidAs, Wanted
from ..services import Figures, IndicatorWords, PartWords, TargetWords


def _figure(**more) -> serializers.DecimalField:
    return serializers.DecimalField(14, 2, **more)


class PartFigureOut(serializers.Serializer):
    """A part of a whole with its percentage."""

    name = serializers.CharField()
    value = _figure()
    percent = _figure(allow_null=True)
    is_rest = serializers.BooleanField()


class CorrectionOut(serializers.Serializer):
    """What stood there before a correction."""

    said = serializers.CharField()
    on = serializers.DateField()
    entered_by = serializers.CharField()
    reason = serializers.CharField()
    corrected_by = serializers.CharField()
    corrected_at = serializers.DateTimeField()


class ReadingOut(serializers.Serializer):
    """A reading that holds; `followed` is what is compared, of a rate its percentage."""

    id = serializers.IntegerField(source="pk")
    on = serializers.DateField()
    value = _figure()
    said = serializers.CharField()
    followed = _figure(allow_null=True)
    parts = PartFigureOut(many=True)
    note = serializers.CharField()
    source = serializers.CharField()
    entered_by = serializers.CharField()
    corrections = CorrectionOut(many=True)


class PartNameOut(serializers.Serializer):
    """A part of a whole, by which readings name it."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    counts = serializers.BooleanField()


class IndicatorMovedOut(serializers.Serializer):
    """How an indicator moved, in words and by code."""

    first = serializers.CharField(source="first_said")
    last = serializers.CharField(source="last_said")
    difference = serializers.CharField(source="delta_said")
    way = serializers.ChoiceField(choices=[(one.value, one.value) for one in Way])
    standing = serializers.ChoiceField(choices=[(one.value, one.value) for one in TargetStanding])


class IndicatorOut(serializers.Serializer):
    """An indicator with what was read."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.ChoiceField(FigureKind.choices)
    counted_in = serializers.CharField()
    better = serializers.ChoiceField(Wanted.choices)
    must_add_up = serializers.BooleanField()
    baseline = _figure(allow_null=True)
    baseline_on = serializers.DateField(allow_null=True)
    target = _figure(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    parts = PartNameOut(many=True)
    readings = ReadingOut(many=True)
    moved = IndicatorMovedOut()


class InitiativeOut(serializers.Serializer):
    """A model; `version` goes back with every change."""

    id = serializers.IntegerField(source="pk")
    unit = serializers.IntegerField(source="unit_id")
    unit_name = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    in_charge = serializers.CharField()
    members = serializers.ListField(source="people", child=serializers.CharField())
    years = serializers.CharField(source="span")
    state = serializers.CharField(source="state_code")
    version = serializers.IntegerField()
    result = serializers.CharField()
    indicators = IndicatorOut(many=True)


class PairShape(serializers.Serializer):
    """What to build, and what to fight against it."""

    build = serializers.CharField(max_length=300)
    fight = serializers.CharField(max_length=300)


class TargetOut(serializers.Serializer):
    """A target of a drive and what came of it."""

    what = serializers.CharField()
    target = _figure()
    reached = _figure(allow_null=True)
    standing = serializers.ChoiceField(choices=[(one.value, one.value) for one in TargetStanding])


class DriveOut(serializers.Serializer):
    """An emulation drive with its targets."""

    id = serializers.IntegerField(source="pk")
    version = serializers.IntegerField()
    name = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    met = serializers.IntegerField()
    total = serializers.IntegerField()
    targets = TargetOut(many=True)


class UnitYearOut(serializers.Serializer):
    """Everything a unit registers for a year."""

    unit = serializers.IntegerField(source="unit_id")
    unit_name = serializers.CharField()
    year = serializers.IntegerField()
    initiatives = InitiativeOut(many=True)
    pairs = PairShape(many=True)
    pairs_version = serializers.IntegerField()
    drives = DriveOut(many=True)
    drives_said = serializers.CharField()


class ModelWordsIn(serializers.Serializer):
    """What a model is; `owner` and `members` are members by their keys."""

    name = serializers.CharField(max_length=200)
    purpose = serializers.CharField(max_length=2000)
    last_year = serializers.IntegerField(required=False, min_value=2016, max_value=2100)
    owner = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)
    owner_text = serializers.CharField(max_length=200, allow_blank=True, default="")
    members = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), default=list, max_length=300
    )


class InitiativeIn(ModelWordsIn):
    """A model to register, of which unit and from which year on."""

    unit = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The year's number.")


class InitiativeEdit(ModelWordsIn):
    """What a model shall be."""

    version = serializers.IntegerField(required=False)


class InitiativeReasonIn(serializers.Serializer):
    """Why a model goes back."""

    reason = serializers.CharField(max_length=1000)


class InitiativeResultIn(serializers.Serializer):
    """What came of a model."""

    result = serializers.CharField(max_length=2000)
    version = serializers.IntegerField(required=False)


class PartNameIn(serializers.Serializer):
    """A part of a whole as it is named."""

    name = serializers.CharField(max_length=80)
    counts = serializers.BooleanField(default=False)


class IndicatorIn(serializers.Serializer):
    """What an indicator is; parts only where the kind is RATIO."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(FigureKind.choices)
    counted_in = serializers.CharField(max_length=40, allow_blank=True, default="")
    better = serializers.ChoiceField(Wanted.choices, default=Wanted.HIGHER)
    must_add_up = serializers.BooleanField(default=False)
    baseline = _figure(min_value=0, allow_null=True, default=None)
    baseline_on = serializers.DateField(allow_null=True, default=None)
    target = _figure(min_value=0, allow_null=True, default=None)
    target_on = serializers.DateField(allow_null=True, default=None)
    parts = PartNameIn(many=True, default=list)
    version = serializers.IntegerField(required=False)


class PartValueIn(serializers.Serializer):
    """How much of the whole one part was."""

    part = serializers.IntegerField()
    value = _figure(min_value=0)


class ReadingIn(serializers.Serializer):
    """What an indicator stood at on a day; of a whole with each of its parts."""

    on = serializers.DateField()
    value = _figure(min_value=0)
    parts = PartValueIn(many=True, default=list)
    said_as = serializers.ChoiceField(SaidAs.choices, default=SaidAs.EXACT)
    note = serializers.CharField(max_length=500, allow_blank=True, default="")
    source = serializers.CharField(max_length=200, allow_blank=True, default="")


class CorrectionIn(ReadingIn):
    """A reading in the place of another, with why."""

    reason = serializers.CharField(max_length=500)


class PairsIn(serializers.Serializer):
    """A unit's pairs in their order; `version` is that of the list read, 0 for the first."""

    pairs = PairShape(many=True)
    version = serializers.IntegerField(required=False)


class TargetIn(serializers.Serializer):
    """One target of a drive."""

    what = serializers.CharField(max_length=300)
    target = _figure(min_value=0)
    reached = _figure(min_value=0, allow_null=True, default=None)
    counted_in = serializers.CharField(max_length=40, allow_blank=True, default="")
    better = serializers.ChoiceField(Better.choices, default=Better.HIGHER)


class DriveIn(serializers.Serializer):
    """A drive as it shall be."""

    name = serializers.CharField(max_length=200)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    targets = TargetIn(many=True)
    version = serializers.IntegerField(required=False)


def words_of(values: dict) -> IndicatorWords:
    """Return the words of a checked indicator."""
    parts = tuple(PartWords(**part) for part in values.pop("parts"))
    return IndicatorWords(**values, parts=parts)


def figures_of(values: dict) -> Figures:
    """Return the figures of a checked reading."""
    parts = {one["part"]: one["value"] for one in values.pop("parts")}
    return Figures(**values, parts=parts)


def targets_of(values: dict) -> list[TargetWords]:
    """Return the targets of a checked drive."""
    return [TargetWords(**one) for one in values.pop("targets")]
