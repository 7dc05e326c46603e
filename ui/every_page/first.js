// What each page has before Streamlit's own script runs, so that nothing a person does comes too early for it.

import "./history.js";
import { followArrival } from "./arrival.js";
import { tellStreamlit } from "./streamlit.js";
import { watchServer } from "./server_lost.js";

tellStreamlit();
followArrival();
watchServer();
