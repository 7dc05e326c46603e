"""What the stepper is sent, what it remembers, and what is done with what it tells."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.depthwise import DepthwiseConvolution
from cnn_core.arithmetic.pooling import pool
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.errors import SpecError
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import KINDS, random_operation, read, sent
from ui.operations.grids import GridLimits, grid_size, number_rule
from ui.operations.sheets import read_sheet
from ui.stepper import Misfit, Panel, Pin, Place
from ui.stepper.blob import normalized_weights, pack
from ui.stepper.place import read_place

NINE = np.arange(1, 10, dtype=np.float32).reshape(3, 3)


def naive(panel):
    """Carries out what a panel holds, one meeting at a time."""
    held = panel["arrays"]
    image, weights, channels, output = (held[name] for name in ("image", "weights", "channels", "output"))
    rows, columns = (
        list(zip(*(held[f"{axis}_{name}"].tolist() for name in ("inputs", "taps", "outputs")), strict=True))
        for axis in ("rows", "columns")
    )
    found = np.empty(output.shape)
    for i, j, f in np.ndindex(output.shape):
        seen = [
            float(image[row, column, channel]) * float(weights[a, b, place, f])
            for row, a, to_row in rows
            for column, b, to_column in columns
            for place, channel in enumerate(channels[f])
            if (to_row, to_column) == (i, j) and 0 <= row < image.shape[0] and 0 <= column < image.shape[1]
        ]
        ways: dict[str, Any] = {"max": max, "average": lambda all_: sum(all_) / len(all_)}
        found[i, j, f] = ways.get(panel["kind"], sum)(seen)
    found = found + held["bias"]
    return np.maximum(found, 0) if panel["activation"] == "relu" else found


class TestBlob:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_operation_can_be_carried_out_from_what_is_sent_of_it(self, kind):
        random = np.random.default_rng(3)
        for _ in range(12):
            operation = random_operation(random, kind)
            (panel,) = read(pack([Panel(operation=operation)], {}))["panels"]
            assert panel["kind"] == kind
            np.testing.assert_array_equal(panel["arrays"]["image"], operation.image)
            np.testing.assert_array_equal(panel["arrays"]["output"], operation.output)
            np.testing.assert_allclose(naive(panel), operation.output, rtol=0, atol=1e-4)

    def test_the_arrays_lie_where_a_browser_can_read_them_and_none_lies_there_twice(self):
        operation = convolve(NINE, np.ones((2, 2)), padding="same")
        one, three = (pack([Panel(operation=operation)] * count, {"more": "é"}) for count in (1, 3))
        length = int.from_bytes(one[:4], "little")
        assert length % 4 == 0
        header = json.loads(three[4 : 4 + int.from_bytes(three[:4], "little")])
        places = {place["at"] for panel in header["panels"] for place in panel["arrays"].values()}
        assert all(place % 4 == 0 for place in places)
        assert len(three) - int.from_bytes(three[:4], "little") == len(one) - length
        assert read(one)["more"] == "é"

    def test_the_version_changes_with_the_numbers_and_with_nothing_else(self):
        def version(operation, **more):
            return read(pack([Panel(operation=operation)], more))["version"]

        first = version(convolve(NINE, np.ones((2, 2))))
        assert version(convolve(NINE, np.ones((2, 2))), place=1) == first
        assert version(convolve(NINE + 1, np.ones((2, 2)))) != first
        assert version(convolve(NINE, np.ones((2, 2)), padding="same")) != first

    def test_padding_surrounds_what_is_read_and_not_what_a_transposed_convolution_writes(self):
        ring = [[0, 1], [0, 1]]
        same, cut = convolve(NINE, np.ones((2, 2)), padding="same"), convolve_transposed(NINE, NINE, padding=1)
        assert read(pack([Panel(operation=same)], {}))["panels"][0]["ring"] == ring
        assert read(pack([Panel(operation=cut)], {}))["panels"][0]["ring"] == [[0, 0], [0, 0]]

    def test_what_does_not_fit_comes_with_its_reason_its_image_and_its_kernel(self):
        misfit = Misfit(image=NINE[..., None], kernel=np.ones((5, 5, 1, 2), np.float32), reason="It is too large.")
        (panel,) = read(pack([Panel(operation=misfit, name="VALID", caption=("", "One line."))], {}))["panels"]
        assert (panel["kind"], panel["reason"], panel["name"]) == (None, "It is too large.", "VALID")
        assert panel["caption"] == ["One line."]
        assert panel["arrays"]["weights"].shape == (5, 5, 1, 2)

    def test_signed_maps_have_zero_in_their_middle_and_each_filter_its_own_scale(self):
        kernel = np.stack([NINE, -NINE], axis=-1)[:, :, None]
        (panel,) = read(pack([Panel(operation=convolve(NINE, kernel))], {}))["panels"]
        assert panel["colors"]["input"] == {"scale": "sequential", "zmin": 0, "zmax": 9}
        assert [colors["scale"] for colors in panel["colors"]["kernel"]] == ["sequential", "diverging"]
        assert panel["colors"]["output"][1] == {"scale": "diverging", "zmin": -285, "zmax": 285}


class TestWeights:
    def test_a_depthwise_filter_reads_its_own_channel(self):
        operation = random_operation(np.random.default_rng(5), "depthwise")
        assert isinstance(operation, DepthwiseConvolution)
        weights, channels = normalized_weights(operation)
        multiplier = operation.kernel.shape[3]
        for f in range(operation.output.shape[2]):
            assert channels[f].tolist() == [f // multiplier]
            np.testing.assert_array_equal(
                weights[:, :, 0, f], operation.kernel[:, :, f // multiplier, f % multiplier]
            )

    def test_a_transposed_kernel_is_turned_to_the_same_order(self):
        kernel = np.arange(24).reshape(2, 2, 3, 2)
        weights, channels = normalized_weights(convolve_transposed(np.ones((2, 2, 2)), kernel))
        np.testing.assert_array_equal(weights, kernel.swapaxes(2, 3))
        assert channels.tolist() == [[0, 1]] * 3

    def test_a_pooling_has_ones(self):
        weights, channels = normalized_weights(pool(np.ones((4, 4, 2)), (2, 3)))
        assert weights.shape == (2, 3, 1, 2)
        assert (weights == 1).all()
        assert channels.tolist() == [[0], [1]]


class TestPlace:
    @pytest.mark.parametrize(
        "told",
        [
            None,
            "output",
            {},
            {"pin": None, "filter": -1, "channel": 0},
            {"pin": None, "filter": "0", "channel": 0},
            {"pin": {"map": "session_state", "row": 0, "column": 0}, "filter": 0, "channel": 0},
            {"pin": {"map": "output", "row": 0.5, "column": 0}, "filter": 0, "channel": 0},
            {"pin": [1, 2], "filter": 0, "channel": 0},
        ],
    )
    def test_nonsense_from_the_browser_is_no_place(self, told):
        assert read_place(told) is None

    def test_what_the_browser_tells(self):
        told = {"pin": {"map": "input", "row": -1, "column": 2}, "filter": 1, "channel": 0, "told": "x"}
        assert read_place(told) == Place(pin=Pin(map="input", row=-1, column=2), filter=1, channel=0)
        assert read_place(told | {"pin": None}) == Place(pin=None, filter=1, channel=0)


def page() -> None:
    from typing import Any

    import numpy as np
    import streamlit as st

    from cnn_core.arithmetic.convolution import convolve
    from cnn_core.arithmetic.pooling import pool
    from ui.operations.grid_editor import set_grids
    from ui.operations.grids import GridLimits
    from ui.stepper import Editable, Misfit, Panel, stepper

    state = st.session_state
    image = np.arange(18, dtype=np.float32).reshape(3, 3, 2)
    operation: Any = {
        "same": lambda: convolve(image, np.ones((2, 2, 2, 3)), padding="same"),
        "valid": lambda: convolve(image, np.ones((2, 2, 2, 1))),
        "pool": lambda: pool(image, 2),
        "none": lambda: Misfit(image=image, reason="none"),
    }[state.get("which", "same")]()
    if "grids" not in state:
        set_grids("grids", (((1.0, 2.0), (3.0, 4.0)), ((5.0, 6.0), (7.0, 8.0))))
    limits = Editable(key="grids", limits=GridLimits(noun="kernel", most_size=3, most_grids=2))
    state.place = stepper([Panel(operation=operation)], key="toy", kernel=limits)


@pytest.fixture
def at():
    return AppTest.from_function(page, default_timeout=SECONDS)


def run(at):
    at.run()
    assert not at.exception
    return at


def at_address(at, **address):
    for name, value in address.items():
        at.query_params[f"toy_{name}"] = value
    return run(at)


class TestInAPage:
    def test_the_address_names_what_is_looked_at(self, at):
        at_address(at, pin="output,1,2", filter="2", channel="1")
        assert at.session_state.place == Place(pin=Pin(map="output", row=1, column=2), filter=2, channel=1)
        assert at.query_params == {"v": "2", "toy_pin": "output,1,2", "toy_filter": "2", "toy_channel": "1"}
        assert sent(at)["place"] == {
            "pin": {"map": "output", "row": 1, "column": 2},
            "filter": 2,
            "channel": 1,
            "told": None,
        }

    @pytest.mark.parametrize(
        ("pin", "held"),
        [
            ("output,9,9", "output,2,2"),
            ("input,3,3", "input,3,3"),
            ("input,-1,9", "input,0,3"),
            ("kernel,0,1", "kernel,0,1"),
            ("kernel,5,-5", "kernel,1,0"),
        ],
    )
    def test_a_pin_stays_within_its_map_and_the_padding_belongs_to_the_input(self, at, pin, held):
        at_address(at, pin=pin)
        assert at.query_params == {"v": "2", "toy_pin": held}

    @pytest.mark.parametrize("pin", ["", "output", "output,1", "output,a,b", "maps,0,0", "output,1e3,0", "1,2,3,4"])
    def test_nonsense_in_the_address_pins_nothing(self, at, pin):
        at_address(at, pin=pin, filter="many", channel="-3")
        assert at.session_state.place == Place(pin=None, filter=0, channel=0)
        assert at.query_params == {}

    def test_what_a_smaller_output_lacks_is_given_up(self, at):
        at_address(at, pin="output,2,2", filter="2", channel="1")
        at.session_state.which = "valid"
        run(at)
        assert at.session_state.place == Place(pin=Pin(map="output", row=1, column=1), filter=0, channel=1)
        at.session_state.which = "none"
        run(at)
        assert at.session_state.place.pin is None

    def test_what_was_refused_is_sent_until_something_else_is_told(self, at):
        refused = {"told": "a", "sentence": "`x` is no number."}
        at.session_state.toy_stepper_refused = refused
        run(at)
        assert sent(at)["refused"] == refused
        run(at)  # of two answers the browser may see the second only
        assert sent(at)["refused"] == refused

    def test_only_what_may_be_changed_is_said_to_be_and_by_which_rule(self, at):
        run(at)
        rule = number_rule(GridLimits(noun="kernel", most_size=3, most_grids=2))
        assert sent(at)["editable"] == {"input": None, "kernel": rule}


class TestEdits:
    """Told by the browser, taken over in a callback, which stands here in a page of its own."""

    def edited(self, told, name="edit"):
        def script(told, name):
            import streamlit as st

            from ui.operations.grids import GridLimits
            from ui.stepper import Editable, _take_edit, _take_paste

            st.session_state.setdefault("grids", (((1.0, 2.0), (3.0, 4.0)), ((5.0, 6.0), (7.0, 8.0))))
            limits = GridLimits(noun="kernel", most_size=3, most_grids=2)
            take = {"edit": _take_edit, "paste": _take_paste}[name]
            take("toy_stepper", {"input": None, "kernel": Editable(key="grids", limits=limits)}, told)
            refused = st.session_state.get("toy_stepper_refused") or {"sentence": "", "told": None}
            assert refused["told"] == (told["told"] if refused["sentence"] and "told" in told else None)
            st.session_state.said = refused["sentence"]

        at = run(AppTest.from_function(script, args=(told, name), default_timeout=SECONDS))
        return at.session_state.grids, at.session_state.said

    def test_a_cell_of_the_chosen_filter_is_replaced(self):
        told = {"map": "kernel", "row": 0, "column": 1, "index": 1, "text": " −2.5 "}
        assert self.edited(told) == ((((1, 2), (3, 4)), ((5, -2.5), (7, 8))), "")

    def test_one_grid_for_all_is_the_one_that_is_edited(self):
        told = {"map": "kernel", "row": 1, "column": 0, "index": 7, "text": "0"}
        assert self.edited(told)[0] == (((1, 2), (0, 4)), ((5, 6), (7, 8)))

    @pytest.mark.parametrize(
        ("text", "said"),
        [("", "is empty"), ("abc", "`abc` is not a number"), ("1e30", "out of bounds"), ("1,500", "two ways")],
    )
    def test_nonsense_gets_its_sentence_and_leaves_what_stands(self, text, said):
        grids, sentence = self.edited(
            {"map": "kernel", "row": 0, "column": 0, "index": 0, "text": text, "told": "a"}
        )
        assert said in sentence
        assert grids == (((1, 2), (3, 4)), ((5, 6), (7, 8)))

    @pytest.mark.parametrize(
        "told",
        [
            None,
            {"map": "kernel", "row": 9, "column": 0, "index": 0, "text": "1"},
            {"map": "kernel", "row": -1, "column": 0, "index": 0, "text": "1"},
            {"map": "input", "row": 0, "column": 0, "index": 0, "text": "1"},
            {"map": "kernel", "row": "0", "column": 0, "index": 0, "text": "1"},
            {"map": "kernel", "row": 0, "column": 0, "index": 0, "text": 1},
        ],
    )
    def test_what_no_stepper_tells_changes_nothing(self, told):
        assert self.edited(told)[0] == (((1, 2), (3, 4)), ((5, 6), (7, 8)))

    def test_a_sheet_of_the_same_size_replaces_the_chosen_filter(self):
        told = {"map": "kernel", "index": 1, "text": "9\t8\r\n7\t6\r\n"}
        assert self.edited(told, "paste") == ((((1, 2), (3, 4)), ((9, 8), (7, 6))), "")

    def test_a_sheet_of_another_size_replaces_all(self):
        told = {"map": "kernel", "index": 1, "text": "1\t2\t3"}
        assert self.edited(told, "paste") == ((((1, 2, 3),),), "")

    def test_a_column_of_decimal_commas_is_taken_as_decimals(self):
        told = {"map": "kernel", "index": 0, "text": "0,5\r\n0,25\r\n0,75\r\n"}
        assert self.edited(told, "paste") == ((((0.5,), (0.25,), (0.75,)),), "")

    def test_a_line_that_can_be_read_in_two_ways_changes_nothing(self):
        grids, said = self.edited({"map": "kernel", "index": 0, "text": "0,5;0,25;0,75"}, "paste")
        assert "The commas can be read in two ways" in said
        assert grids == (((1, 2), (3, 4)), ((5, 6), (7, 8)))

    def test_a_sheet_that_is_too_large_gets_its_sentence(self):
        grids, said = self.edited({"map": "kernel", "index": 0, "text": "1\t2\t3\t4"}, "paste")
        assert "at most 3 fit" in said
        assert grids == (((1, 2), (3, 4)), ((5, 6), (7, 8)))

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(text=st.text(st.characters(codec="utf-8"), max_size=20))
    def test_no_text_ends_in_a_traceback(self, text):
        try:
            grids = read_sheet(text, GridLimits(noun="image", most_size=12)).grids
        except SpecError:
            return
        assert max(grid_size(grids[0])) <= 12
