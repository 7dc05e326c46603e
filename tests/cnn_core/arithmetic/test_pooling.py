import numpy as np
import pytest
import tensorflow as tf

from cnn_core.arithmetic.pooling import POOL_MODES, PoolSpec, pool
from cnn_core.errors import SpecError
from cnn_core.models.comparison import why_tensorflow_cannot
from tests.helpers.specs import for_tensorflow, random_choices

NINE = np.arange(1, 10).reshape(3, 3)


def naive(image, geometry, mode):
    """The definition, one pixel at a time; what lies outside the image is no pixel."""
    H, W, C = image.shape
    rows, columns = geometry.rows, geometry.columns
    output = np.zeros((*geometry.shape, C))
    for i, j, c in np.ndindex(output.shape):
        seen = []
        for a, b in np.ndindex(rows.kernel_size, columns.kernel_size):
            row = i * rows.stride - rows.before + a * rows.dilation_rate
            column = j * columns.stride - columns.before + b * columns.dilation_rate
            if 0 <= row < H and 0 <= column < W:
                seen.append(float(image[row, column, c]))
        output[i, j, c] = max(seen) if mode == "max" else sum(seen) / len(seen)
    return output


def tensorflow(image, pool_size, mode, *, strides, padding, dilation_rate):
    padding = for_tensorflow(padding)
    if dilation_rate != [1, 1]:
        kind = {"max": "MAX", "average": "AVG"}[mode]
        return tf.nn.pool(image[None], pool_size, kind, padding=padding, dilations=dilation_rate).numpy()[0]
    operation = {"max": tf.nn.max_pool2d, "average": tf.nn.avg_pool2d}[mode]
    return operation(image[None], pool_size, strides, padding).numpy()[0]


def random_case(random, mode, *, whole=False):
    """Returns an image and a pooling of it; what has a window in the padding alone is drawn again."""
    while True:
        size, pool_size, arguments = random_choices(random, longest_side=11)
        image = random.normal(size=(*size, random.integers(1, 4))).astype(np.float32)
        if whole:
            image = np.rint(2 * image)  # many are equal
        try:
            return image, pool(image, pool_size, mode=mode, **arguments), arguments
        except SpecError:
            continue


@pytest.mark.parametrize("mode", POOL_MODES)
class TestOracles:
    @pytest.mark.parametrize("count", [100, pytest.param(800, marks=pytest.mark.long)])
    def test_tensorflow(self, mode, count):
        random = np.random.default_rng(1)
        compared = 0
        while compared < count:
            image, ours, arguments = random_case(random, mode)
            if why_tensorflow_cannot(ours.spec):
                continue
            compared += 1
            arguments["dilation_rate"] = list(ours.spec.dilation_rate)
            if ours.geometry.padding == ((0, 0), (0, 0)):
                arguments["padding"] = "valid"
            theirs = tensorflow(image, ours.spec.kernel_size, mode, **arguments)
            assert (ours.output.dtype, ours.output.shape) == (theirs.dtype, theirs.shape), arguments
            np.testing.assert_allclose(ours.output, theirs, rtol=0, atol=1e-6)

    def test_naive_loop(self, mode):
        random = np.random.default_rng(2)
        beyond = 0
        for _ in range(200):
            image, ours, _ = random_case(random, mode)
            np.testing.assert_allclose(ours.output, naive(image, ours.geometry, mode), rtol=0, atol=1e-6)
            beyond += why_tensorflow_cannot(ours.spec) is not None
        assert beyond > 60


