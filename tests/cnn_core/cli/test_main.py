import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnn_core.cli.main import main
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form.form import to_mnist_form

ROOT = Path(__file__).parents[3]


@pytest.fixture
def pictures(tmp_path):
    """Held-out digits 0, 1 and 2, dark on white and three times as large, as PNG files."""
    paths = []
    for index in range(3):
        digit = Image.fromarray(255 - load_digits().held_out_images[index]).resize((84, 84))
        paths.append(tmp_path / f"{index}.png")
        digit.save(paths[-1])
    return paths


def test_predict_prints_a_json_object_a_line(pictures, capsys):
    assert main(["predict", "--json", *map(str, pictures)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["path"] for line in lines] == list(map(str, pictures))
    for line, path in zip(lines, pictures, strict=True):
        assert set(line) == {"path", "model", "label", "probabilities", "notices"}
        assert line["notices"] == []
        computed = inspect(to_mnist_form(np.asarray(Image.open(path))).pixels).probabilities[0]
        np.testing.assert_allclose(line["probabilities"], computed, atol=1e-4)
        assert line["label"] == computed.argmax()
        assert line["model"] == "two_block"


def test_a_blank_page_has_no_label_and_is_refused_as_a_file_that_cannot_be_read(pictures, tmp_path, capsys):
    blank = tmp_path / "blank.png"
    Image.new("L", (200, 200), 250).save(blank)
    assert main(["predict", "--json", str(blank), str(pictures[0])]) == 1
    out, err = capsys.readouterr()
    nothing, digit = (json.loads(line) for line in out.splitlines())
    assert (nothing["label"], nothing["probabilities"]) == (None, None)
    assert [notice.startswith("There is no ink to be found") for notice in nothing["notices"]] == [True]
    assert digit["label"] == load_digits().held_out_labels[0]
    assert err.startswith(f"error: {blank}: There is no ink to be found")
    assert main(["predict", str(blank)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error: {blank}: There is no ink")


def test_a_doubt_stands_in_the_json_beside_the_answer(tmp_path, capsys):
    two = tmp_path / "two.png"
    digits = [255 - load_digits().held_out_images[index] for index in range(2)]
    Image.fromarray(np.hstack([digits[0], np.full((28, 20), 255, np.uint8), digits[1]])).resize((380, 140)).save(
        two
    )
    assert main(["predict", "--json", str(two)]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert answer["label"] in range(10)
    assert any(notice.startswith("There is more than one digit") for notice in answer["notices"])
    assert err.splitlines() == [f"{two}: {notice}" for notice in answer["notices"]]


def test_predict_prints_words_without_json(pictures, capsys):
    assert main(["predict", str(pictures[0])]) == 0
    assert capsys.readouterr().out.startswith(f"{pictures[0]}: {load_digits().held_out_labels[0]} (")


def test_one_bad_file_gives_an_error_line_and_the_others_still_print(pictures, tmp_path, capsys):
    (tmp_path / "words.png").write_text("words")
    files = [pictures[0], tmp_path / "words.png", tmp_path / "missing.png", tmp_path, pictures[1]]
    assert main(["predict", "--json", *map(str, files)]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["path"] for line in out.splitlines()] == [str(pictures[0]), str(pictures[1])]
    errors = [line for line in err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 3
    assert "words.png: The file is not a picture" in errors[0]
    assert "missing.png: The file cannot be read: No such file" in errors[1]


def test_a_missing_net_is_trained_with_progress_on_stderr(pictures, tmp_path, monkeypatch):
    """In a process of its own, with an empty store, as somebody would call it."""
    command = [sys.executable, "-m", "cnn_core", "predict", "--model", "two_block/notebook", "--json"]
    done = subprocess.run(
        [*command, str(pictures[0])],
        cwd=ROOT,
        env=os.environ | {"CONVSCOPE_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["model"] == "two_block/notebook"
    assert "training two_block/notebook: step" in done.stderr
    assert "TensorFlow" not in done.stderr + done.stdout


def test_maps_writes_a_layer(pictures, tmp_path, capsys):
    target = tmp_path / "maps.npz"
    assert main(["maps", str(pictures[0]), "--layer", "pool1", "-o", str(target)]) == 0
    assert "(14, 14, 32) float32" in capsys.readouterr().out
    with np.load(target) as written:
        computed = inspect(written["pixels"]).activations["pool1"][0]
        np.testing.assert_allclose(written["activations"], computed, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["maps", "maps.npy", "maps.NPZ", "maps.npz"])
def test_maps_writes_the_file_that_it_names(name, pictures, tmp_path, capsys):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / name
    assert main(["maps", str(pictures[0]), "--layer", "pool1", "-o", str(target)]) == 0
    assert capsys.readouterr().out.startswith(f"{target}: pool1")
    assert list(target.parent.iterdir()) == [target]
    with np.load(target) as written:
        assert sorted(written) == ["activations", "pixels"]


def test_the_version_is_that_of_the_project(capsys):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Convscope {project['version']}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["maps", "{0}", "--layer", "pool9", "-o", "x.npz"], "has no layer 'pool9'. It has: conv1, pool1"),
        (["maps", "{0}", "--layer", "pool1", "-o", "/no/such/folder/x.npz"], "cannot be written"),
        (["predict", "--model", "four_block", "{0}"], "There is no net called 'four_block'. There are:"),
        (["predict", "--model", "random_filters", "{0}"], "gives feature maps but no answer"),
        (["train", "four_block"], "There is no net called 'four_block'"),
        (["train", "c3-max4", "--epochs", "101"], "epochs is 101, but a whole number from 0 to 100"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_status_1(arguments, sentence, pictures, capsys):
    assert main([part.format(pictures[0]) for part in arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert sentence in err


def test_train_says_how_good_the_net_is(capsys):
    assert main(["train", "two_block"]) == 0
    assert "of the held-out digits right" in capsys.readouterr().out
    assert main(["train", "random_filters"]) == 0
    assert "needs no training" in capsys.readouterr().out


def test_a_net_of_ones_own_is_trained_listed_and_compared_with_its_curve_as_text(capsys):
    command = [
        "train",
        "c3-max4",
        "--epochs",
        "2",
        "--batch-size",
        "50",
        "--digits",
        "500",
        "--optimizer",
        "rmsprop",
    ]
    command += ["--schedule", "constant", "--augmentation", "none", "--seed", "4"]
    name = "c3-max4/e2-b50-r0.0025-rmsprop-n500@4"
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert f"training {name}: step 20/20, epoch 2/2" in err
    assert re.search(r"left [▁▂▃▄▅▆▇█]+", err)
    assert "100 % │" in out
    assert "o" in out.split("└")[0]
    assert re.search(rf"^{name}: [\d.]+\s% of the held-out digits right", out, re.MULTILINE)
    assert main(["runs"]) == 0
    assert re.search(rf"^{name}: .* 8 moments kept, 0.0 MB$", capsys.readouterr().out, re.MULTILINE)
    assert main(["compare", name, "two_block"]) == 0
    out = capsys.readouterr().out
    assert re.search(
        r"less that of the first: \+\d\d\.\d percentage points, give or take \d\.\d\. They answer \d+ digits", out
    )
    assert main(["compare", "two_block", "random_filters"]) == 1


@contextmanager
def signal_as_in_the_foreground(number):
    """Lets a process that is started meanwhile be ended by a signal that this one may ignore."""
    before = signal.getsignal(number)
    signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_a_training_that_is_interrupted_is_listed_and_gone_on_with(tmp_path):
    """In a process of its own, as Ctrl-C in a shell does it."""
    environment = os.environ | {"CONVSCOPE_CACHE": str(tmp_path)}
    name = "c3-max4/e100-b20-n2000"
    command = [sys.executable, "-m", "cnn_core", "train", name]
    # a shell's background jobs start with Ctrl-C ignored, and so do their children
    with signal_as_in_the_foreground(signal.SIGINT):
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    with running:
        said = b""
        while not re.search(rb"step [1-9]", said):
            said += os.read(running.stderr.fileno(), 1000)
        running.send_signal(signal.SIGINT)
        said += running.stderr.read()
    assert running.returncode == 130
    assert f"goes on from where it was: python -m cnn_core train {name}" in said.decode()
    listed = subprocess.run(
        [*command[:3], "runs"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert listed.stdout == f"{name}: begun and not ended; `train` goes on with it\n"


def test_models_lists_every_net_with_its_shapes(capsys):
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    assert "two_block/default: trained, 9" in out
    assert "pool3 · 4 × 4 × 128" in out
    assert "random_filters/untrained: random weights" in out


def test_help_teaches(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for word in ("predict", "train", "runs", "compare", "maps", "models", "--json *.png", "CONVSCOPE_CACHE"):
        assert word in out
