"""What each page shows, a folder a page, by the names of the scripts in `pages/`."""
