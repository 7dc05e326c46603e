"""The page that builds a net."""
