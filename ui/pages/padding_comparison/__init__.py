"""The page that compares paddings."""
