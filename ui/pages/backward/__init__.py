"""The page Backward: one training step, each number of it.

`by_hand` is the step on nine numbers and a kernel of four. All of it is reckoned in the browser, from what the
page's address holds, so that it follows the hand and a weight under the pointer without a question. The script
keeps what was chosen, and the badge asks TensorFlow for the same step (`compared.py`).

`on_a_net.py` is the same for one filter of a trained net, on the digit that the visitor last had. A worker makes
the step (`cnn_core/models/filter_step.py`). Of the two, only what is shown is computed.
"""
