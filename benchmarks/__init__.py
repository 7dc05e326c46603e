"""Every figure that the README claims, as a command: `python -m benchmarks.<subject>`."""
