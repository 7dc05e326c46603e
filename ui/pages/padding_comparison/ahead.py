"""What the page shows ahead of its script, when handles were moved or numbers typed."""

from collections.abc import Sequence

from ui.choosing.handles import MovedHandles, Sliders
from ui.operations.grid_editor import addressed
from ui.operations.grids import with_cell
from ui.pages.padding_comparison.cases import padding_cases
from ui.pages.padding_comparison.choices import IMAGE_LIMITS, KERNEL_LIMITS, Materials, choose_movement
from ui.pages.padding_comparison.view import answers, panels
from ui.stepper.ahead import Ahead, CellEdit, Changes, Outlook


def ahead_of(materials: Materials, sliders: Sliders, behind: Sequence[str]) -> Ahead:
    """Returns how the page can go ahead of a script.

    Args:
        materials: Image and kernel.
        sliders: The handles on the page.
        behind: Classes of what follows the comparison.
    """
    kept = sliders.kept
    image, kernel = addressed("padding_image"), addressed("padding_kernel")

    def show(changes: Changes) -> Outlook:
        moved, typed = MovedHandles(kept, changes.handles), typed_into(materials, changes.edits)
        cases = padding_cases(choose_movement(typed, moved))
        moved.require_all()
        return Outlook(
            panels=panels(cases),
            notes=answers(cases),
            sliders=moved.sliders,
            address={
                "padding_image": image((typed.image,)),
                "padding_kernel": kernel((typed.kernel,)),
                **moved.address,
            },
        )

    return Ahead(show=show, handles=tuple(kept), behind=tuple(behind))


def typed_into(materials: Materials, edits: Sequence[CellEdit]) -> Materials:
    """Returns image and kernel with numbers typed into them.

    Raises:
        SpecError: What was typed is no number, or there is no such cell.
    """
    grids = {"input": (materials.image,), "kernel": (materials.kernel,)}
    limits = {"input": IMAGE_LIMITS, "kernel": KERNEL_LIMITS}
    for edit in edits:
        (grid,) = with_cell(
            grids[edit.map], limits[edit.map], index=0, row=edit.row, column=edit.column, text=edit.text
        )
        grids[edit.map] = (grid,)
    return Materials(image=grids["input"][0], kernel=grids["kernel"][0])
