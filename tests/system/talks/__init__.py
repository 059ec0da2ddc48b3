"""Whole conversations as tables that a nurse can read: one file per symptom area."""
