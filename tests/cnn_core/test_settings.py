import re
from dataclasses import fields
from pathlib import Path

import pytest

from cnn_core.errors import SettingsError
from cnn_core.nets.course import NETS
from cnn_core.pictures import images
from cnn_core.settings import VARIABLES, Settings, read_settings, variable_of

PLACES = {
    "CONVSCOPE_HOSTS": "Class.example, other.example:8443",
    "CONVSCOPE_EMBEDDERS": "self, https://school.example",
    "CONVSCOPE_PROXIES": "10.0.0.1,10.1.0.0/16",
}
FILES = {"CONVSCOPE_CERTIFICATE", "CONVSCOPE_KEY", "CONVSCOPE_LESSONS"}
LISTS = ("train_at_start", "hosts", "embedders", "proxies")
README = Path(__file__).parents[2] / "README.md"


def test_the_defaults_name_the_users_cache_and_known_nets():
    chosen = read_settings({"XDG_CACHE_HOME": "/somewhere"})
    assert chosen.cache == Path("/somewhere/convscope")
    assert set(chosen.train_at_start) <= set(NETS)


def test_each_variable_is_read():
    came = {
        "CONVSCOPE_ADDRESS": "0.0.0.0",
        "CONVSCOPE_PORT": "80",
        "CONVSCOPE_CACHE": "/store",
        "CONVSCOPE_STORE_BYTES": "5_000_000",
        "CONVSCOPE_SNAPSHOT_BYTES": "6_000_000",
        "CONVSCOPE_LINKS": "50",
        "CONVSCOPE_LINKS_EACH": "5",
        "CONVSCOPE_LINK_BYTES": "70_000",
        "CONVSCOPE_LINK_DAYS": "7",
        "CONVSCOPE_PICTURE_BYTES": "1000000",
        "CONVSCOPE_PICTURE_PIXELS": "2000000",
        "CONVSCOPE_WORKERS": "3",
        "CONVSCOPE_THREADS": " 3 ",
        "CONVSCOPE_TRAINING_THREADS": "4",
        "CONVSCOPE_TRAIN_AT_START": "two_block/notebook, three_block/default",
        "CONVSCOPE_TRAININGS": "1",
        "CONVSCOPE_TRAININGS_EACH": "2",
        "CONVSCOPE_TEACHER_KEY": "long enough",
        "CONVSCOPE_LANGUAGE": "EN",
        "CONVSCOPE_SOCKETS": "40",
        "CONVSCOPE_SOCKETS_PER_ADDRESS": "30",
        "CONVSCOPE_SOCKETS_PER_CLIENT": "20",
        "CONVSCOPE_LOG_LEVEL": "debug",
    } | PLACES
    assert set(came) | FILES == set(VARIABLES)
    assert read_settings(came) == Settings(
        address="0.0.0.0",
        port=80,
        cache=Path("/store"),
        store_bytes=5_000_000,
        snapshot_bytes=6_000_000,
        links=50,
        links_each=5,
        link_bytes=70_000,
        link_days=7,
        picture_bytes=1_000_000,
        picture_pixels=2_000_000,
        workers=3,
        threads=3,
        training_threads=4,
        train_at_start=("two_block/notebook", "three_block/default"),
        trainings=1,
        trainings_each=2,
        hosts=("class.example", "other.example:8443"),
        embedders=("self", "https://school.example"),
        proxies=("10.0.0.1", "10.1.0.0/16"),
        teacher_key="long enough",
        language="en",
        sockets=40,
        sockets_per_address=30,
        sockets_per_client=20,
        log_level="DEBUG",
    )


def test_no_net_at_start_can_be_asked_for():
    assert read_settings({"CONVSCOPE_TRAIN_AT_START": ""}).train_at_start == ()


@pytest.mark.parametrize("came", ["", "0", "-1", "two", "1.5", "65", "\N{SUPERSCRIPT TWO}", "9" * 5000])
def test_a_number_that_is_not_allowed_gets_a_sentence(came):
    with pytest.raises(SettingsError, match=r"CONVSCOPE_WORKERS is .* whole number from 1 to 64"):
        read_settings({"CONVSCOPE_WORKERS": came})


@pytest.mark.parametrize("name", [field.name for field in fields(Settings) if field.type is int])
def test_no_number_may_be_anything(name):
    with pytest.raises(SettingsError, match=f"{variable_of(name)} is 'lots'"):
        read_settings({variable_of(name): "lots"})


