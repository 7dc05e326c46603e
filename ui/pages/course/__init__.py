"""The course: five lessons."""
