"""What the toy page shows ahead of its script, when handles were moved or numbers typed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ui.choosing.handles import MovedHandles, Sliders
from ui.operations.carried_out import carry_out
from ui.operations.grid_editor import addressed
from ui.operations.grids import Grids, with_cell
from ui.operations.image_sources import IMAGE_LIMITS, GridImage
from ui.operations.kernel_sources import KERNEL_LIMITS, GridKernel
from ui.pages.toy_convolution.choices import Materials, choose_operation
from ui.pages.toy_convolution.view import panel_of, printed, size_said
from ui.stepper.ahead import Ahead, CellEdit, Changes, Outlook


def ahead_of(materials: Materials, sliders: Sliders) -> Ahead:
    """Returns how the page can go ahead of a script.

    Args:
        materials: What is chosen but for the handles.
        sliders: The handles on the page.
    """
    kept = sliders.kept
    own = {"toy_image": materials.has_own_image, "toy_kernels": materials.has_own_kernel}
    written = {key: addressed(key) for key, is_own in own.items() if is_own}

    def show(changes: Changes) -> Outlook:
        moved, typed = MovedHandles(kept, changes.handles), typed_into(materials, changes.edits)
        operation = carry_out(choose_operation(typed, moved))
        moved.require_all()
        return Outlook(
            panels=[panel_of(operation)],
            printed=printed(operation),
            sliders=moved.sliders,
            said=size_said(operation),
            address={**{key: write(grids_of(typed, key)) for key, write in written.items()}, **moved.address},
        )

    return Ahead(show=show, handles=tuple(kept))


def grids_of(materials: Materials, key: str) -> Grids:
    """Returns the grids of the image or the kernel, where they have cells of their own.

    Raises:
        LookupError: They have none.
    """
    match materials.image if key == "toy_image" else materials.kernel:
        case GridImage(grid=grid):
            return (grid,)
        case GridKernel(grids=grids):
            return grids
    raise LookupError(key)


def typed_into(materials: Materials, edits: Sequence[CellEdit]) -> Materials:
    """Returns the materials with numbers typed into them, where they have cells of their own.

    Raises:
        SpecError: What was typed is no number, or there is no such cell.
    """
    for edit in edits:
        cell: dict[str, Any] = {"index": edit.index, "row": edit.row, "column": edit.column, "text": edit.text}
        image, kernel = materials.image, materials.kernel
        if edit.map == "input" and isinstance(image, GridImage):
            (grid,) = with_cell((image.grid,), IMAGE_LIMITS, **cell)
            materials = replace(materials, image=GridImage(grid=grid))
        elif edit.map == "kernel" and isinstance(kernel, GridKernel):
            materials = replace(materials, kernel=GridKernel(grids=with_cell(kernel.grids, KERNEL_LIMITS, **cell)))
    return materials
