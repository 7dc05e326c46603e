"""Convolutional networks from the inside: exact arithmetic, digits, networks and everything they compute.

    import cnn_core

    cnn_core.convolve(image, kernel, strides=2, padding="same").output
    form = cnn_core.to_mnist_form(cnn_core.read_picture(data))
    cnn_core.inspect(form.pixels, "two_block").probabilities

Importing this imports neither TensorFlow nor Plotly: each name brings its module when it is first used, and
TensorFlow is loaded by the first call of a model. Calls run in this process; `Engine` runs them in others.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnn_core.arithmetic.backward import Backward as Backward
    from cnn_core.arithmetic.backward import TrainingStep as TrainingStep
    from cnn_core.arithmetic.backward import WeightTrace as WeightTrace
    from cnn_core.arithmetic.backward import backward as backward
    from cnn_core.arithmetic.backward import training_step as training_step
    from cnn_core.arithmetic.convolution import Convolution as Convolution
    from cnn_core.arithmetic.convolution import ConvSpec as ConvSpec
    from cnn_core.arithmetic.convolution import convolve as convolve
    from cnn_core.arithmetic.depthwise import DepthwiseConvolution as DepthwiseConvolution
    from cnn_core.arithmetic.depthwise import DepthwiseSpec as DepthwiseSpec
    from cnn_core.arithmetic.depthwise import convolve_depthwise as convolve_depthwise
    from cnn_core.arithmetic.geometry import AxisGeometry as AxisGeometry
    from cnn_core.arithmetic.geometry import OutputGeometry as OutputGeometry
    from cnn_core.arithmetic.geometry import output_geometry as output_geometry
    from cnn_core.arithmetic.losses import Loss as Loss
    from cnn_core.arithmetic.losses import cross_entropy as cross_entropy
    from cnn_core.arithmetic.losses import squared_error as squared_error
    from cnn_core.arithmetic.padding.borders import BORDERS as BORDERS
    from cnn_core.arithmetic.padding.borders import convolve_with_border as convolve_with_border
    from cnn_core.arithmetic.padding.borders import pad_border as pad_border
    from cnn_core.arithmetic.padding.repetition import convolve_repeatedly as convolve_repeatedly
    from cnn_core.arithmetic.padding.size_keeping import SizeKeeping as SizeKeeping
    from cnn_core.arithmetic.padding.size_keeping import size_keeping as size_keeping
    from cnn_core.arithmetic.padding.torch_padding import TorchPadding as TorchPadding
    from cnn_core.arithmetic.padding.torch_padding import torch_padding as torch_padding
    from cnn_core.arithmetic.pooling import Pooling as Pooling
    from cnn_core.arithmetic.pooling import PoolSpec as PoolSpec
    from cnn_core.arithmetic.pooling import PoolTrace as PoolTrace
    from cnn_core.arithmetic.pooling import pool as pool
    from cnn_core.arithmetic.tracing import CellTrace as CellTrace
    from cnn_core.arithmetic.tracing import Reach as Reach
    from cnn_core.arithmetic.tracing import WeightUse as WeightUse
    from cnn_core.arithmetic.transposed import TransposedConvolution as TransposedConvolution
    from cnn_core.arithmetic.transposed import TransposedSpec as TransposedSpec
    from cnn_core.arithmetic.transposed import convolve_transposed as convolve_transposed
    from cnn_core.engine import Engine as Engine
    from cnn_core.engine import TrainingRun as TrainingRun
    from cnn_core.errors import ConvscopeError as ConvscopeError
    from cnn_core.errors import NotYours as NotYours
    from cnn_core.explain import Cell as Cell
    from cnn_core.explain import Scaling as Scaling
    from cnn_core.explain import ablate_held_out as ablate_held_out
    from cnn_core.explain import cell_window as cell_window
    from cnn_core.explain import contributions as contributions
    from cnn_core.explain import digit_space as digit_space
    from cnn_core.explain import explain_by as explain_by
    from cnn_core.explain import grad_cam as grad_cam
    from cnn_core.explain import inspect_scaled as inspect_scaled
    from cnn_core.explain import integrated_gradients as integrated_gradients
    from cnn_core.explain import layer_profile as layer_profile
    from cnn_core.explain import occlusion as occlusion
    from cnn_core.explain import place_digit as place_digit
    from cnn_core.explain import randomised_check as randomised_check
    from cnn_core.explain import rank_channels as rank_channels
    from cnn_core.explain import saliency as saliency
    from cnn_core.explain import smoothgrad as smoothgrad
    from cnn_core.explain import trace_net_cell as trace_net_cell
    from cnn_core.exports.keras_programs import keras_program as keras_program
    from cnn_core.exports.net_programs import model_program as model_program
    from cnn_core.exports.numpy_programs import numpy_program as numpy_program
    from cnn_core.exports.operation_files import operation_csv as operation_csv
    from cnn_core.exports.operation_files import operation_npz as operation_npz
    from cnn_core.exports.operation_files import operation_png as operation_png
    from cnn_core.figures.charts import bars_figure as bars_figure
    from cnn_core.figures.charts import curves_figure as curves_figure
    from cnn_core.figures.evaluation import class_accuracy_figure as class_accuracy_figure
    from cnn_core.figures.evaluation import confusion_figure as confusion_figure
    from cnn_core.figures.evaluation import training_figure as training_figure
    from cnn_core.figures.maps import digit_figure as digit_figure
    from cnn_core.figures.maps import grid_figure as grid_figure
    from cnn_core.figures.maps import mosaic_figure as mosaic_figure
    from cnn_core.figures.net_drawing import net_drawing as net_drawing
    from cnn_core.models.comparison import Comparison as Comparison
    from cnn_core.models.comparison import compare_with_tensorflow as compare_with_tensorflow
    from cnn_core.models.comparison import why_tensorflow_cannot as why_tensorflow_cannot
    from cnn_core.models.dead_channels import channel_peaks as channel_peaks
    from cnn_core.models.dead_channels import zero_channels as zero_channels
    from cnn_core.models.evaluation import class_accuracy as class_accuracy
    from cnn_core.models.evaluation import compare_answers as compare_answers
    from cnn_core.models.evaluation import confusion_matrix as confusion_matrix
    from cnn_core.models.evaluation import surest_mistakes as surest_mistakes
    from cnn_core.models.full_mnist import load_full_mnist as load_full_mnist
    from cnn_core.models.held_out import pass_held_out as pass_held_out
    from cnn_core.models.history import History as History
    from cnn_core.models.history import history as history
    from cnn_core.models.inspection import Inspection as Inspection
    from cnn_core.models.inspection import inspect as inspect
    from cnn_core.models.keras_file import keras_file as keras_file
    from cnn_core.models.keras_file import keras_file_name as keras_file_name
    from cnn_core.models.keras_file import keras_file_use as keras_file_use
    from cnn_core.nets.course import NETS as NETS
    from cnn_core.nets.course import Recipe as Recipe
    from cnn_core.nets.course import TrainingSpec as TrainingSpec
    from cnn_core.nets.course import named_net as named_net
    from cnn_core.nets.spec import ConvBlock as ConvBlock
    from cnn_core.nets.spec import DenseBlock as DenseBlock
    from cnn_core.nets.spec import ModelSpec as ModelSpec
    from cnn_core.nets.spec import layer_shapes as layer_shapes
    from cnn_core.nets.text import read_model as read_model
    from cnn_core.nets.text import write_model as write_model
    from cnn_core.nets.training_text import find_net as find_net
    from cnn_core.nets.training_text import training_text as training_text
    from cnn_core.pictures.digits import Digits as Digits
    from cnn_core.pictures.digits import load_digits as load_digits
    from cnn_core.pictures.drawn import drawn_picture as drawn_picture
    from cnn_core.pictures.images import Picture as Picture
    from cnn_core.pictures.images import picture_from_array as picture_from_array
    from cnn_core.pictures.images import read_picture as read_picture
    from cnn_core.pictures.kernels import gaussian_kernel as gaussian_kernel
    from cnn_core.pictures.kernels import named_kernel as named_kernel
    from cnn_core.pictures.kernels import oriented_edge_kernel as oriented_edge_kernel
    from cnn_core.pictures.kernels import random_kernel as random_kernel
    from cnn_core.pictures.mnist_form.form import MnistForm as MnistForm
    from cnn_core.pictures.mnist_form.form import from_mnist as from_mnist
    from cnn_core.pictures.mnist_form.form import to_mnist_form as to_mnist_form
    from cnn_core.pictures.mnist_form.form import without_each as without_each
    from cnn_core.pictures.mnist_form.steps import FormOptions as FormOptions
    from cnn_core.store.moments import Moment as Moment
    from cnn_core.store.moments import Moments as Moments
    from cnn_core.store.store import Store as Store
    from cnn_core.store.store import TrainedModel as TrainedModel
    from cnn_core.training.train import train as train
    from cnn_core.training.train import train_and_save as train_and_save

_HOMES = {
    "arithmetic.backward": (
        "Backward",
        "TrainingStep",
        "WeightTrace",
        "backward",
        "training_step",
    ),
    "arithmetic.convolution": (
        "ConvSpec",
        "Convolution",
        "convolve",
    ),
    "arithmetic.depthwise": (
        "DepthwiseConvolution",
        "DepthwiseSpec",
        "convolve_depthwise",
    ),
    "arithmetic.geometry": (
        "AxisGeometry",
        "OutputGeometry",
        "output_geometry",
    ),
    "arithmetic.losses": (
        "Loss",
        "cross_entropy",
        "squared_error",
    ),
    "arithmetic.padding.borders": (
        "BORDERS",
        "convolve_with_border",
        "pad_border",
    ),
    "arithmetic.padding.repetition": ("convolve_repeatedly",),
    "arithmetic.padding.size_keeping": (
        "SizeKeeping",
        "size_keeping",
    ),
    "arithmetic.padding.torch_padding": (
        "TorchPadding",
        "torch_padding",
    ),
    "arithmetic.pooling": (
        "PoolSpec",
        "PoolTrace",
        "Pooling",
        "pool",
    ),
    "arithmetic.tracing": (
        "CellTrace",
        "Reach",
        "WeightUse",
    ),
    "arithmetic.transposed": (
        "TransposedConvolution",
        "TransposedSpec",
        "convolve_transposed",
    ),
    "engine": (
        "Engine",
        "TrainingRun",
    ),
    "errors": (
        "ConvscopeError",
        "NotYours",
    ),
    "explain": (
        "Cell",
        "Scaling",
        "ablate_held_out",
        "cell_window",
        "contributions",
        "digit_space",
        "explain_by",
        "grad_cam",
        "inspect_scaled",
        "integrated_gradients",
        "layer_profile",
        "occlusion",
        "place_digit",
        "randomised_check",
        "rank_channels",
        "saliency",
        "smoothgrad",
        "trace_net_cell",
    ),
    "exports.keras_programs": ("keras_program",),
    "exports.net_programs": ("model_program",),
    "exports.numpy_programs": ("numpy_program",),
    "exports.operation_files": (
        "operation_csv",
        "operation_npz",
        "operation_png",
    ),
    "figures.charts": (
        "bars_figure",
        "curves_figure",
    ),
    "figures.evaluation": (
        "class_accuracy_figure",
        "confusion_figure",
        "training_figure",
    ),
    "figures.maps": (
        "digit_figure",
        "grid_figure",
        "mosaic_figure",
    ),
    "figures.net_drawing": ("net_drawing",),
    "models.comparison": (
        "Comparison",
        "compare_with_tensorflow",
        "why_tensorflow_cannot",
    ),
    "models.dead_channels": (
        "channel_peaks",
        "zero_channels",
    ),
    "models.evaluation": (
        "class_accuracy",
        "compare_answers",
        "confusion_matrix",
        "surest_mistakes",
    ),
    "models.full_mnist": ("load_full_mnist",),
    "models.held_out": ("pass_held_out",),
    "models.history": (
        "History",
        "history",
    ),
    "models.inspection": (
        "Inspection",
        "inspect",
    ),
    "models.keras_file": (
        "keras_file",
        "keras_file_name",
        "keras_file_use",
    ),
    "nets.course": (
        "NETS",
        "Recipe",
        "TrainingSpec",
        "named_net",
    ),
    "nets.spec": (
        "ConvBlock",
        "DenseBlock",
        "ModelSpec",
        "layer_shapes",
    ),
    "nets.text": (
        "read_model",
        "write_model",
    ),
    "nets.training_text": (
        "find_net",
        "training_text",
    ),
    "pictures.digits": (
        "Digits",
        "load_digits",
    ),
    "pictures.drawn": ("drawn_picture",),
    "pictures.images": (
        "Picture",
        "picture_from_array",
        "read_picture",
    ),
    "pictures.kernels": (
        "gaussian_kernel",
        "named_kernel",
        "oriented_edge_kernel",
        "random_kernel",
    ),
    "pictures.mnist_form.form": (
        "MnistForm",
        "from_mnist",
        "to_mnist_form",
        "without_each",
    ),
    "pictures.mnist_form.steps": ("FormOptions",),
    "store.moments": (
        "Moment",
        "Moments",
    ),
    "store.store": (
        "Store",
        "TrainedModel",
    ),
    "training.train": (
        "train",
        "train_and_save",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'cnn_core' has no attribute {name!r}")
    return getattr(import_module(f"cnn_core.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
