import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS
from ui.choosing.camera import is_trusted


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://school.example/mnist_inspection",
        "http://localhost:8501/",
        "http://app.localhost",
        "http://127.0.0.1:8501/",
        "http://127.8.0.9",
        "http://[::1]:8501/",
    ],
)
def test_browsers_trust_https_and_the_reader_s_own_machine(address):
    assert is_trusted(address)


@pytest.mark.parametrize(
    "address",
    ["http://192.168.0.7:8501/", "http://school.example", "http://localhost.example", "http://[fe80::1]/"],
)
def test_browsers_trust_no_other(address):
    assert not is_trusted(address)


def test_a_photo_that_the_server_has_forgotten_is_gone():
    def script():
        import streamlit as st
        from streamlit.runtime.uploaded_file_manager import DeletedFile

        from ui.choosing.upload import is_gone

        st.session_state.photo = DeletedFile("1")
        st.write(is_gone("photo"), is_gone("another"))

    at = AppTest.from_function(script, default_timeout=SECONDS).run()
    assert not at.exception
    assert at.markdown[0].value == "`True` `False`"
