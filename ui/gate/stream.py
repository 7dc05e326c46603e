"""A refusal as a page of Streamlit's: what its socket sends for a script whose one line is an error.

Streamlit's own page is shown to somebody who may not have its socket, where a proxy sets another `Host`. It would
stay blank and try again for ever.
"""

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import Config

from cnn_core.text import t

SUFFIX = "/_stcore/stream"
_RUN = "refused"


def messages_of(sentence: str) -> list[bytes]:
    """Returns what the page is sent, in order.

    Args:
        sentence: What it shows.
    """
    begin = ForwardMsg()
    session = begin.new_session
    session.name = session.main_script_path = session.page_script_hash = session.main_script_hash = _RUN
    session.initialize.session_id = _RUN
    session.initialize.environment_info.streamlit_version = _RUN
    session.initialize.user_info.installation_id = _RUN
    session.initialize.session_status.SetInParent()
    session.config.toolbar_mode = Config.MINIMAL  # no button that leads to an outside host

    line = ForwardMsg()
    line.metadata.delta_path.extend([0, 0])
    line.delta.new_element.alert.format = Alert.ERROR
    line.delta.new_element.alert.body = _plain(f"{t('gate.title')}. {sentence}")

    end = ForwardMsg()
    end.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    messages = [begin, line, end]
    for message in messages:
        message.metadata.run.script_run_id = _RUN
    return [message.SerializeToString() for message in messages]


def _plain(text: str) -> str:
    """Returns text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>()#+-!|~:$." else letter for letter in text)