@pytest.mark.parametrize("mode", POOL_MODES)
class TestTrace:
    def test_it_says_where_the_value_comes_from(self, mode):
        random = np.random.default_rng(3)
        for _ in range(40):
            image, ours, _ = random_case(random, mode, whole=True)
            H, W, _ = image.shape
            for cell in np.ndindex(ours.output.shape):
                trace = ours.trace(*cell)
                seen = {
                    (i, j): image[row, column, cell[2]]
                    for i, row in enumerate(trace.rows)
                    for j, column in enumerate(trace.columns)
                    if 0 <= row < H and 0 <= column < W
                }
                assert trace.count == len(seen) == ours.counts[cell[:2]] == (~trace.is_padding).sum()
                assert all(trace.patch[place] == value for place, value in seen.items())
                assert trace.sum == sum(seen.values())
                assert trace.value == ours.output[cell]
                winners = {tuple(place) for place in np.argwhere(trace.is_winner).tolist()}
                if mode == "max":
                    most = max(seen.values())
                    assert trace.value == most
                    assert winners == {place for place, value in seen.items() if value == most}
                else:
                    assert trace.value == np.float32(trace.sum / trace.count)
                    assert winners == set()

    def test_reach_is_what_the_traces_say(self, mode):
        random = np.random.default_rng(4)
        for _ in range(15):
            image, ours, _ = random_case(random, mode, whole=True)
            expected = np.zeros((*image.shape, *ours.output.shape[:2]))
            readers = np.zeros(expected.shape, np.bool_)
            for cell in np.ndindex(ours.output.shape):
                trace = ours.trace(*cell)
                shares = trace.is_winner if mode == "max" else np.full(trace.patch.shape, 1 / trace.count)
                for i, j in np.argwhere(~trace.is_padding):
                    place = (trace.rows[i], trace.columns[j], cell[2], *cell[:2])
                    expected[place], readers[place] = shares[i, j], True
            for pixel in np.ndindex(image.shape):
                reach = ours.reach(*pixel)
                found = np.zeros(ours.output.shape[:2])
                found[np.ix_(reach.rows, reach.columns)] = reach.weights[..., 0]
                np.testing.assert_allclose(found, expected[pixel], rtol=1e-6)
                assert len(reach.rows) * len(reach.columns) == readers[pixel].sum()
                assert reach.filters.tolist() == [pixel[2]]


class TestPadding:
    def test_the_maximum_ignores_it(self):
        assert pool(-NINE, 2, padding="same").output[..., 0].tolist() == [[-1, -3], [-7, -9]]

    def test_the_average_leaves_it_out_of_the_count(self):
        pooling = pool(NINE, 2, mode="average", padding="same")
        assert pooling.output[..., 0].tolist() == [[3, 4.5], [7.5, 9]]
        assert pooling.counts.tolist() == [[4, 2], [2, 1]]

    def test_all_that_are_equal_win(self):
        trace = pool([[5, 1], [5, 5]], 2).trace(0, 0)
        assert trace.is_winner.tolist() == [[True, False], [True, True]]

    def test_zero_in_the_padding_wins_nothing(self):
        trace = pool([[0]], 2, padding="same").trace(0, 0)
        assert trace.is_winner.tolist() == [[True, False], [False, False]]
        assert trace.is_padding.tolist() == [[False, True], [True, True]]


class TestSpec:
    def test_strides_are_the_windows_by_default(self):
        assert PoolSpec(kernel_size=(2, 3)) == PoolSpec(kernel_size=[2, 3], strides=(2, 3), mode="max")  # type: ignore[arg-type]
        assert pool(np.ones((6, 6)), 3).output.shape == (2, 2, 1)

    def test_refusals(self):
        with pytest.raises(SpecError, match=r"^mode is 'sum'.*max, average"):
            pool(NINE, 2, mode="sum")  # type: ignore[arg-type]
        with pytest.raises(SpecError, match=r"^pool_size is 0"):
            pool(NINE, 0)
        with pytest.raises(SpecError, match="spans 4 rows"):
            pool(NINE, 4)
        with pytest.raises(SpecError, match=r"size \(2, 2\) lies in the padding alone"):
            pool(NINE, 2, padding=2)
        with pytest.raises(SpecError, match="padding alone"):
            pool([[1, 2]], 2, padding="same", dilation_rate=3)
        with pytest.raises(SpecError, match=r"^channel is 1"):
            pool(NINE, 2).trace(0, 0, 1)
        with pytest.raises(SpecError, match=r"^row is 3"):
            pool(NINE, 2).reach(3, 0)
