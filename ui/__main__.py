"""`python -m ui` serves the app."""

from ui.serving import serve

if __name__ == "__main__":
    serve()
