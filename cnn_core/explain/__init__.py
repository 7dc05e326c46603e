"""Why a net answers as it does: cells, channels, causes. One method a file, each with its paper.

    from cnn_core import explain

    explain.explain_by("grad_cam", digit, "three_block", target=3).values
    explain.rank_channels(digit, "three_block", layer="conv3").order
    explain.trace_net_cell(digit, "three_block", explain.Cell(layer="conv2", row=3, column=4, channel=5)).sums

Everything is asked of the logit of a class, not of its probability. A probability also rises when other classes
fall, so that its gradient mixes the reasons of all ten; and where the net is sure, its slope p·(1 − p) is next to
nothing, so that the clearest answers would have the faintest reasons. (Simonyan, Vedaldi and Zisserman, 2013,
section 2, take the score before the softmax for the same reason.)

The functions run in the process that calls them; `Engine.ask` runs them in a worker.
"""

from cnn_core.explain.ablation import ChannelRanking as ChannelRanking
from cnn_core.explain.ablation import HeldOutEffect as HeldOutEffect
from cnn_core.explain.ablation import Scaling as Scaling
from cnn_core.explain.ablation import ablate_held_out as ablate_held_out
from cnn_core.explain.ablation import inspect_scaled as inspect_scaled
from cnn_core.explain.ablation import rank_channels as rank_channels
from cnn_core.explain.attribution.explanation import Explanation as Explanation
from cnn_core.explain.attribution.grad_cam import GradCam as GradCam
from cnn_core.explain.attribution.grad_cam import grad_cam as grad_cam
from cnn_core.explain.attribution.integrated_gradients import IntegratedGradients as IntegratedGradients
from cnn_core.explain.attribution.integrated_gradients import integrated_gradients as integrated_gradients
from cnn_core.explain.attribution.methods import METHODS as METHODS
from cnn_core.explain.attribution.methods import QUICK as QUICK
from cnn_core.explain.attribution.methods import explain_by as explain_by
from cnn_core.explain.attribution.occlusion import Occlusion as Occlusion
from cnn_core.explain.attribution.occlusion import occlusion as occlusion
from cnn_core.explain.attribution.randomised import SanityCheck as SanityCheck
from cnn_core.explain.attribution.randomised import randomised_check as randomised_check
from cnn_core.explain.attribution.saliency import saliency as saliency
from cnn_core.explain.attribution.smoothgrad import smoothgrad as smoothgrad
from cnn_core.explain.cells import Cell as Cell
from cnn_core.explain.cells import CellArithmetic as CellArithmetic
from cnn_core.explain.cells import CellWindow as CellWindow
from cnn_core.explain.cells import cell_window as cell_window
from cnn_core.explain.cells import trace_net_cell as trace_net_cell
from cnn_core.explain.channels import LayerProfile as LayerProfile
from cnn_core.explain.channels import digit_of as digit_of
from cnn_core.explain.channels import filter_of as filter_of
from cnn_core.explain.channels import layer_profile as layer_profile
from cnn_core.explain.contributions import Contributions as Contributions
from cnn_core.explain.contributions import contributions as contributions
from cnn_core.explain.space import DigitSpace as DigitSpace
from cnn_core.explain.space import Placed as Placed
from cnn_core.explain.space import digit_space as digit_space
from cnn_core.explain.space import place_digit as place_digit
