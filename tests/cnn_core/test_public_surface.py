import ast
import inspect
import io
import sys
import types
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import cnn_core
from cnn_core.nets.training_text import find_net
from cnn_core.settings import read_settings

SOURCE = Path(cnn_core.__file__)
MODULES = sorted(
    ".".join(("cnn_core", *file.relative_to(SOURCE.parent).with_suffix("").parts)).removesuffix(".__init__")
    for file in SOURCE.parent.rglob("*.py")
    if file.stem not in ("__main__", "worker")
)
GROUND = {path.stem for path in SOURCE.parent.iterdir() if path.suffix == ".py" or path.is_dir()}

IMAGE = np.arange(16, dtype=np.float32).reshape(4, 4)
KERNEL = np.ones((2, 2), np.float32)
LABELS = np.array([0, 1, 2, 3], np.uint8)
ANSWERS = np.array([0, 1, 2, 4], np.uint8)
NET = find_net("c2-max4/e1-b50-n100@7")
OPERATION = cnn_core.convolve(IMAGE, KERNEL)
CONFUSION = cnn_core.confusion_matrix(ANSWERS, LABELS)
AXIS = cnn_core.output_geometry((4, 4), 3).rows
DIGIT = cnn_core.load_digits().held_out_images[0]
BLOCK = cnn_core.ConvBlock(filters=2)
PEAKS = {"conv1": np.zeros((4, 3), np.float32)}


def png() -> bytes:
    file = io.BytesIO()
    Image.fromarray(DIGIT).save(file, "png")
    return file.getvalue()


