"""How a page looks: its frame, tables, pictures, charts and words."""
