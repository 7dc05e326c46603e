"""Pictures that are read in a process of their own: the same as here, at no cost in memory here."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from cnn_core.errors import ImageError
from cnn_core.pictures.apart import messages, reader
from cnn_core.pictures.apart.reader import PictureReader
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import read_picture
from cnn_core.pictures.mnist_form.form import to_mnist_form, without_each
from cnn_core.pictures.mnist_form.steps import FormOptions
from tests.helpers.patience import until
from tests.helpers.spoilt import spoilt_files, valid_files


@pytest.fixture(scope="module")
def apart():
    made = PictureReader()
    yield made
    made.close()


def file_of(image: Image.Image, kind: str, **how) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def four() -> bytes:
    digits = load_digits()
    index = int(np.flatnonzero(digits.held_out_labels == 4)[0])
    return file_of(Image.fromarray(255 - digits.held_out_images[index]).resize((700, 600)), "PNG")


@pytest.mark.parametrize("options", [FormOptions(), FormOptions(crop=False, resize=False)])
def test_a_digit_is_the_same_as_here_and_its_steps_are_as_a_page_shows_them(apart, options):
    form, wanted = (
        apart.form(four(), "4.jpg", options=options),
        to_mnist_form(read_picture(four()), options=options),
    )
    np.testing.assert_array_equal(form.pixels, wanted.pixels)
    assert form.notices == ("The file is called 4.jpg but holds a PNG; it was read as that.", *wanted.notices)
    assert [(step.name, step.note, step.notice) for step in form.steps] == [
        (step.name, step.note, step.notice) for step in wanted.steps
    ]
    for step, other in zip(form.steps, wanted.steps, strict=True):
        assert max(step.image.shape) <= 264
        np.testing.assert_array_equal(np.rint(step.image * 255), messages.shown(other.image, 264))


def test_what_becomes_of_it_without_each_step_is_the_same_too(apart):
    form = to_mnist_form(read_picture(four()))
    found, wanted = apart.without_each(four()), without_each(form)
    assert list(found) == list(wanted)
    for name, other in wanted.items():
        np.testing.assert_array_equal(found[name].pixels, other.pixels)
        assert (found[name].is_same, found[name].is_blank) == (other is form, other.is_blank)


@pytest.mark.parametrize("data", valid_files())
def test_a_picture_is_the_same_as_here_in_whole_bytes(apart, data):
    picture, wanted = apart.picture(data), read_picture(data)
    assert (picture.width, picture.height, picture.notices) == (wanted.width, wanted.height, wanted.notices)
    np.testing.assert_array_equal(np.rint(picture.grey * 255), np.rint(wanted.grey * 255))
    if wanted.color is None:
        assert picture.color is None
    else:
        np.testing.assert_array_equal(np.rint(picture.color * 255), np.rint(wanted.color * 255))


def test_what_cannot_be_read_gets_the_same_sentence_and_the_process_goes_on(apart):
    for _, data in zip(range(60), spoilt_files(5), strict=False):
        said = []
        for read in (read_picture, apart.picture):
            try:
                said.append(read(data, "a.png").notices)
            except ImageError as refusal:
                said.append(str(refusal))
        assert said[0] == said[1]
    assert apart.form(four()).pixels.any()


def test_forty_nine_million_pixels_in_two_kilobytes_cost_this_process_nothing(tmp_path):
    """Measured in a process that does nothing else; the one that read them has ended, so that all is given back."""
    program = (
        "import io, resource, psutil\nfrom PIL import Image\n"
        "from cnn_core.pictures.apart.reader import PictureReader\n"
        "import sys\nreader = PictureReader()\nreader.form(open(sys.argv[2], 'rb').read())\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "before = peak()\nform = reader.form(open(sys.argv[1], 'rb').read())\n"
        "process = reader._process\nprocess.wait(60)\nprint(peak() - before, form.is_blank)\nreader.close()\n"
    )
    large = file_of(Image.new("RGBA", (7000, 7000), (255, 255, 255, 128)), "WEBP", lossless=True)
    assert len(large) < 3000
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, kept(tmp_path / "large", large), kept(tmp_path / "four", four())]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    megabytes, is_blank = done.stdout.split()
    assert int(megabytes) < 20
    assert is_blank == "True"


def kept(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def test_pictures_of_several_come_one_after_the_other_from_one_process(apart):
    apart.close()  # the last one may be about to end, after a large picture
    ballast = bytearray(300_000_000)  # a server's own memory is not what a picture took
    apart.form(four())
    process = apart._process
    with ThreadPoolExecutor(4) as people:
        forms = list(people.map(lambda _: apart.form(four()), range(8)))
    assert apart._process is process
    assert len(ballast)
    assert all((form.pixels == forms[0].pixels).all() for form in forms)


def test_a_process_that_was_killed_is_replaced(apart):
    apart.form(four())
    psutil.Process(apart._process.pid).kill()
    assert apart.form(four()).pixels.any()


def test_one_that_takes_too_long_is_ended_in_a_sentence(monkeypatch):
    monkeypatch.setattr(reader, "SECONDS_TO_READ", 0.0)
    made = PictureReader()
    with pytest.raises(ImageError, match="was not read in 0 s"):
        made.form(four())
    assert made._process is None
    monkeypatch.undo()
    assert made.form(four()).pixels.any()
    made.close()


def test_who_does_not_come_to_their_turn_is_told_so(monkeypatch):
    monkeypatch.setattr(reader, "SECONDS_TO_WAIT", 0.0)
    made = PictureReader()
    with made._turn, pytest.raises(ImageError, match="people's pictures are being read"):
        made.form(four())


def test_nothing_that_is_too_large_is_sent():
    with pytest.raises(ImageError, match="at most 0 MB"):
        PictureReader(max_bytes=100).form(four())


@pytest.mark.parametrize("answer", ["nonsense", "form"])
def test_an_answer_that_is_none_is_refused_and_runs_nothing(monkeypatch, answer, tmp_path):
    """A process that a stranger has taken answers a pickle, or a form of other sizes."""
    program = tmp_path / "taken.py"
    program.write_text(
        "import pickle, sys\nimport numpy as np\nfrom cnn_core.packed_arrays import ArrayPack\n"
        "from cnn_core.pictures.apart import messages\nmessages.receive(sys.stdin.buffer)\n"
        "pack = ArrayPack(steps=[{'name': 'grey'}], is_blank=0, notices=[])\npack.add('pixels', np.zeros((9, 9)))\n"
        f"said = pack.packed() if {answer!r} == 'form' else pickle.dumps(ValueError('no'))\n"
        "messages.send(sys.stdout.buffer, said)\nsys.stdin.read()\n"
    )
    command = [sys.executable, str(program)]
    monkeypatch.setattr(reader, "_COMMAND", command)
    made = PictureReader()
    with pytest.raises(ImageError, match="could not be read"):
        made.form(four())
    made.close()


def test_the_process_ends_with_its_server(tmp_path):
    program = (
        "import sys\nfrom cnn_core.pictures.apart.reader import PictureReader\nreader = PictureReader()\n"
        "reader.picture(open(sys.argv[1], 'rb').read())\nprint(reader._process.pid, flush=True)\nsys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, kept(tmp_path / "four", four())]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, text=True, stdin=pipe, stdout=pipe) as server:
        assert server.stdout
        child = psutil.Process(int(server.stdout.readline()))
        server.kill()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
