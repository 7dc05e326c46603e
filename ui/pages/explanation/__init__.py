"""The page that says why a net answers so."""
