"""Nets for pages: which there are, their titles and facts, and the news of their trainings.

The store keeps each net's answers to the held-out digits, from which confusions, accuracies and disagreements are
counted at once. What needs the net itself is asked of a worker in the meantime (`held_out_passes.py`), once a net.
"""
