"""Where a cell of the stepper's maps is on the page."""

from playwright.sync_api import Locator, Page

LEFT, TOP = 22, 17  # pixels, for the numbers of rows and columns


def box(page: Page, name: str, nth: int = 0) -> Locator:
    """Returns a map: "input", "kernel", "products" or "output"."""
    return page.locator(f".map.{name} .box").nth(nth)


def point(page: Page, name: str, row: int, column: int, *, side: int, nth: int = 0) -> tuple[float, float]:
    """Returns where the middle of a cell is, counted from the map's first, with the padding.

    Args:
        page: The page.
        name: Of the map.
        row: Of the cell.
        column: Of the cell.
        side: Columns of the map, with the padding.
        nth: Of several maps of that name.
    """
    place = box(page, name, nth).bounding_box()
    assert place
    cell = (place["width"] - LEFT) / side
    return place["x"] + LEFT + (column + 0.5) * cell, place["y"] + TOP + (row + 0.5) * cell
