"""Which training the Training page is about: net, recipe and seed. All of it is one text in the page's address."""

from dataclasses import replace
from typing import Any

import streamlit as st

from cnn_core.errors import SpecError
from cnn_core.nets.course import (
    LEAST_DIGITS,
    LEAST_RATE,
    MOST_BATCH,
    MOST_DIGITS,
    MOST_EPOCHS,
    MOST_RATE,
    MOST_SEED,
    OPTIMIZERS,
    SCHEDULES,
    THREE_BLOCK,
    TWO_BLOCK,
    TrainingSpec,
    named_net,
)
from cnn_core.nets.spec import ModelSpec
from cnn_core.nets.text import OWN_NAME
from cnn_core.nets.training_text import course_recipes, find_net, training_text
from cnn_core.text import t
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.kept import kept_switch, pictured, present_key
from ui.display.inline_text import inline_markdown
from ui.engine import engine
from ui.nets.own_name import TRAINED, own_name
from ui.nets.titles import ADDRESS

DEFAULT = named_net("two_block/default")

COURSE = {model.name: model for model in (TWO_BLOCK, THREE_BLOCK)}
RECIPES = ("default", "notebook")
OWN = OWN_NAME

# Pixels.
_NUMBER = 118
_LIST = 150


def choose_training() -> tuple[TrainingSpec, str]:
    """Shows the choice of net and recipe; what the address says of it comes first.

    Returns:
        The training, and what its net is to be called: empty where it has its name or nobody has chosen one.
    """
    state = st.session_state
    is_new_page = present_key("training_model") not in state
    notice = _read_address(is_new_page=is_new_page)
    net: TrainingSpec = state.training_net
    kept_switch("training_own", is_new_page=is_new_page, is_used=not _is_changed(net))
    name = own_name(TRAINED, net.model, is_new_page=is_new_page)
    _choose_model(net)
    _choose_recipe(net)
    if notice:
        state.training_notice = notice
    write_address(ADDRESS, training_text(net), training_text(DEFAULT))
    return net, "" if engine().name_of(net) else name


def edit_recipe(net: TrainingSpec) -> None:
    """Shows what can be chosen of a recipe of one's own, where that is wanted, and says what was nonsense."""
    if notice := st.session_state.pop("training_notice", None):
        st.warning(inline_markdown(notice))
    if not _is_own(net):
        return
    recipe = net.recipe
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="training_recipe_editor"):
        _number("epochs", recipe.epochs, 1, MOST_EPOCHS)
        _number("batch_size", recipe.batch_size, 1, MOST_BATCH)
        _list("optimizer", recipe.optimizer, OPTIMIZERS)
        _number("learning_rate", recipe.learning_rate, LEAST_RATE, MOST_RATE, step=0.001)
        _list("schedule", recipe.schedule, SCHEDULES)
        _number("digits", recipe.digits, LEAST_DIGITS, MOST_DIGITS, step=100)
        st.number_input(
            t("training_ui.seed"),
            0,
            MOST_SEED,
            width=_NUMBER,
            **pictured("training_seed", net.seed, lambda seed: _put(replace(_net(), seed=int(seed)))),
        )
        st.toggle(
            t("training_ui.augmentation"),
            **pictured(
                "training_affine",
                recipe.augmentation == "affine",
                lambda is_on: _change(augmentation="affine" if is_on else "none"),
            ),
        )


def open_training(text: str) -> None:
    """Moves the page to another training.

    Args:
        text: In the form of `cnn_core/nets/training_text.py`.

    Raises:
        SpecError: It is none.
    """
    _put(_trainable(text))
    st.session_state.update({"training_own": False, TRAINED: ""})


def _read_address(*, is_new_page: bool) -> str | None:
    """Takes over what the address says, if it is news, and returns a sentence for what is nonsense."""
    state = st.session_state
    text = newly_addressed(ADDRESS, is_new_page=is_new_page)
    if text is None and "training_net" in state:
        return None
    try:
        open_training(text or training_text(DEFAULT))
    except SpecError as error:
        _put(DEFAULT)
        return t("training_ui.kept_default", message=error)
    return None


def _trainable(text: str) -> TrainingSpec:
    net = find_net(text)
    if not net.recipe.epochs or not net.model.has_logits:
        raise SpecError(t("training_ui.untrainable", came=text))
    return net


def _choose_model(net: TrainingSpec) -> None:
    present = _name(net.model)
    if present == OWN:
        st.session_state.training_own_model = net.model  # so that one can come back to it
    own: ModelSpec | None = st.session_state.get("training_own_model")
    called: str = (engine().name_of(net) if present == OWN else "") or st.session_state[TRAINED]

    def take(name: str) -> None:
        model = own if name == OWN else COURSE[name]
        assert model
        recipe = net.recipe
        # a recipe with a name is another one for another net
        if recipe.name in RECIPES and not _is_own(net):
            recipe = course_recipes(model)[recipe.name]
        _put(replace(net, model=model, recipe=recipe))

    st.segmented_control(
        t("nets_ui.model"),
        (*COURSE, *([OWN] if own else [])),
        required=True,
        format_func=lambda name: inline_markdown((called if name == OWN else "") or t(f"nets_ui.{name}")),
        label_visibility="collapsed",
        **pictured("training_model", present, take),
    )


def _choose_recipe(net: TrainingSpec) -> None:
    def take(name: str) -> None:
        st.session_state.training_own = name == OWN
        if name != OWN:
            _put(replace(net, recipe=course_recipes(net.model)[name], seed=0))

    st.segmented_control(
        t("nets_ui.recipe"),
        (*RECIPES, OWN),
        required=True,
        format_func=lambda name: t("training_ui.own_recipe" if name == OWN else f"nets_ui.{name}"),
        label_visibility="collapsed",
        **pictured("training_recipe", OWN if _is_own(net) else net.recipe.name, take),
    )


def _is_own(net: TrainingSpec) -> bool:
    """Whether the recipe is one's own: by what it is, by its seed, or because one wants to change it."""
    return _is_changed(net) or bool(st.session_state.get("training_own"))


def _is_changed(net: TrainingSpec) -> bool:
    return bool(net.seed) or net.recipe not in course_recipes(net.model).values()


def _number(field: str, value: float, least: float, most: float, *, step: float | None = None) -> None:
    is_whole = isinstance(value, int)
    kind = int if is_whole else float
    st.number_input(
        t(f"training_ui.{field}"),
        kind(least),
        kind(most),
        step=kind(step) if step else None,
        format="%d" if is_whole else "%.5f",
        width=_NUMBER,
        **pictured(f"training_{field}", value, lambda new: _change(**{field: kind(new)})),
    )


def _list(field: str, value: str, options: tuple[str, ...]) -> None:
    st.selectbox(
        t(f"training_ui.{field}"),
        options,
        format_func=lambda name: t(f"training_ui.{name}"),
        width=_LIST,
        **pictured(f"training_{field}", value, lambda new: _change(**{field: new})),
    )


def _change(**changes: Any) -> None:
    net = _net()
    _put(replace(net, recipe=replace(net.recipe, name=OWN, **changes)))


def _net() -> TrainingSpec:
    net: TrainingSpec = st.session_state.training_net
    return net


def _put(net: TrainingSpec) -> None:
    """Keeps a training under the course's names where it is the course's."""
    st.session_state.training_net = find_net(training_text(net))


def _name(model: ModelSpec) -> str:
    return model.name if COURSE.get(model.name) == model else OWN
