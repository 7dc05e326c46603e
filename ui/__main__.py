"""`python -m ui` serves the app."""

from ui.serving import main

main()
