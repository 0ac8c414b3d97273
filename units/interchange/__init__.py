"""A qualification as plain values, and the files in which it comes and goes: spreadsheet, CSV, CASE JSON."""
