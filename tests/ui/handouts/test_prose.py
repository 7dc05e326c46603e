import pytest

from ui.handouts.prose import prose_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("**Bold**, the *kernel* and `a * b`", "<p><b>Bold</b>, the <em>kernel</em> and <code>a * b</code></p>"),
        ("- **a**: 1\n- b", "<ul><li><b>a</b>: 1</li><li>b</li></ul>"),
        ("### Head", "<h3>Head</h3>"),
        ("becomes $e^z$, x", "<p>becomes <i>e</i><sup>z</sup>, x</p>"),
        ("3 · 3 * 2 * 1 <b>", "<p>3 · 3 * 2 * 1 &lt;b&gt;</p>"),
    ],
)
def test_the_marks_of_the_texts_become_html_and_nothing_else_does(text, html):
    assert prose_html(text) == html
