// The views of the page, by the name that a request says; what a view is stands in `views.d.ts`.

import { NetView } from "./views/net_view.js";
import { RankingView } from "./views/ranking_view.js";
import { SpaceView } from "./views/space_view.js";
import { StrokesView } from "./views/strokes_view.js";

/** @import { ViewName } from "../../../scripts/wire.d.ts" */
/** @import { View } from "./views.d.ts" */
/** @import Why from "./why.js" */

/** @type {Record<ViewName, new (page: Why) => View>} */
export const VIEWS = { net: NetView, strokes: StrokesView, ranking: RankingView, space: SpaceView };
