"""A net's whole program in Keras: built layer by layer, compiled, fitted to the digits and measured."""

from dataclasses import dataclass
from string import Template

from cnn_core.exports.source_text import LINE, argument_source, comment_source, program
from cnn_core.models.build import NORM_MOMENTUM
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.spec import CLASSES, IMAGE_SHAPE, ConvBlock, DenseBlock, ModelSpec
from cnn_core.nets.text import write_model
from cnn_core.pictures.digits import TRAIN_COUNT
from cnn_core.text import t

DIGITS_FILE = "mnist_10k.npz"

_DIGITS = Template("""\
${said}with np.load("$file") as file:
    images, labels = file["images"], file["labels"]
images = images[..., np.newaxis].astype("float32") / 255
held_out = len(images) // 10
train_images, held_out_images = images[:-held_out], images[-held_out:]
train_labels, held_out_labels = labels[:-held_out], labels[-held_out:]
""")

_MODEL = Template("""\
model = keras.Sequential(
    [
        keras.Input($shape),
$layers    ]
)
model.summary()
""")

_CHANGED = Template('''\
class Changed(keras.layers.Layer):
    """$about"""

    def __init__(self, **choices):
        super().__init__(**choices)
        self.chance = keras.random.SeedGenerator()

    def call(self, images, training=False):
        if not training:
            return images
        shape = (keras.ops.shape(images)[0], 5)
        spread = np.array([np.pi / 18, 0.1, 0.15, 2, 2], dtype="float32")
        chance = keras.random.uniform(shape, -1, 1, seed=self.chance) * spread
        turn, grow, slant, down, right = keras.ops.unstack(chance, 5, axis=1)
        cosine = keras.ops.cos(turn) / (1 + grow)
        sine = keras.ops.sin(turn) / (1 + grow)
        a, b = cosine, slant * cosine - sine
        c, d = sine, slant * sine + cosine
$said        to_input = [
            *(a, b, 14 - 14 * a - 14 * b + right),
            *(c, d, 14 - 14 * c - 14 * d + down),
            *(0 * a, 0 * a),
        ]
        to_input = keras.ops.stack(to_input, axis=1)
        return keras.ops.image.affine_transform(
            images, to_input, interpolation="bilinear", fill_mode="constant"
        )
''')

_LEARNER = """\
learner = keras.Sequential([Changed(name="changed"), model])
"""

_FEWER = Template("""\
train_images, train_labels = train_images[:$digits], train_labels[:$digits]
""")

_OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}

_STEPS = Template("""\
steps = $epochs * -(-$count // $batch_size)
rate = keras.optimizers.schedules.CosineDecay($rate, steps)
""")

_FIT = Template("""\
${said}$learner.compile(
    optimizer=keras.optimizers.$optimizer($rate),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
$learner.fit(
    train_images,
    train_labels,
$choices)
loss, accuracy = $learner.evaluate(held_out_images, held_out_labels, verbose=0)
print(f"held out: {100 * accuracy:.1f} % right, loss {loss:.3f}")
""")


