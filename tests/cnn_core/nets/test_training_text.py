from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import SpecError
from cnn_core.nets.course import NETS, Recipe, TrainingSpec, named_net
from cnn_core.nets.text import OWN_NAME, read_model
from cnn_core.nets.training_text import find_net, read_training_text, training_text
from tests.helpers.model_specs import model_specs

RECIPES = st.builds(
    Recipe,
    name=st.just(OWN_NAME),
    epochs=st.integers(0, 100),
    batch_size=st.integers(1, 1024),
    learning_rate=st.floats(1e-6, 1.0),
    schedule=st.sampled_from(["constant", "cosine"]),
    augmentation=st.sampled_from(["none", "affine"]),
    validation_split=st.just(0.0) | st.floats(0.01, 0.5),
    optimizer=st.sampled_from(["adam", "sgd", "rmsprop"]),
    digits=st.integers(100, 9000),
)


@pytest.mark.parametrize("net", NETS.values(), ids=NETS)
def test_a_net_of_the_course_has_its_own_name(net):
    assert training_text(net) == net.name
    assert training_text(replace(net, seed=7)) == f"{net.name}@7"
    assert read_training_text(f"{net.name}@7") == replace(net, seed=7)


@given(model=model_specs(), recipe=RECIPES, seed=st.integers(0, 1_000_000))
def test_what_is_written_is_read(model, recipe, seed):
    recipe = recipe if model.has_logits else replace(recipe, epochs=0)
    net = TrainingSpec(model=replace(model, name=OWN_NAME), recipe=recipe, seed=seed)
    text = training_text(net)
    again = read_training_text(text)
    assert training_text(again) == text
    assert replace(again.recipe, name=OWN_NAME) == recipe
    assert again.seed == seed
    assert not set(text) - set("abcdefghijklmnopqrstuvwxyz0123456789_-./@")


def test_a_recipe_of_ones_own_that_is_a_courses_is_the_courses():
    net = named_net("two_block")
    text = training_text(replace(net, recipe=replace(net.recipe, name="mine")))
    assert text == "two_block/default"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("two_block", "two_block/default"),
        ("two_block@3", "two_block/default@3"),
        ("three_block/notebook", "three_block/notebook"),
        ("random_filters", "random_filters/untrained"),
        ("two_block/e3", "two_block/e3"),
        ("two_block/e1", "two_block/notebook"),
        ("c8-max2_d32", "c8-max2_d32/default"),
        ("c8-max2_d32@5", "c8-max2_d32/default@5"),
        ("c8_maps", "c8_maps/untrained"),
        ("c32-max2_c64-s2-max2_normal0.01/notebook", "two_block/notebook"),
    ],
)
def test_whatever_names_a_net_finds_it(text, name):
    assert training_text(find_net(text)) == name


def test_a_recipes_text_is_as_the_module_says():
    net = find_net("c8-max2_d32/e3-b64-r0.004-cos-affine-sgd-n2000-v0.1")
    assert net.model == read_model("c8-max2_d32")
    assert net.recipe == Recipe(
        name=OWN_NAME,
        epochs=3,
        batch_size=64,
        learning_rate=0.004,
        schedule="cosine",
        augmentation="affine",
        optimizer="sgd",
        digits=2000,
        validation_split=0.1,
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("four_block", "There is no net called 'four_block'. There are:"),
        ("four_block/default", "There is no net called"),
        ("two_block/epochs3", "'epochs3' is no recipe. There are default, notebook"),
        ("two_block/", "'' is no recipe"),
        ("two_block/e3@x", "seed is 'x'"),
        ("two_block/e3@9999999", "seed is 9999999, but a whole number"),
        ("two_block/e101", "epochs is 101"),
        ("two_block/e3-b2000", "batch_size is 2000"),
        ("two_block/e3-r2", "learning_rate is 2.0"),
        ("two_block/e3-n20", "digits is 20"),
        ("c8_maps/e3", "gives no answer"),
        ("c8-k99/e3", "kernel_size"),
        ("c8_" * 2000 + "/e3", "characters"),
    ],
    ids=lambda text: text[:20],
)
def test_what_cannot_be_gets_a_sentence(text, sentence):
    with pytest.raises(SpecError, match=sentence):
        find_net(text)
