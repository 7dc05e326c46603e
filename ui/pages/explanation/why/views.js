// The views of the page, by the name that a request says.
//
// A view is made with the page and has
//   root               its element
//   wish               what a request says for it besides, such as { net_view: … }
//   paint(frame)       called with each frame of its own; page.rests says whether the digit rests, so that values are exact
//   select(place)      called when another place is selected: { layer, channel, row, column } or null
//   layOut()           called when there is more or less room, and once after it has been put into the page
//   repaint()          called when the theme's colours have changed
//   unsettle()         optional: the digit or the class is another one now
//   stop()             called when another view takes its place

import { NetView } from "./views/net_view.js";
import { RankingView } from "./views/ranking_view.js";
import { SpaceView } from "./views/space_view.js";
import { StrokesView } from "./views/strokes_view.js";

export const VIEWS = { net: NetView, strokes: StrokesView, ranking: RankingView, space: SpaceView };
