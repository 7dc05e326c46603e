"""Streamlit's search for components in the installed packages: once in a run of the tests, not at each `AppTest`.

It reads the metadata of every package, which takes longer than the script that a test runs.
"""

from functools import cache

from streamlit.components.v2 import manifest_scanner


def search_once() -> None:
    """Makes every later search of this process give what the first one found."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