@dataclass(frozen=True)
class _Code:
    """Python that stands in a program as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def model_program(net: TrainingSpec) -> str:
    """Returns a program that builds a net in Keras, trains it by its recipe and prints how well it does.

    It reads the digits from `DIGITS_FILE`, which has to lie beside it: the file that comes with the project
    (`cnn_core.pictures.digits.EMBEDDED`), or any of the same form. Its chance is not that of this project's own
    training, so that its weights differ.

    Args:
        net: Any; of one that has no answer or no epochs the program builds the layers and no more.

    Example:
        >>> "keras.layers.Conv2D" in cnn_core.model_program(cnn_core.named_net("two_block"))
        True
    """
    model, text = net.model, write_model(net.model)
    seed = f"keras.utils.set_random_seed({net.seed})\n"
    built = _MODEL.substitute(shape=IMAGE_SHAPE, layers="".join(_layers(model)))
    if not (model.has_logits and net.recipe.epochs):
        about = f"{t('programs.model_built', net=text)}\n{t('programs.needs_keras')}"
        return program(about, ["import keras"], [], [seed, built])
    about = f"{t('programs.model', net=text)}\n{t('programs.needs_digits', file=DIGITS_FILE)}"
    digits = _DIGITS.substitute(said=comment_source(t("programs.digits")), file=DIGITS_FILE)
    if net.recipe.digits < TRAIN_COUNT:
        digits += _FEWER.substitute(digits=net.recipe.digits)
    functions = [_changed()] if net.recipe.augmentation == "affine" else []
    parts = [seed, built, digits, *_training(net.recipe)]
    return program(about, ["import keras", "import numpy as np"], functions, parts)


def _layers(model: ModelSpec) -> list[str]:
    lines = []
    for number, block in enumerate(model.blocks, start=1):
        lines += _block(block, number, model.kernel_stddev)
    if model.has_logits:
        lines.append(_layer("Flatten", {"name": "flatten"}))
        for number, dense in enumerate(model.dense, start=1):
            lines += _dense(dense, number)
        lines.append(_layer("Dense", {"units": CLASSES, "name": "logits"}))
    return lines


def _block(block: ConvBlock, number: int, stddev: float | None) -> list[str]:
    choices: dict[str, object] = {"filters": block.filters, "kernel_size": block.kernel_size}
    choices |= {"strides": block.strides, "padding": block.padding, "use_bias": False}
    if not block.has_batch_norm and block.activation != "linear":
        choices["activation"] = block.activation
    if stddev is not None:
        choices["kernel_initializer"] = _Code(f"keras.initializers.RandomNormal(stddev={stddev})")
    lines = [_layer("Conv2D", choices | {"name": f"conv{number}"})]
    if block.has_batch_norm:
        lines.append(_layer("BatchNormalization", {"momentum": NORM_MOMENTUM, "name": f"norm{number}"}))
        if block.activation != "linear":
            lines.append(_layer("Activation", {"activation": block.activation, "name": f"activation{number}"}))
    if block.pool_size:
        name = "MaxPooling2D" if block.pool == "max" else "AveragePooling2D"
        lines.append(_layer(name, {"pool_size": block.pool_size, "padding": "same", "name": f"pool{number}"}))
    if block.dropout:
        lines.append(_layer("Dropout", {"rate": block.dropout, "name": f"dropout{number}"}))
    return lines


def _dense(dense: DenseBlock, number: int) -> list[str]:
    choices: dict[str, object] = {"units": dense.units}
    if dense.activation != "linear":
        choices["activation"] = dense.activation
    lines = [_layer("Dense", choices | {"name": f"dense{number}"})]
    if dense.dropout:
        lines.append(_layer("Dropout", {"rate": dense.dropout, "name": f"dense_dropout{number}"}))
    return lines


def _layer(name: str, choices: dict[str, object]) -> str:
    """Returns the lines of a layer: one where it fits, else one for each choice."""
    arguments = argument_source(choices, indent=0).removesuffix(",\n").replace("\n", " ")
    line = f"        keras.layers.{name}({arguments}),\n"
    if len(line) <= LINE + 1:
        return line
    return f"        keras.layers.{name}(\n{argument_source(choices, indent=12)}        ),\n"


def _changed() -> str:
    said = comment_source(t("programs.to_input"), indent=8)
    return _CHANGED.substitute(about=t("programs.changes"), said=said)


def _training(recipe: Recipe) -> list[str]:
    parts, learner, rate = [], "model", repr(recipe.learning_rate)
    if recipe.augmentation == "affine":
        learner = "learner"
        parts.append(_LEARNER)
    split = recipe.validation_split
    if recipe.schedule == "cosine":
        count = f"round(len(train_images) * {1 - split:g})" if split else "len(train_images)"
        parts.append(_STEPS.substitute(epochs=recipe.epochs, count=count, batch_size=recipe.batch_size, rate=rate))
        rate = "rate"
    choices: dict[str, object] = {"batch_size": recipe.batch_size, "epochs": recipe.epochs}
    if split:
        choices["validation_split"] = split
    else:
        choices["validation_data"] = _Code("(held_out_images, held_out_labels)")
    said = comment_source(t("programs.logits"))
    fit = _FIT.substitute(
        said=said,
        learner=learner,
        optimizer=_OPTIMIZERS[recipe.optimizer],
        rate=rate,
        choices=argument_source(choices, indent=4),
    )
    return [*parts, fit]
