"""`python -m ui` serves the app."""

from ui.serving import main

if __name__ == "__main__":
    main()
