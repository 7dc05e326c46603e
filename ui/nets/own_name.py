"""The name that somebody gives to a net of their own before it is trained.

It is the page's own, and stands in its address beside the net. Who starts the training gives it to the net, which
then has it for everybody (`cnn_core.store.names`): nobody names a net that somebody else trains.
"""

from cnn_core.nets.course import NETS
from cnn_core.nets.spec import ModelSpec
from cnn_core.store.names import clean_name
from ui.choosing.kept import kept

BUILT, TRAINED = "build_name", "training_name"
"""Its key in the session and in the address, on the page that builds a net and on the one that trains it."""

_COURSE = frozenset(net.model for net in NETS.values())


def own_name(key: str, model: ModelSpec, *, is_new_page: bool) -> str:
    """Returns the name that was chosen on a page; empty where there is none.

    Args:
        key: `BUILT` or `TRAINED`.
        model: Of the net that the page is about. Those of the course keep their titles.
        is_new_page: Whether the page was not shown before this run.
    """
    is_used = may_be_named(model)
    name = kept(key, "", clean_name, is_new_page=is_new_page, is_used=is_used)
    return name if is_used else ""


def may_be_named(model: ModelSpec) -> bool:
    """Whether a net is of one's own, and none of the course's."""
    return model not in _COURSE
