"""A training as a short text that stands in an address, a command and a live request as it is.

    two_block/default            a net and a recipe of the course
    two_block/notebook@3         with another seed than 0
    c8-max2_d32/notebook         a net of one's own, in the form of `text.py`
    c8-max2_d32/e3-b64-n2000     with a recipe of one's own

What a recipe of one's own says stands in this order, parted by `-`; what is not said is as in the notebook:

    e3         epochs (1)
    b64        digits a step (128)
    r0.004     learning rate (0.001)
    cos        the rate falls to 0 along a cosine (it stays)
    affine     each digit is turned, scaled, slanted and shifted at random (it is not)
    sgd        optimizer: sgd, rmsprop (adam)
    n2000      how many of the training digits are used (9000)
    v0.1       the share of them that is kept back and measured (0: the held-out digits are measured)
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from cnn_core.errors import SpecError
from cnn_core.nets.course import (
    DEFAULT_THREE_BLOCK,
    NETS,
    NOTEBOOK,
    OPTIMIZERS,
    UNTRAINED,
    Recipe,
    TrainingSpec,
    named_net,
)
from cnn_core.nets.spec import ModelSpec
from cnn_core.nets.text import MOST_CHARACTERS, OWN_NAME, read_model, write_model
from cnn_core.text import t

_WHOLE, _DECIMAL = "[0-9]{1,7}", r"[0-9](?:\.[0-9]{1,24})?"
_RECIPE = re.compile(
    rf"e(?P<epochs>{_WHOLE})(?:-b(?P<batch>{_WHOLE}))?(?:-r(?P<rate>{_DECIMAL}))?(?P<cosine>-cos)?"
    rf"(?P<affine>-affine)?(?:-(?P<optimizer>{'|'.join(OPTIMIZERS)}))?(?:-n(?P<digits>{_WHOLE}))?"
    rf"(?:-v(?P<split>{_DECIMAL}))?"
)
_MODEL = re.compile("c[0-9]")
_COURSE = {net.model.name: net.model for net in NETS.values()}


def course_recipes(model: ModelSpec) -> dict[str, Recipe]:
    """Returns the recipes that have a name, the usual one first.

    Args:
        model: A net of the course, or one of one's own, whose default is the three-block net's.
    """
    recipes = {net.recipe.name: net.recipe for net in NETS.values() if net.model == model}
    own = (DEFAULT_THREE_BLOCK, NOTEBOOK, UNTRAINED) if model.has_logits else (UNTRAINED,)
    return recipes or {recipe.name: recipe for recipe in own}


def training_text(net: TrainingSpec) -> str:
    """Returns a training as text; see the module for its form.

    Args:
        net: Any; names that are none of the course's are left out.

    Example:
        >>> cnn_core.training_text(cnn_core.find_net("two_block"))
        'two_block/default'
    """
    course = _COURSE.get(net.model.name)
    model = net.model.name if course == net.model else write_model(net.model)
    recipes = course_recipes(net.model)
    named = (name for name, known in recipes.items() if replace(net.recipe, name=name) == known)
    recipe = next(named, None) or _recipe_text(net.recipe)
    return f"{model}/{recipe}" + (f"@{net.seed}" if net.seed else "")


def read_training_text(text: str) -> TrainingSpec:
    """Returns the training that a text describes, with the course's names where it is the course's.

    Args:
        text: In the form that the module describes.

    Raises:
        SpecError: The text is in another form, or what it describes is not allowed.
    """
    if len(text) > 2 * MOST_CHARACTERS:
        raise SpecError(t("training_text.length", came=len(text), most=2 * MOST_CHARACTERS))
    said, _, seed = text.partition("@")
    model_text, _, recipe_text = said.partition("/")
    if model_text in _COURSE:
        model = _COURSE[model_text]
    elif _MODEL.match(model_text):
        model = read_model(model_text)
    else:
        raise SpecError(t("training_text.unknown", came=text, allowed=", ".join(NETS)))
    if seed and not re.fullmatch(_WHOLE, seed):
        raise SpecError(t("training_text.seed", came=seed))
    return TrainingSpec(model=model, recipe=_recipe(recipe_text, model), seed=int(seed or 0))


@lru_cache(maxsize=256)
def find_net(text: str) -> TrainingSpec:
    """Returns the training that somebody names: in this module's form, or a net of the course by its first name.

    Args:
        text: Such as `"two_block"` for the default recipe, `"two_block/notebook"`, `"c8-max2_d32/e3@1"`.

    Raises:
        SpecError: There is no such net, or what is described is not allowed.

    Example:
        >>> cnn_core.find_net("c8-max2/e3-b64").recipe.epochs
        3
    """
    name, _, seed = text.partition("@")
    if "/" in name:
        return read_training_text(text)
    if _MODEL.match(name):
        usual = next(iter(course_recipes(read_model(name))))
        return read_training_text(f"{name}/{usual}" + (f"@{seed}" if seed else ""))
    net = named_net(name)
    return read_training_text(f"{net.name}@{seed}") if seed else net


def _recipe_text(recipe: Recipe) -> str:
    said = [
        f"e{recipe.epochs}",
        f"b{recipe.batch_size}" if recipe.batch_size != NOTEBOOK.batch_size else "",
        f"r{_decimal(recipe.learning_rate)}" if recipe.learning_rate != NOTEBOOK.learning_rate else "",
        "cos" if recipe.schedule == "cosine" else "",
        "affine" if recipe.augmentation == "affine" else "",
        recipe.optimizer if recipe.optimizer != NOTEBOOK.optimizer else "",
        f"n{recipe.digits}" if recipe.digits != NOTEBOOK.digits else "",
        f"v{_decimal(recipe.validation_split)}" if recipe.validation_split else "",
    ]
    return "-".join(filter(None, said))


def _recipe(text: str, model: ModelSpec) -> Recipe:
    recipes = course_recipes(model)
    if text in recipes:
        return recipes[text]
    found = _RECIPE.fullmatch(text)
    if not found:
        raise SpecError(t("training_text.recipe", came=text, allowed=", ".join(recipes)))
    recipe = Recipe(
        name=OWN_NAME,
        epochs=int(found["epochs"]),
        batch_size=int(found["batch"] or NOTEBOOK.batch_size),
        learning_rate=float(found["rate"] or NOTEBOOK.learning_rate),
        schedule="cosine" if found["cosine"] else "constant",
        augmentation="affine" if found["affine"] else "none",
        optimizer=found["optimizer"] or NOTEBOOK.optimizer,  # type: ignore[arg-type]
        digits=int(found["digits"] or NOTEBOOK.digits),
        validation_split=float(found["split"] or 0),
    )
    return next((known for known in recipes.values() if replace(known, name=OWN_NAME) == recipe), recipe)


def _decimal(number: float) -> str:
    """Returns a number's shortest exact digits, without an exponent."""
    return f"{Decimal(repr(float(number))):f}".removesuffix(".0")
