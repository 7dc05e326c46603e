from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ui.choosing.upload.budget import bound


def manager() -> MemoryUploadedFileManager:
    made = MemoryUploadedFileManager("/upload")
    bound(made, of_a_session=40, of_all=100)
    return made


def bring(made: MemoryUploadedFileManager, session: str, file_id: str, size: int) -> None:
    made.add_file(session, UploadedFileRec(file_id=file_id, name="a.png", type="image/png", data=b"0" * size))


def kept(made: MemoryUploadedFileManager, session: str) -> list[str]:
    return list(made.file_storage.get(session, {}))


def test_of_sixty_files_of_a_session_the_newest_are_kept():
    made = manager()
    for number in range(60):
        bring(made, "a", str(number), 19)
    assert kept(made, "a") == ["58", "59"]
    assert made._total_bytes == 38


def test_a_file_that_is_larger_than_all_that_may_be_is_kept_alone():
    made = manager()
    bring(made, "a", "1", 10)
    bring(made, "a", "2", 200)
    assert kept(made, "a") == ["2"]


def test_files_of_many_sessions_go_from_the_one_that_holds_most():
    made = manager()
    for session in "abc":
        bring(made, session, "1", 15)
    for number in range(2):
        bring(made, "d", f"{number}", 20)
    bring(made, "e", "1", 20)
    assert [kept(made, session) for session in "abcde"] == [["1"], ["1"], ["1"], ["1"], ["1"]]


def test_a_file_that_is_sent_once_more_counts_once_and_is_the_newest():
    made = manager()
    for file_id in ("1", "2", "1", "3"):
        bring(made, "a", file_id, 15)
    assert kept(made, "a") == ["1", "3"]
