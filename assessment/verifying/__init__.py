"""Compares what acts on units say now with what was sealed when they were made, and names every difference.

`record` reads some units at once, `chain` looks at the seals among themselves, `acts` at each act under its seal,
`files` at the bytes, `trail` at the record of acts.
"""

from assessment.verifying.difference import Difference
from assessment.verifying.verification import Result, verify

__all__ = ["Difference", "Result", "verify"]
