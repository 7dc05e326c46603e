"""The page Backward: one training step, each number of it.

`by_hand` is the step on nine numbers and a kernel of four. All of it is reckoned in the browser, from what the
page's address holds, so that it follows the hand and a weight under the pointer without a question. The script
keeps what was chosen, and the badge asks TensorFlow for the same step (`compared.py`).
"""
