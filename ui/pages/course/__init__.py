"""The course: its lessons as cards, and its five texts with their numbers and code."""
