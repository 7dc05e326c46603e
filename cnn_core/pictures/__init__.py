"""Pictures and digits as arrays: read from files, drawn by code, disturbed."""
