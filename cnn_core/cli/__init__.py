"""The command line: `python -m cnn_core`, or `convscope` where the package is installed."""
