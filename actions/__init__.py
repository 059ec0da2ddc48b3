"""Rasa's custom actions: they decide and speak, and never write anything anywhere."""
