"""What a net answers: the digit, how sure it is, whether it is right, and the bars."""

import streamlit as st

from cnn_core.figures import bars_figure
from cnn_core.inspection import Inspection
from cnn_core.text import percent, t
from ui.charts import show_figure
from ui.digits import ChosenDigit
from ui.pictures import pixel_picture


def show_seen(digit: ChosenDigit) -> None:
    """Shows a digit as the nets see it, with what there is to say of the picture that it came from."""
    st.html(pixel_picture(digit.form.pixels, alt=t("answer.seen_alt"), caption=t("answer.seen"), side=168))
    st.caption(digit.caption)
    for notice in digit.form.notices:
        st.warning(notice)


def show_answer(inspection: Inspection, digit: ChosenDigit) -> None:
    """Shows a net's answer to a digit.

    Args:
        inspection: What the net made of it, for this one digit.
        digit: What the net saw.
    """
    if inspection.probabilities is None or inspection.logits is None:
        st.info(t("answer.none"))
        return
    probabilities, logits = inspection.probabilities[0], inspection.logits[0]
    answer = int(probabilities.argmax())
    if not digit.form.is_blank:
        st.markdown(t("answer.says", answer=answer, share=percent(float(probabilities[answer]))))
        if digit.label is not None:
            key = "right" if digit.label == answer else "wrong"
            st.badge(t(f"answer.{key}", label=digit.label), color="green" if key == "right" else "red")
    show_logits = st.toggle(t("answer.logits"), key="mnist_logits", help=t("answer.logits_help"))
    show_figure(
        bars_figure(probabilities, logits=logits if show_logits else None, label=digit.label),
        key="mnist_bars",
        alt=t("answer.bars_alt", answer=answer, share=percent(float(probabilities[answer]))),
        stretch=True,
    )
