"""What a visitor chooses: kept in the session and in the address.

Which names an address may hold, and what they mean, is in `address_table`; `address` reads and writes them, and
`left_out` tells what a link held that cannot be shown.

`st.slider` tells its value on release, so stride and padding have a slider of the project's own
(`live_slider`): each value runs the script, one at a time, and the newest wins. On the convolution pages the
browser shows ahead of the script what a handle leads to (`ui.stepper.ahead`), and tells the script when it rests
(`heard`); which handles there are is said once, for both (`handles`).
"""
