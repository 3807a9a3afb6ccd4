"""The yearly review over HTTP: rule sets, campaigns and assessments; the cell's review; the committee's decision."""

from . import assessments, campaigns, decisions, reviews

urlpatterns = [*campaigns.urlpatterns, *assessments.urlpatterns, *reviews.urlpatterns, *decisions.urlpatterns]
