"""Acts of the yearly review: rule sets, campaigns, assessments; the cell's review; the committee's decision."""
