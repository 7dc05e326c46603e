"""What each page shows, a folder a page, named as its script in `pages/`. No page imports another."""