# How each is called, with what is handed over as `call`.
CALLS: dict[str, Callable[[Any], Any]] = {
    "Cell": lambda call: call(layer="conv1"),
    "ConvBlock": lambda call: call(filters=1),
    "ConvSpec": lambda call: call(kernel_size=2),
    "ConvscopeError": lambda call: call("a sentence"),
    "DenseBlock": lambda call: call(units=3),
    "DepthwiseSpec": lambda call: call(kernel_size=2),
    "FormOptions": lambda call: call(crop=False),
    "ModelSpec": lambda call: call(name="own", blocks=(BLOCK,)),
    "Moment": lambda call: call(step=1, epoch=0.5),
    "NotYours": lambda call: call("a sentence"),
    "PoolSpec": lambda call: call(kernel_size=2),
    "Recipe": lambda call: call(name="own"),
    "Scaling": lambda call: call(layer="conv1"),
    "TrainingRun": lambda call: call(NET),
    "TrainingSpec": lambda call: call(model=NET.model, recipe=NET.recipe),
    "TransposedSpec": lambda call: call(kernel_size=2),
    "ablate_held_out": lambda call: call(NET),
    "backward": lambda call: call(OPERATION, np.ones((3, 3))),
    "bars_figure": lambda call: call(np.full(10, 0.1)),
    "cell_window": lambda call: call(NET.model, cnn_core.Cell(layer="conv1")),
    "channel_peaks": lambda call: call({"conv1": np.zeros((1, 2, 2, 3), np.float32)}),
    "class_accuracy": lambda call: call(CONFUSION),
    "class_accuracy_figure": lambda call: call({"one": cnn_core.class_accuracy(CONFUSION)}),
    "compare_answers": lambda call: call(ANSWERS, LABELS, LABELS),
    "compare_with_tensorflow": lambda call: call(OPERATION),
    "confusion_figure": lambda call: call(CONFUSION),
    "confusion_matrix": lambda call: call(ANSWERS, LABELS),
    "contributions": lambda call: call(DIGIT, NET),
    "convolve": lambda call: call(IMAGE, KERNEL),
    "convolve_depthwise": lambda call: call(IMAGE, KERNEL),
    "convolve_repeatedly": lambda call: call(IMAGE, KERNEL, 2, padding="same"),
    "convolve_transposed": lambda call: call(IMAGE, KERNEL),
    "convolve_with_border": lambda call: call(IMAGE, KERNEL, "reflect"),
    "cross_entropy": lambda call: call([1, 0], 0),
    "curves_figure": lambda call: call({"loss": [1.0, 0.5]}, x_title="x", y_title="y"),
    "digit_figure": lambda call: call(DIGIT),
    "digit_space": lambda call: call(NET),
    "drawn_picture": lambda call: call("checkerboard", 8),
    "explain_by": lambda call: call("gradient", DIGIT, NET),
    "find_net": lambda call: call("two_block"),
    "from_mnist": lambda call: call(DIGIT),
    "gaussian_kernel": lambda call: call(1.0, 3),
    "grad_cam": lambda call: call(DIGIT, NET),
    "grid_figure": lambda call: call(IMAGE),
    "history": lambda call: call(NET, DIGIT, steps=[0]),
    "inspect": lambda call: call(DIGIT, NET),
    "inspect_scaled": lambda call: call(DIGIT, NET, [cnn_core.Scaling(layer="conv1", channel=0)]),
    "integrated_gradients": lambda call: call(DIGIT, NET),
    "keras_file": lambda call: call(NET),
    "keras_file_name": lambda call: call(NET),
    "keras_file_use": lambda call: call(NET),
    "keras_program": lambda call: call(OPERATION),
    "layer_profile": lambda call: call(NET, "conv1"),
    "layer_shapes": lambda call: call(NET.model),
    "load_digits": lambda call: call(),
    "model_program": lambda call: call(NET),
    "mosaic_figure": lambda call: call(np.zeros((4, 4, 2), np.float32), layer_name="conv1"),
    "named_kernel": lambda call: call("sharpen"),
    "named_net": lambda call: call("two_block"),
    "net_drawing": lambda call: call(NET.model),
    "numpy_program": lambda call: call(OPERATION),
    "occlusion": lambda call: call(DIGIT, NET),
    "operation_csv": lambda call: call(OPERATION),
    "operation_npz": lambda call: call(OPERATION),
    "operation_png": lambda call: call(OPERATION),
    "oriented_edge_kernel": lambda call: call(45),
    "output_geometry": lambda call: call((4, 4), 2),
    "pad_border": lambda call: call(IMAGE, 1, "reflect"),
    "pass_held_out": lambda call: call(NET, images=DIGIT[None]),
    "picture_from_array": lambda call: call(DIGIT),
    "place_digit": lambda call: call(DIGIT, NET),
    "pool": lambda call: call(IMAGE, 2),
    "random_kernel": lambda call: call(1),
    "randomised_check": lambda call: call("gradient", DIGIT, NET),
    "rank_channels": lambda call: call(DIGIT, NET, layer="conv1"),
    "read_model": lambda call: call("c2-max4"),
    "read_picture": lambda call: call(png()),
    "saliency": lambda call: call(DIGIT, NET),
    "size_keeping": lambda call: call(AXIS),
    "smoothgrad": lambda call: call(DIGIT, NET),
    "squared_error": lambda call: call([1, 0], [0, 0]),
    "surest_mistakes": lambda call: call(np.eye(10, dtype=np.float32)[ANSWERS], LABELS),
    "to_mnist_form": lambda call: call(DIGIT),
    "torch_padding": lambda call: call(3),
    "trace_net_cell": lambda call: call(DIGIT, NET, cnn_core.Cell(layer="conv1")),
    "train": lambda call: call(NET),
    "train_and_save": lambda call: call(NET),
    "training_figure": lambda call: call({"one": {"loss": [1.0]}}, measure="loss"),
    "training_text": lambda call: call(NET),
    "training_step": lambda call: call(OPERATION, np.ones((3, 3)), 0.1),
    "why_tensorflow_cannot": lambda call: call(OPERATION.spec),
    "without_each": lambda call: call(cnn_core.to_mnist_form(DIGIT)),
    "write_model": lambda call: call(NET.model),
    "zero_channels": lambda call: call(PEAKS),
}
# What a class of results is an instance of: what comes out of this, which is made of exported names.
RESULTS: dict[str, Callable[[], Any]] = {
    "AxisGeometry": lambda: AXIS,
    "Backward": lambda: cnn_core.backward(OPERATION, np.ones((3, 3))),
    "CellTrace": lambda: OPERATION.trace(0, 0),
    "Comparison": lambda: cnn_core.compare_with_tensorflow(OPERATION),
    "Convolution": lambda: OPERATION,
    "DepthwiseConvolution": lambda: cnn_core.convolve_depthwise(IMAGE, KERNEL),
    "Digits": lambda: cnn_core.load_digits(),
    "History": lambda: cnn_core.history(NET, DIGIT, steps=[0]),
    "Inspection": lambda: cnn_core.inspect(DIGIT, NET),
    "Loss": lambda: cnn_core.squared_error([1, 0], [0, 0]),
    "MnistForm": lambda: cnn_core.to_mnist_form(DIGIT),
    "OutputGeometry": lambda: cnn_core.output_geometry((4, 4), 2),
    "Picture": lambda: cnn_core.picture_from_array(DIGIT),
    "PoolTrace": lambda: cnn_core.pool(IMAGE, 2).trace(0, 0),
    "Pooling": lambda: cnn_core.pool(IMAGE, 2),
    "Reach": lambda: OPERATION.reach(0, 0),
    "SizeKeeping": lambda: cnn_core.size_keeping(AXIS),
    "TorchPadding": lambda: cnn_core.torch_padding(3),
    "TrainedModel": lambda: cnn_core.train_and_save(NET),
    "TrainingStep": lambda: cnn_core.training_step(OPERATION, np.ones((3, 3)), 0.1),
    "TransposedConvolution": lambda: cnn_core.convolve_transposed(IMAGE, KERNEL),
    "WeightTrace": lambda: cnn_core.backward(OPERATION, np.ones((3, 3))).trace_weight(0, 0),
    "WeightUse": lambda: OPERATION.use(0, 0),
}
# Each has a test of its own here.
APART = {"BORDERS", "NETS", "Engine", "Moments", "Store", "load_full_mnist"}


