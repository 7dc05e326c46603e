"""How a net is trained, one step at a time, and what is kept and wished meanwhile."""
