// What a view of the page "Why this answer" is.

import type { ViewWish, WhyArrays, WhyHeader } from "../../../scripts/wire.d.ts";
import type { Frame, Place } from "../../../scripts/types.d.ts";

export type WhyFrame = Frame<WhyHeader, WhyArrays>;

/** Made with the page. */
export interface View {
  root: HTMLElement;
  /** What a request says for it besides. */
  wish: ViewWish;
  /** Called with each frame of its own; `page.rests` says whether the digit rests, so that values are exact. */
  paint(frame: WhyFrame): void;
  /** Called when another place is selected, or the whole net. */
  select(place: Place | null): void;
  /** Called when there is more or less room, and once after it has been put into the page. */
  layOut(): void;
  /** Called when the theme's colours have changed. */
  repaint(): void;
  /** The digit or the class is another one now. */
  unsettle?(): void;
  /** Called when another view takes its place. */
  stop(): void;
}

/** The held-out digits in a net: two coordinates and a label each, and what the two axes explain. */
export interface Space {
  net: string;
  points: Float32Array;
  labels: Uint8Array;
  explained: number[];
}