@pytest.fixture(scope="module", autouse=True)
def every_module_is_imported() -> None:
    """As after a long session: a submodule that is imported becomes an attribute of its package."""
    assert len(MODULES) > 100
    for name in MODULES:
        import_module(name)


@pytest.fixture(scope="module")
def net_is_trained() -> None:
    cnn_core.train_and_save(NET)


def twice(name: str) -> Any:
    """The exported name, read for the second time."""
    first = getattr(cnn_core, name)
    assert not isinstance(first, types.ModuleType), f"cnn_core.{name} is a module"
    assert getattr(cnn_core, name) is first
    return first


def test_every_name_is_called_or_read_here():
    assert CALLS.keys() | RESULTS.keys() | APART == set(cnn_core.__all__)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, as it saves
@pytest.mark.parametrize("name", CALLS)
def test_every_function_and_choice_is_there_for_a_second_call(name, net_is_trained):
    for _ in range(2):
        CALLS[name](twice(name))


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_is_of_its_exported_class(name, net_is_trained):
    for _ in range(2):
        assert isinstance(RESULTS[name](), twice(name))


def test_constants_and_what_holds_a_folder_are_there_twice(tmp_path):
    for _ in range(2):
        assert "reflect" in twice("BORDERS")
        assert "two_block/default" in twice("NETS")
        assert twice("Store")(tmp_path).has(cnn_core.named_net("two_block"))
        assert twice("Moments")(tmp_path).list(NET) == ()
        engine = twice("Engine")(read_settings({"CONVSCOPE_CACHE": str(tmp_path)}))
        engine.close()


def test_the_full_mnist_is_called_twice(monkeypatch):
    arrays = (np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))
    loader = types.SimpleNamespace(load_data=lambda: (arrays, arrays))
    keras = types.SimpleNamespace(datasets=types.SimpleNamespace(mnist=loader))
    monkeypatch.setitem(sys.modules, "keras", keras)
    for _ in range(2):
        assert isinstance(twice("load_full_mnist")(), cnn_core.Digits)


def test_no_room_and_no_file_of_the_ground_floor_has_the_name_of_an_export():
    assert {"arithmetic", "explain", "errors"} <= GROUND
    assert GROUND & set(cnn_core.__all__) == set()


def test_every_exported_name_is_there_sorted_and_known_to_type_checkers():
    assert cnn_core.__all__ == sorted(set(cnn_core.__all__))
    for name in cnn_core.__all__:
        assert getattr(cnn_core, name) is not None
    for_checkers = {
        alias.asname
        for node in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    assert for_checkers == set(cnn_core.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'convolute'"):
        _ = cnn_core.convolute


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_is_documented_with_all_its_arguments(module):
    found = import_module(module)
    assert found.__doc__
    for name, thing in vars(found).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module or not callable(thing):
            continue
        documented = inspect.getdoc(thing) or ""
        assert documented, f"{module}.{name} has no docstring"
        if inspect.isfunction(thing) and "Args:" in documented:
            missing = [
                parameter for parameter in inspect.signature(thing).parameters if f"{parameter}:" not in documented
            ]
            assert not missing, f"{module}.{name} does not document {missing}"
