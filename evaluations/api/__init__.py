"""The yearly review over HTTP: rule sets, campaigns and assessments; the cell's review; the committee's decision."""

from . import (
    appeals,
    assessments,
    campaigns,
    caps,
    cell_decisions,
    checking,
    decisions,
    employees,
    explanations,
    findings,
    meetings,
    ratings,
    rerating,
    results,
    reviews,
    rulesets,
)

urlpatterns = [
    *rulesets.urlpatterns,
    *campaigns.urlpatterns,
    *checking.urlpatterns,
    *assessments.urlpatterns,
    *employees.urlpatterns,
    *explanations.urlpatterns,
    *findings.urlpatterns,
    *reviews.urlpatterns,
    *meetings.urlpatterns,
    *ratings.urlpatterns,
    *cell_decisions.urlpatterns,
    *decisions.urlpatterns,
    *results.urlpatterns,
    *caps.urlpatterns,
    *rerating.urlpatterns,
    *appeals.urlpatterns,
]
