// What each page has before Streamlit's own script runs, so that nothing a person does comes too early for it.

import "./history.js";
import { goToAnchor } from "./anchor.js";
import { followArrival } from "./arrival.js";
import { chooseLanguage } from "./language.js";
import { fitToPaper } from "./printing.js";
import { projectFromAddress } from "./projector.js";
import { watchServer } from "./server_lost.js";
import { tendSidebar } from "./sidebar.js";
import { tellStreamlit } from "./streamlit.js";
import { chooseTheme } from "./theme.js";

chooseLanguage();
tellStreamlit();
chooseTheme();
followArrival();
watchServer();
tendSidebar();
projectFromAddress();
goToAnchor();
fitToPaper();
