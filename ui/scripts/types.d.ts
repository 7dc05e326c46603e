// What the scripts share among themselves. What crosses between them and the server is in `wire.d.ts`.

import type { Packed, Scale } from "./wire.d.ts";

/** What Streamlit gives a component at each run of the page's script. */
export interface Component<Data> {
  parentElement: HTMLElement | ShadowRoot;
  data: Data;
  setStateValue: Tell;
  setTriggerValue: Tell;
}

/** Tells the page's script a value under a name. */
export type Tell = (name: string, value: unknown) => void;

/** What `loader.js` makes of a module's default export, and keeps as long as the component is on the page. */
export interface Instance {
  update(component: Component<unknown>): void;
  stop(): void;
}

export type Module = { default: new (root: HTMLElement, base: string, component: Component<unknown>) => Instance };

/** A frame as it is read. */
export interface Frame<Header, Arrays> {
  number: number;
  header: Header;
  arrays: Arrays;
  bytes: number;
}

/** A scale of colours with its 256 colours as words of an ImageData. */
export interface ScaleTable {
  scale: Scale;
  table: Uint32Array;
}

/** What the browser keeps of a lesson. */
export interface KeptLesson {
  /** the step that was open last, from 1 */
  at: number;
  /** the questions that were answered, by their steps */
  steps: Record<string, KeptStep>;
}

export interface KeptStep {
  asked: string;
  tries: string[];
  end: "" | "right" | "shown";
  /** the right answer and why it is right, once the question has ended */
  answer: string;
  said: string;
}

export type Pen = CanvasRenderingContext2D;

/** Row and column steps, or [left, top] and the like. */
export type Pair = [number, number];

/** A point of a stroke, as shares of the canvas' side. */
export interface Stroke {
  width: number;
  points: Pair[];
}

/** What is selected in a net; what is null is open. */
export interface Place {
  layer: string;
  channel: number | null;
  row: number | null;
  column: number | null;
}

/** A cell of a map. */
export interface Cell {
  row: number;
  column: number;
}

export interface ChannelCell extends Cell {
  channel: number;
}

/** Maps (C, H, W), with the value that the top of each channel's scale stands for, and which channels they are. */
export interface Maps extends Packed {
  most: number[];
  channels?: number[];
}

/** The part of plotly.js that is used; its own package has no types. */
export interface PlotlyScript {
  react(element: HTMLElement, traces: object[], layout: object, config: object): Promise<unknown>;
  purge(element: HTMLElement): void;
}

/** An element that plotly.js has drawn into. */
export interface PlotElement extends HTMLDivElement {
  on(
    name: "plotly_click",
    then: (event: { points: { customdata: ChannelCell; x: number; y: number }[] }) => void,
  ): void;
  removeAllListeners?(name: string): void;
}

declare global {
  // `loadPlotly` of ui/lab/plotly.js puts it there.
  var Plotly: PlotlyScript | undefined;
}
