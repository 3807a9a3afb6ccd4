"""Form fields shared by every app: text cleaned at the door, dates typed day first."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .text import clean, clean_lines, figure, read_figure
from .web import asked_number

LONGEST_FIGURE = 20  # characters
NOT_A_NUMBER = _("Type a number, for example 2.500 or 76,7.")
LONGEST_TEXT = 20_000  # characters of one text, on pages and over the API: some eight sheets of paper
DATE_WIDGET = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}


class CleanCharField(forms.CharField):
    """One line of text in NFC with single spaces."""

    def to_python(self, value):
        return clean(super().to_python(value))


class CleanTextField(forms.CharField):
    """Several lines of text in NFC."""

    widget = forms.Textarea

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**kwargs)

    def to_python(self, value):
        return clean_lines(super().to_python(value))


class DayField(forms.DateField):
    """A day as dd/mm/yyyy."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=DATE_WIDGET))
        super().__init__(**kwargs)


class FigureField(forms.Field):
    """An exact number, not below zero, as 2.500 or 76,7; None when empty."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value) -> Decimal | None:
        text = clean(value)
        if not text:
            return None
        try:
            number = read_figure(text) if len(text) <= LONGEST_FIGURE else Decimal("nan")
        except InvalidOperation as refused:
            raise ValidationError(NOT_A_NUMBER, "invalid") from refused
        if not number.is_finite() or number < 0:
            raise ValidationError(NOT_A_NUMBER, "invalid")
        return number

    def prepare_value(self, value):
        return figure(value) if isinstance(value, Decimal) else value


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to tick; what no number of a row can be is refused before the database is asked for it."""

    widget = forms.CheckboxSelectMultiple

    def _check_values(self, value):
        for one in value if isinstance(value, list | tuple) else ():
            if asked_number(str(one)) is None:
                wrong = {"pk": str(one)[:40]}
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", wrong)
        return super()._check_values(value)
