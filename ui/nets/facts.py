"""What there is to know of a net: its layers, how it was trained and how well it does."""

import streamlit as st

from cnn_core.figures.charts import curves_figure
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import training_text
from cnn_core.text import percent, t
from ui.display.charts import show_figure
from ui.display.inline_text import inline_markdown
from ui.engine import engine
from ui.nets.choices import net_record
from ui.nets.titles import ADDRESS, made_of, net_title


def show_net_facts(
    net: TrainingSpec,
    *,
    leads_to_training: bool = False,
    is_beside_training: bool = False,
    own_name: str = "",
) -> None:
    """Shows a row that opens: the layers of a net with shapes and parameters and, if it was trained, how that went.

    Streamlit's charts bring a second plotly.js to a page, which nobody waits for who has not asked.

    Args:
        net: The net.
        leads_to_training: Whether it says how to see the net learn, where no moments of it are kept.
        is_beside_training: Whether the page tells already how well it does, and draws its curves.
        own_name: What the net is to be called once it is trained.
    """
    title = t("net_facts.recipe_title", net=net_title(net, own_name)) if is_beside_training else facts_title(net)
    panel = st.expander(inline_markdown(title), key=f"net_facts_{net.model.name}", on_change="rerun")
    if not panel.open:
        return
    with panel:
        layers, training = st.columns([1, 1], gap="medium")
    with layers:
        if net_title(net, own_name) != made_of(net):
            st.caption(inline_markdown(made_of(net)))
        _show_layers(net)
    with training:
        if is_beside_training:
            _show_recipe(net)
        else:
            _show_training(net)
        if leads_to_training and net.recipe.epochs and not engine().moments(net):
            st.caption(t("net_facts.no_moments"))
            if st.button(t("nets_ui.watch"), key=f"net_facts_watch_{net.model.name}"):
                st.switch_page("training.py", query_params={ADDRESS: training_text(net)})


def facts_title(net: TrainingSpec) -> str:
    """Returns what the row of a net's facts says while it is closed."""
    return t("net_facts.title", net=net_title(net))


def _show_layers(net: TrainingSpec) -> None:
    shapes = layer_shapes(net.model)
    table = {
        t("net_facts.layer"): [layer.name for layer in shapes],
        t("net_facts.shape"): [" × ".join(map(str, layer.shape)) for layer in shapes],
        t("net_facts.parameters"): [f"{layer.parameters:,}" for layer in shapes],
    }
    st.table(table, border="horizontal", hide_index=True)
    total = sum(layer.parameters for layer in shapes)
    st.caption(inline_markdown(t("net_facts.total", total=f"{total:,}")))


def _show_training(net: TrainingSpec) -> None:
    if not net.recipe.epochs:
        st.markdown(t("net_facts.random"))
        return
    record = net_record(net)
    if record is None:
        st.markdown(t("net_facts.untrained"))
        return
    report = record.report
    assert report.held_out_accuracy is not None
    reached = t("net_facts.trained", accuracy=percent(report.held_out_accuracy), seconds=report.seconds)
    st.markdown(inline_markdown(reached))
    _show_recipe(net)
    if net.recipe.epochs > 1:
        curves = {t(f"net_facts.{name}"): values for name, values in report.history.items() if "accuracy" in name}
        figure = curves_figure(curves, x_title=t("net_facts.epoch"), y_title=t("net_facts.share"))
        show_figure(figure, key=f"mnist_curves_{net.model.name}", alt=t("net_facts.curves_alt"), stretch=True)


def _show_recipe(net: TrainingSpec) -> None:
    """Says how a net's weights are found."""
    recipe = net.recipe
    said = t(
        "net_facts.recipe",
        digits=recipe.digits,
        epochs=recipe.epochs,
        batch=recipe.batch_size,
        optimizer=t(f"training_ui.{recipe.optimizer}"),
        rate=f"{recipe.learning_rate:g}",
        seed=net.seed,
    )
    extras = [t(f"net_facts.{name}") for name in (recipe.schedule, recipe.augmentation)]
    st.markdown(inline_markdown(" ".join([said, *filter(None, extras)])))
    if recipe.name == "notebook":
        st.info(t("net_facts.less"))
