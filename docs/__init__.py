"""The project's documents, and what makes them."""
