"""Arrays as Plotly figures and as colours; knows nothing of models."""
