"""Nets for pages: which there are, their titles and facts, news of their trainings."""
