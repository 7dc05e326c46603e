"""The page of a trained net's results; its matrix is a component, as Streamlit tells of no click on a heatmap."""
