"""What a net is called on a page: short, and another for each; and where its text stands in the address."""

from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.text import t
from ui.engine import engine

ADDRESS = "net"
"""The name of a net's text in the address, on the pages that build, train and tell of one."""

_MODELS = ("two_block", "three_block", "random_filters")
_RECIPES = ("default", "notebook")


def net_title(net: TrainingSpec, own_name: str = "") -> str:
    """Returns the title of a net: the name that somebody gave it, or else what it is made of.

    Args:
        net: The net.
        own_name: What it is to be called once it is trained, where somebody has said so.
    """
    return engine().name_of(net) or own_name or made_of(net)


def made_of(net: TrainingSpec) -> str:
    """Returns what a net is made of, such as `"Two blocks · Default recipe"` or `"c8-max2_d32 · seed 2 · e3-b64"`.

    A recipe of one's own is long and stands last, where a narrow list may cut it off.
    """
    model, _, recipe = training_text(net).partition("@")[0].partition("/")
    trained = t(f"nets_ui.{recipe}") if recipe in _RECIPES else recipe
    seed = t("results.seed", seed=net.seed) if net.seed else ""
    said = [
        t(f"nets_ui.{model}") if model in _MODELS else model,
        *((trained, seed) if recipe in _RECIPES else (seed, trained)),
    ]
    return " · ".join(filter(None, said))