@pytest.mark.parametrize(
    ("variable", "came"),
    [
        ("CONVSCOPE_HOSTS", "https://class.example"),
        ("CONVSCOPE_HOSTS", "class.example;script-src *"),
        ("CONVSCOPE_HOSTS", "*"),
        ("CONVSCOPE_EMBEDDERS", "school.example"),
        ("CONVSCOPE_EMBEDDERS", "https://a.example; script-src *"),
        ("CONVSCOPE_EMBEDDERS", "https://a.example https://b.example"),
        ("CONVSCOPE_EMBEDDERS", "*"),
        ("CONVSCOPE_PROXIES", "proxy.example"),
        ("CONVSCOPE_PROXIES", "10.0.0.1/8"),
        ("CONVSCOPE_PROXIES", "*"),
    ],
)
def test_a_place_that_is_none_gets_a_sentence(variable, came):
    with pytest.raises(SettingsError, match=f"{variable} holds .*needed"):
        read_settings({variable: came})


def test_a_certificate_is_a_file_and_goes_with_its_key(tmp_path):
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    came = {"CONVSCOPE_CERTIFICATE": str(certificate), "CONVSCOPE_KEY": str(key)}
    with pytest.raises(SettingsError, match=r"CONVSCOPE_CERTIFICATE is .*no such file"):
        read_settings(came)
    certificate.touch()
    with pytest.raises(SettingsError, match=r"CONVSCOPE_KEY is .*no such file"):
        read_settings(came)
    with pytest.raises(SettingsError, match="go together"):
        read_settings({"CONVSCOPE_CERTIFICATE": str(certificate)})
    key.touch()
    chosen = read_settings(came)
    assert (chosen.certificate, chosen.key) == (certificate, key)


def test_an_unknown_log_level_gets_a_sentence():
    with pytest.raises(SettingsError, match=r"CONVSCOPE_LOG_LEVEL is 'loud', but one of DEBUG, INFO"):
        read_settings({"CONVSCOPE_LOG_LEVEL": "loud"})


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(SettingsError, match=r"CONVSCOPE_LANGUAGE is 'xx', but there is only: en"):
        read_settings({"CONVSCOPE_LANGUAGE": "xx"})


def test_the_picture_limits_are_the_librarys():
    chosen = read_settings({})
    assert (chosen.picture_bytes, chosen.picture_pixels) == (images.MAX_BYTES, images.MAX_PIXELS)


def test_the_readme_names_every_variable_with_its_default():
    rows = re.findall(r"^\| `(CONVSCOPE_\w+)` \|[^|]*\| ([^|]*) \|$", README.read_text("utf-8"), re.MULTILINE)
    assert tuple(variable for variable, _ in rows) == VARIABLES
    defaults = read_settings({"XDG_CACHE_HOME": "the user's cache folder"})
    shown = {
        variable_of(field.name): f"{value:_}" if isinstance(value, int) else value
        for field in fields(Settings)
        if (value := getattr(defaults, field.name)) is not None
    }
    shown["CONVSCOPE_PORT"] = str(defaults.port)
    shown["CONVSCOPE_CACHE"] = "`convscope` in the user's cache folder"
    for variable, names in ((variable_of(name), getattr(defaults, name)) for name in LISTS):
        shown[variable] = ", ".join(f"`{name}`" for name in names) or "none"
    for variable in FILES | {"CONVSCOPE_TEACHER_KEY"}:
        shown[variable] = "none"
    shown["CONVSCOPE_LANGUAGE"] = "their browser's"
    assert dict(rows) == {variable: str(default) for variable, default in shown.items()}


def test_a_folder_of_lessons_is_there(tmp_path):
    assert read_settings({"CONVSCOPE_LESSONS": str(tmp_path)}).lessons == tmp_path
    with pytest.raises(SettingsError, match=r"CONVSCOPE_LESSONS is .*none, but there is no such folder"):
        read_settings({"CONVSCOPE_LESSONS": str(tmp_path / "none")})


def test_a_teachers_key_cannot_be_guessed():
    assert read_settings({"CONVSCOPE_TEACHER_KEY": ""}).teacher_key is None
    with pytest.raises(SettingsError, match="CONVSCOPE_TEACHER_KEY is shorter than 8 characters"):
        read_settings({"CONVSCOPE_TEACHER_KEY": "short"})
