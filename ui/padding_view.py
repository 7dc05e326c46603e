"""The paddings side by side, in lockstep."""

from cnn_core.convolution import Convolution
from cnn_core.geometry import OutputGeometry
from cnn_core.text import t
from ui.padding_cases import Cases
from ui.padding_choices import IMAGE_LIMITS, KERNEL_LIMITS
from ui.padding_words import formulas, split_sentence, unread_sentences
from ui.stepper import Editable, Misfit, Panel, stepper


def show_comparison(cases: Cases) -> None:
    """Shows input and output under each padding, with what it adds and what no window reads."""
    stepper(
        panels(cases),
        key="padding_cell",
        image=Editable(key="padding_image", limits=IMAGE_LIMITS),
        kernel=Editable(key="padding_kernel", limits=KERNEL_LIMITS),
    )


def panels(cases: Cases) -> list[Panel]:
    """Returns a panel for each padding; where the kernel does not fit, with the reason."""
    return [
        Panel(operation=result, name=cases.title(name), caption=tuple(notes(name, cases, result.geometry)))
        if isinstance(result, Convolution)
        else Panel(
            operation=Misfit(image=cases.choices.image[:, :, None], reason=str(result)), name=cases.title(name)
        )
        for name, result in cases.results.items()
    ]


def notes(name: str, cases: Cases, geometry: OutputGeometry) -> list[str]:
    """Returns how many zeros there are, the size's formula, and what no window reads.

    Args:
        name: Of the padding.
        cases: It is one of them.
        geometry: Where its windows lie.
    """
    refused = [t("padding.refused_briefly", stride=cases.choices.stride)] if cases.torch.is_refused else []
    said = [split_sentence(geometry), *formulas(geometry), *unread_sentences(geometry)]
    return [*refused, *said] if name == "torch" else said
