"""`python -m cnn_core`: see `python -m cnn_core --help`."""

import sys

from cnn_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
