"""Form fields shared by every app: text cleaned at the door, dates typed day first."""

from django import forms

from .text import clean, clean_lines

DATE_WIDGET = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}


class CleanCharField(forms.CharField):
    """One line of text in NFC with single spaces."""

    def to_python(self, value):
        return clean(super().to_python(value))


class CleanTextField(forms.CharField):
    """Several lines of text in NFC."""

    widget = forms.Textarea

    def to_python(self, value):
        return clean_lines(super().to_python(value))


class DayField(forms.DateField):
    """A day as dd/mm/yyyy."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=DATE_WIDGET))
        super().__init__(**kwargs)
