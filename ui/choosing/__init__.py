"""What a visitor chooses: kept in the session and in the address.

`st.slider` tells its value on release, so stride and padding have a slider of the project's own
(`live_slider`): each value runs the script, one at a time, and the newest wins. What follows a handle stands in
a fragment, as small as it can be, because the time goes into Streamlit's elements and hardly into numbers.
"""
