"""The regulation as plain functions of plain values: no framework, no clock, no translation."""
