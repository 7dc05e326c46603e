"""The app's own routes beside Streamlit's: scripts, sockets, health."""
