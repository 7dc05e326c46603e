import pytest

from ui.command import main

STEP = '[[steps]]\nname = "a"\npage = "start"\nsaid = "Draw."\n'


def test_a_place_is_refused_where_nothing_is_served(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--port", "8502", "models"])
    assert ended.value.code == 2
    assert "a command is not served. Leave them out." in capsys.readouterr().err


def test_a_command_runs_under_the_name_that_it_was_called_by(capsys):
    assert main(["compare", "two_block", "random_filters"]) == 1
    assert "look at its maps: convscope maps" in capsys.readouterr().err


def test_a_lesson_is_checked(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(f'title = "T"\n{STEP}', "utf-8")
    assert main(["lesson", "check", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: nothing is wrong.\n"
    file.write_text(STEP.replace('"start"', '"strat"'), "utf-8")
    assert main(["lesson", "check", str(file)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"{file}: title needs a text of one to 400 characters."
    assert second.startswith(f"{file}: Step 1 (a): There is no page 'strat'. There are: start, course, ")
