from cnn_core.cli.text_chart import spark_line, text_chart


def test_a_line_rises_with_its_shares():
    assert spark_line([0.0, 0.5, 1.0]) == "▁▅█"
    assert spark_line([]) == ""
    assert spark_line([float(number % 2) for number in range(101)], width=20)[-1] == "▁"
    assert len(spark_line([0.5] * 1000, width=20)) == 20


def test_a_chart_has_its_points_where_they_belong():
    chart = text_chart({"·": [(0, 0.0), (100, 0.5)], "o": [(100, 1.0)]}, width=11, height=3)
    assert chart.splitlines() == [
        "100 % │          o",
        " 50 % │          ·",
        "  0 % │·",
        "      └───────────",
        "       0       100",
    ]


def test_a_chart_of_nothing_is_empty():
    assert "·" not in text_chart({"·": []})
