"""Describing a qualification step by step: changes to plain values, and what they still lack. No database here."""
