"""About the app: its version, its licence, how to cite it."""

import platform
from importlib.metadata import version

import streamlit as st

from cnn_core.text import t
from cnn_core.version import VERSION
from ui import prose
from ui.display.inline_text import inline_markdown
from ui.display.page import heading

CITATION = f"""@software{{convscope,
  title   = {{Convscope: look inside a convolutional network}},
  author  = {{{{The Convscope authors}}}},
  year    = {{2026}},
  version = {{{VERSION}}},
  license = {{MIT}}
}}"""

heading(t("about.title"), t("about.promise"))
st.markdown(
    inline_markdown(
        t(
            "about.version",
            version=VERSION,
            python=platform.python_version(),
            streamlit=version("streamlit"),
            tensorflow=version("tensorflow"),
        )
    )
)
st.header(t("about.licence"), anchor=False)
st.markdown(prose("about_licence"), width=700)
st.header(t("about.cite"), anchor=False)
st.markdown(t("about.cite_more"))
st.code(CITATION, language="latex", width=700)
