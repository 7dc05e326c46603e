"""The page of the results of nets."""
