"""The organisation over HTTP: units, members, roles, years, themes, journal; the same selectors and services."""

from . import accounts, journal, people, roster, units, years

urlpatterns = [
    *units.urlpatterns,
    *people.urlpatterns,
    *roster.urlpatterns,
    *accounts.urlpatterns,
    *years.urlpatterns,
    *journal.urlpatterns,
]
