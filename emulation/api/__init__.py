"""The organisation over HTTP: units, members, roles, years, themes, the record; the same selectors and services."""

from . import (
    accounts,
    attachments,
    breaches,
    delegations,
    journal,
    moves,
    notices,
    people,
    personal,
    register,
    reorganising,
    retention,
    roster,
    units,
    years,
)

urlpatterns = [
    *units.urlpatterns,
    *people.urlpatterns,
    *moves.urlpatterns,
    *reorganising.urlpatterns,
    *roster.urlpatterns,
    *accounts.urlpatterns,
    *years.urlpatterns,
    *journal.urlpatterns,
    *notices.urlpatterns,
    *personal.urlpatterns,
    *register.urlpatterns,
    *attachments.urlpatterns,
    *retention.urlpatterns,
    *delegations.urlpatterns,
    *breaches.urlpatterns,
]
