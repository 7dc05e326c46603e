"""What each page's address may hold: the names, and what stands behind each.

This table is the documentation of the app's links. A link is a page's path and names of this table. What it does
not name is the default. What stands there is a key, a number or a net's text, never a word of a language.

- `v` is the version of the form, and comes first. An address without it is of the time before there were versions;
  `old_words.py` reads its words. A new name needs no new version. A name whose meaning changes does, and what it
  meant stays readable: links open for good.
- A photograph never stands in an address, and neither does what is open for a moment only, such as an editor of
  numbers or a list.
- `address.py` reads and writes, and refuses a name that the table lacks.
"""

from collections.abc import Mapping
from typing import Final

from ui.languages import LANGUAGE_NAME
from ui.short_links import ADDRESS

VERSION = 2
VERSION_NAME = "v"

_NET = {"net": "the net, as `cnn_core/nets/training_text.py` writes it"}

_DIGIT_STEPS = {
    "drawing": "the drawing, as `ui/scripts/strokes.js` packs its strokes",
    "digit_left_out": "steps that are not taken on the way to MNIST's form, parted by commas",
}

_STEPPER = {
    "pin": "the pinned cell: map, row, column, parted by commas",
    "filter": "the output channel that is looked at",
    "channel": "the channel of the image that is looked at",
}

_LAB = {
    "mnist_source": "where the digit comes from: draw, pick, upload, camera",
    "mnist_index": "the held-out digit that is picked",
    "mnist_label": "the label of those that are picked at random; none for any",
    "mnist_channels": "which maps of a layer are shown: strongest, first, all",
    "mnist_scale": "what a scale of colours spans: layer, channel",
    "mnist_logits": "whether the bars are logits: yes, no",
    "mnist_disturbed": "how the digit is disturbed: `rotation*15`, parted by `;`",
    "mnist_curve": "the disturbance whose curve is open",
    "mnist_moment": "the step of the kept moment that is shown; of two nets two, parted by a comma",
    "mnist_cell": "the selected cell: layer, channel, row, column, parted by points, and `@1` of a second net",
    **{f"mnist_cell_steps_{part}": said for part, said in _STEPPER.items()},
    **_DIGIT_STEPS,
}

_KERNEL_PARTS = {
    "source": "where the kernel comes from: grid, random, gaussian, edge, net",
    "size": "its side",
    "seed": "of random numbers",
    "count": "how many filters",
    "sigma": "the width of a Gaussian",
    "angle": "of an edge, in degrees",
    "net": "the net that it is taken from",
    "filter": "which of its filters",
}

PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "tour": {},
    "start": {
        "start_label": "the digit that is shown until one draws, by its label",
        "drawing": _DIGIT_STEPS["drawing"],
    },
    "course": {"course_lesson": "the lesson that is open"},
    "toy_convolution": {
        "toy_operation": "convolution, depthwise, transposed, max_pooling, average_pooling",
        "toy_padding": "VALID, SAME, Explicit",
        "toy_image": "the numbers of the image: rows parted by `;`, cells by `,`",
        "toy_image_source": "where the image comes from: grid, digit, drawn, own, camera",
        "toy_image_digit": "a held-out digit",
        "toy_image_drawn": "one of the project's pictures",
        "toy_image_side": "how many pixels a picture is brought to",
        "toy_image_color": "whether it has colours: yes, no",
        "toy_image_own": "a picture of one's own, small, as text: read in older links, and never written",
        "toy_kernels": "the numbers of the filters: as of the image, and filters parted by `|`",
        **{f"toy_kernels_{part}": said for part, said in _KERNEL_PARTS.items()},
        "toy_stride": "of a convolution",
        "toy_dilation": "the rate",
        "toy_window": "the side of a pooling window",
        "toy_pool_stride": "of a pooling",
        **{
            f"toy_{name}_columns": "the same along a row, where rows and columns go apart"
            for name in ("stride", "dilation", "window", "pool_stride")
        },
        "toy_width": "of an explicit padding, on all sides",
        **{f"toy_{side}": "of an explicit padding, on one side" for side in ("top", "bottom", "left", "right")},
        "toy_apart": "whether rows and columns go apart: yes, no",
        "toy_sides": "whether the four sides are padded apart: yes, no",
        "toy_flip": "whether the kernel is flipped: yes, no",
        "toy_relu": "whether a ReLU follows: yes, no",
        "toy_bias": "a number that is added",
        **{f"toy_{part}": said for part, said in _STEPPER.items()},
    },
    "padding_comparison": {
        "padding_image": "the numbers of the image, as `toy_image`",
        "padding_kernel": "the numbers of the kernel, likewise",
        "padding_stride": "of all four paddings",
        "padding_dilation": "the rate",
        "padding_width": "of the explicit padding",
        "padding_section": "what is open below: story, difference, sizes, usage, borders, layers",
        "padding_axis": "in the story, sizes and usage: rows, columns",
        "padding_on": "what the difference is taken on: image, digit",
        "padding_picture": "at the borders: scene, digit",
        "padding_filter": "at the borders: blur, edges",
        "padding_reach": "at the borders: how far the filter reaches",
        "padding_digit": "of five layers: the digit, by its label",
        **{f"padding_cell_{part}": said for part, said in _STEPPER.items()},
    },
    "receptive_field": {
        "receptive_stack": "the input's side and the layers, or a stack that has a name",
        "receptive_cell": "the cell that is followed: depth, row, column, parted by commas",
    },
    "backward": {
        "backward_image": "the numbers of the image, 3 × 3, as `toy_image`",
        "backward_kernel": "those of the kernel, 2 × 2",
        "backward_target": "what the output should be, 2 × 2",
        "backward_rate": "the learning rate",
        "backward_weight": "the weight whose gradient is looked at, row by row from 0",
        "backward_until": "how far the step is shown: all, gradient, at_output, loss, difference, output",
        "backward_relu": "whether a ReLU follows: yes, no",
        "backward_part": "what is shown: hand, net",
        "backward_net_filter": "of the net: the filter of its first layer",
        "backward_net_weight": "the weight whose products are shown: row and column, parted by a comma",
        "backward_net_label": "the true label, where it is not the digit's own",
        "backward_net_rate": "the learning rate there: 0.1, 0.01, 1",
    },
    "mnist_inspection": {
        "mnist_net": "two_block, three_block, both, random_filters",
        "mnist_recipe": "default, notebook",
        **_LAB,
    },
    "explanation": {
        **_NET,
        "why_source": "where the digit comes from: draw, pick, upload, camera",
        "why_index": "the held-out digit that is picked",
        "why_label": "the label of those that are picked at random; none for any",
        "why_view": "the view that is open: net, strokes, ranking, space",
        "why_target": "the class that is explained, where it is not the answer",
        "why_place": "what is selected: layer, channel, row, column, as many as there are, parted by points",
        "why_off": "what is switched off or turned: `conv1.5*0`, of a whole layer `conv1*0.5`, parted by `;`",
        **{f"why_cell_{part}": said for part, said in _STEPPER.items()},
        "why_whole": "whether the net shows all channels: yes, no",
        "why_layer": "the layer whose channels are ranked, where none is selected",
        "why_grad_cam": "the layer of Grad-CAM",
        "why_patch": "the side of the patch of an occlusion",
        "why_stride": "how far that patch moves",
        "why_checked": "whether the strokes are held against random weights: yes, no",
        **_DIGIT_STEPS,
    },
    "build_net": {**_NET, "build_name": "what a net of one's own is to be called"},
    "training": {
        **_NET,
        "training_name": "what a net of one's own is called once its training is started",
        "training_own": "whether the recipe can be changed: yes, no",
        **_LAB,
    },
    "results": {
        **_NET,
        "results_other": "the net beside it",
        "results_cell": "the cell of the confusion matrix that is open: label and answer, as `4-9`",
        "results_index": "the held-out digit whose silent channels are shown",
    },
}

EVERY_PAGE: Final[Mapping[str, str]] = {
    VERSION_NAME: "the version of the form",
    "tour": "where the visitor is in a lesson: name, number of the step, and `seen` where the answer is shown",
    LANGUAGE_NAME: "the language, such as `ko`: kept until the browser is closed, and taken out again",
    ADDRESS: "the short link that holds what the address cannot, such as a long drawing",
}
"""What the address of every page may hold."""

KNOWN = frozenset(EVERY_PAGE).union(*PAGES.values())
"""All names."""
