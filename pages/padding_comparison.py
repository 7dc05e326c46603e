"""Padding comparison: VALID, SAME and explicit side by side on one image under one stride."""

import numpy as np
import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.padding_choices import choose_image, choose_kernel, choose_stride, choose_width
from ui.padding_view import compare, findings, show_comparison
from ui.page import heading
from ui.take_along import take_along

heading(t("padding.title"), t("padding.promise"))
first, second, third = st.columns(3, gap="medium")
with first.container(horizontal=True, gap="medium"):
    stride = choose_stride()
    with st.container(width="content"):
        image = choose_image()
with second:
    kernel = choose_kernel()
with third:
    width = choose_width()

try:
    results = compare(np.array(image, np.float32), np.array(kernel, np.float32), stride, width)
except ConvscopeError as error:
    st.error(str(error))
    st.stop()
st.markdown(" ".join(findings(results)))
show_comparison(results)
take_along({t(f"padding.{name}"): result for name, result in results.items()}, key="padding")
with st.expander(t("padding.explained")):
    st.markdown(prose("padding"))
