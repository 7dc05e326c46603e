// What the server and the pages send each other, in one place. The scripts are checked against it by `deno check`, and
// what Python packs by `tests/front/test_wire.py`: a field that one side renames fails there.

export type Words<Name extends string = string> = Record<Name, string>;

/** What a page's address says, or will say, by its names; an empty text is the default. */
export type Addressed = Record<string, string>;

/** Stops of a scale of colours, `[share, "#rrggbb"]`, as `cnn_core/figures/colors.py` has them. */
export type Scale = [number, string][];

// Packed arrays

export type ArrayType = "u1" | "u2" | "i4" | "f4";
export type ArrayValues = Uint8Array | Uint16Array | Int32Array | Float32Array;

/** Where an array lies behind its header. */
export interface ArrayPlace {
  type: ArrayType;
  shape: number[];
  at: number;
}

/** What `cnn_core/packed_arrays.py` says of an array. `most`: what the tops of its scales stand for. */
export interface ArrayEntry<Name extends string, Most> extends ArrayPlace {
  name: Name;
  most?: Most;
  channels?: number[];
}

/** An array as it is read. */
export interface Packed {
  values: ArrayValues;
  shape: number[];
}

// The live page and the page that says why: messages

/** What every message of a hand's digit says. */
export interface HandMessage {
  id: number;
  bitmap: "digit" | "drawing";
  side: number;
  left_out: string[];
  is_exact: boolean;
}

/** `cnn_core.live.lab.LiveRequest`. */
export interface LabMessage extends HandMessage {
  nets: string[];
  moments: (number | null)[];
  filters: boolean;
  layers: string[];
  channels: number | null;
  settled: Record<string, number[]> | null; // by `n/<layer>`; null where the first channels are shown
  per_channel: boolean;
  disturbance: Partial<Record<DisturbanceName, number>>;
  curve: DisturbanceName | null;
}

export type DisturbanceName =
  | "thickness"
  | "rotation"
  | "scale"
  | "down"
  | "right"
  | "brightness"
  | "noise"
  | "invert";

/** Layer, channel or null for the whole layer, factor. */
export type Scaling = [string, number | null, number];

export type ViewName = "net" | "strokes" | "ranking" | "space";

/** `cnn_core.live.why.WhyRequest`; of the last four, the one of the view that is open. */
export interface WhyMessage extends HandMessage, ViewWish {
  kind: "why";
  net: string;
  target: number | null;
  scalings: Scaling[];
  view: ViewName;
}

export interface ViewWish {
  net_view?: { channels: number | null; shown: Record<string, number[]>; kept: Record<string, number[]> };
  strokes?: StrokesWish;
  ranking?: { layer: string };
  space?: { is_known: boolean };
}

export interface StrokesWish {
  layer: string;
  patch: number;
  stride: number;
  is_checked: boolean;
}

// And their frames

export interface FrameHeader<Name extends string, Most> {
  arrays: ArrayEntry<Name, Most>[];
  is_blank: boolean;
  notices: string[];
}

export interface LabHeader extends FrameHeader<LabArrayName, number[]> {
  moments: (number | null)[];
}

export type LabArrayName = "seen" | `${number}/${string}`;

/** By name; of maps and filters `most` is there. */
export type LabArrays = Record<"seen", Packed> & {
  [name: `${number}/${string}`]: Packed & { most: number[]; channels?: number[] } | undefined;
};

/** `cnn_core.explain.turning.Turning`. */
export interface Turning {
  layer: string;
  channels: number[];
  answer: number;
}

export interface WhyHeader extends FrameHeader<WhyArrayName, number> {
  turning: Turning | null;
  target: number;
  net: string;
  view: ViewName;
}

export type Method =
  | "occlusion"
  | "integrated_gradients"
  | "gradient_x_input"
  | "grad_cam"
  | "gradient"
  | "smoothgrad";

export type WhyArrayName =
  | "seen"
  | "base_logits"
  | "base_probabilities"
  | "logits"
  | "probabilities"
  | `part/${string}`
  | `edge/${string}`
  | `map/${string}`
  | `strokes/${Method}`
  | `strokes/${Method}/${"random" | "check" | "sums"}`
  | "strokes/zones"
  | "ranking/changes"
  | "ranking/base"
  | "ranking/maps"
  | `space/${"place" | "neighbours" | "distances" | "coordinates" | "labels" | "explained"}`;

/** By name; of maps `most` and `channels` are there. */
export type WhyArrays =
  & Record<"seen" | "base_logits" | "base_probabilities" | "logits" | "probabilities", Packed>
  & {
    [Name in WhyArrayName]?: Packed & { most: number; channels: number[] };
  };

/** What the socket says instead of a frame. */
export interface LiveError {
  id: number;
  error: string;
}

// What their scripts on the server give them

/** What both pages with a canvas are given. */
export interface HandData {
  source: "digit" | "drawing";
  pixels: string; // base64 of 28 × 28 grey bytes
  label: number | null;
  caption: string;
  tab?: string; // what the browser's tab shows, with `{answer}`; on the start page the app's name alone
  left_out: string[];
  drawing: { number: number; strokes: string } | null; // that the address wants, as `strokes.js` packs it
  most_picture_bytes: number;
  colors: { scale: Scale; signed_scale: Scale; classes: string[] };
  words: HandWords;
}

export type HandWords = Words<
  | "label"
  | "invitation"
  | "undo"
  | "redo"
  | "clear"
  | "brush"
  | "brush_width"
  | "drawn"
  | "digit"
  | "says"
  | "blank"
  | "right"
  | "wrong"
  | "reconnecting"
  | "lost"
  | "too_large"
  | "not_sent"
>;

export interface LabData extends HandData {
  nets: LabNet[];
  times: Times[];
  is_compact: boolean;
  channels: number | null;
  are_strongest: boolean;
  per_channel: boolean;
  chosen: LabChoice;
  go: { number: number } & LabChoice | null;
  disturbances: Record<DisturbanceName, [least: number, most: number, undisturbed: number]>;
  words: LabWords;
}

/** What is chosen on the component, as `ui/lab/chosen.py` has it. `moments`: of each net a step, null for its end. */
export interface LabChoice {
  logits: boolean;
  disturbed: Partial<Record<DisturbanceName, number>>;
  curve: DisturbanceName | null;
  moments: (number | null)[];
  cell: { net: number; layer: string; channel: number; row: number; column: number } | null;
}

/** What the start page's glimpse is given. `first`: base64 of a frame, which needs no net to be asked. */
export interface GlimpseData extends HandData {
  net: { name: string; layers: LabLayer[] };
  first: string | null;
  training: string; // that can be watched, as a live request names it
  lines: string[]; // colours of its curves
  words: GlimpseWords;
}

export type LearningWords = Words<
  | "stretched"
  | "watch"
  | "what"
  | "watching"
  | "again"
  | "back"
  | "more"
  | "progress"
  | "right"
  | "training"
  | "held_out"
  | "epoch"
  | "lost"
  | "playing"
  | "played"
>;

export type GlimpseWords =
  & HandWords
  & MapWords
  & Words<"bars" | "explain_bar" | "ours" | "hint" | "see_why" | "waking" | "tour" | `what_${string}`>
  & { learning: LearningWords };

export interface LabNet {
  name: string;
  title: string;
  has_logits: boolean;
  first: { name: string; shape: number[] };
  layers: LabLayer[];
}

export interface LabLayer {
  name: string;
  shape: number[];
  is_signed: boolean;
}

export type LabWords =
  & HandWords
  & Words<"seen" | "logits" | "no_answer" | "disturb" | "reset" | "curve">
  & MapWords
  & FilterWords
  & { disturbances: Words<DisturbanceName>; scrubber: ScrubberWords };

export type MapWords = Words<"maps_label" | "own_most" | "hover" | "chosen" | "chosen_value">;

export type FilterWords = Words<"filters" | "filters_label" | "filter_chosen">;

export type ScrubberWords = Words<
  | "label"
  | "play"
  | "pause"
  | "at"
  | "now"
  | "finished"
  | "right"
  | "chart"
  | "probability"
  | "step"
  | "first"
  | "since"
  | "always"
>;

/** A moment of a training: how far it is, and the share of validation digits that are right. */
export interface Moment {
  step: number;
  epoch: number;
  right: number | null;
}

/** What the scrubber needs of a net. `newest`: the step of a moment, -1 for what a training has now, null for the end. */
export interface Times {
  moments: Moment[];
  newest: number | null;
  latest: Moment;
  is_followed: boolean;
  state?: RunState;
}

export interface WhyData extends HandData {
  net: WhyNet | null;
  chosen: WhyChoice;
  go: { number: number } & Pick<WhyChoice, "place"> & Partial<WhyChoice> | null;
  colors: HandData["colors"] & { parts: [more: string, less: string]; accent: string; muted: string };
  words: WhyWords;
}

export interface WhyNet {
  name: string;
  layers: WhyLayer[];
}

export interface WhyLayer {
  name: string;
  kind: string;
  shape: number[];
  is_map: boolean;
  is_signed: boolean;
  is_scaled: boolean;
  field: { rows: FieldAxis; columns: FieldAxis } | null;
}

/** Along an axis: the size of a cell's field, how far the next one's lies, and where the first begins. */
export interface FieldAxis {
  size: number;
  jump: number;
  first: number;
}

export interface WhyPlace {
  layer: string;
  channel: number | null;
  row: number | null;
  column: number | null;
}

export interface WhyChoice {
  place: WhyPlace | null;
  scalings: Scaling[];
  target: number | null;
  view: ViewName;
  looks: WhyLooks;
}

/** What is chosen within the views; `layer` and `grad_cam` are null for the usual ones. */
export interface WhyLooks {
  whole: boolean;
  layer: string | null;
  grad_cam: string | null;
  patch: number;
  stride: number;
  checked: boolean;
}

export type WhyWords = HandWords & PathWords & StoryWords & NetWords & ClassWords & {
  views: Words<ViewName>;
  intros: Words<ViewName>;
  strokes: StrokesWords;
  ranking: RankingWords;
  space: SpaceWords;
};

export type ClassWords = Words<"explained" | "explained_label" | "explain_answer" | "explain_this">;

export type PathWords = Words<
  | "path"
  | "whole_net"
  | "channel"
  | "cell"
  | "unit"
  | "unit_cell"
  | "strength"
  | "switch_on"
  | "switch_off"
  | "all_on"
>;

export type StoryWords = Words<
  | "story_blank"
  | "story_says"
  | "story_stays"
  | "story_changes"
  | "story_turning"
  | "story_turning_too"
  | "story_switch"
  | "story_for"
  | "story_other"
  | "story_off"
  | "story_one_turned"
  | "story_all_off"
  | "story_turned"
  | "story_part"
  | "and"
>;

export type NetWords = Words<
  | "net_label"
  | "onward"
  | "speaks_for"
  | "speaks_against"
  | "all_channels"
  | "strongest_only"
  | "the_digit"
  | "class_head"
  | "logit"
  | "layer_off"
  | "off"
  | "lens"
  | "point"
  | "point_touch"
  | "point_cell"
  | "point_cell_touch"
  | "pointed_layer"
  | "pointed_channel"
  | "pointed_cell"
  | "pointed_value"
>;

export interface StrokesWords extends
  Words<
    | "lead"
    | "lead_for"
    | "lead_against"
    | "and"
    | "unscaled"
    | "blank"
    | "picture"
    | "pixel"
    | "complete"
    | "all_against"
    | "check"
    | "check_help"
    | "random"
    | "patch"
    | "stride"
    | "patch_label"
    | "stride_label"
    | "layer_label"
  > {
  zones: string[];
  verdicts: Words<"changes" | "same" | "places" | "constant">;
  methods: Record<Method, Words<"title" | "unit" | "meaning">>;
}

export interface RankingWords extends
  Words<
    | "lead"
    | "blank"
    | "layer"
    | "bars"
    | "hint"
    | "maps"
    | "stays"
    | "turns"
    | "select"
    | "switch"
    | "turn_off"
    | "turn_on"
    | "off"
  > {
  groups: Words<"off" | "for" | "against">;
}

export type SpaceWords = Words<
  "lead" | "blank" | "unscaled" | "plot" | "nearest" | "distances" | "held_out" | "caution"
>;

/** What the bar of a lesson is given. */
export interface LessonData {
  lesson: string;
  title: string;
  is_tour: boolean;
  /** whether the page shows the answer */
  is_seen: boolean;
  number: number;
  count: number;
  said: string;
  /** "back", "next", "here", "following", "exit.0" and so on, "course", "end" */
  ways: [way: string, said: string][];
  question: LessonQuestion | null;
  words: Words<
    | "place"
    | "answer"
    | "check"
    | "see"
    | "give_up"
    | "right"
    | "right_done"
    | "shown"
    | "shown_done"
    | "for_teacher"
    | "fold"
    | "unfold"
    | "changed"
    | "lost"
    | "on_page"
  >;
}

export interface LessonQuestion {
  step: string;
  asked: string;
  /** whether a number is typed in the bar; else something is done on the page */
  is_typed: boolean;
  /** whether a net is asked about the digit that the page shows */
  asks_net: boolean;
  /** whether the page can be brought into a state that shows the answer */
  can_be_seen: boolean;
}

/** What the bar asks, of `ui.lessons.answers`. */
export interface LessonMessage {
  lesson: string;
  step: string;
  wish: "check" | "give_up" | "teach";
  typed: string;
  address: string;
  key: string;
  /** the canvas' bitmap as base64, where a net is asked and something is drawn */
  drawing: string;
}

/** And what it is answered. */
export interface LessonVerdict {
  verdict: "right" | "wrong" | "unread" | "begun" | "shown" | "refused";
  said: string;
  answer: string;
}

/** What the cards of the lessons are given. */
export interface CourseCardsData {
  lessons: CourseLesson[];
  /** whether the settings have a teacher's key */
  has_teacher: boolean;
  words: CourseWords;
}

export interface CourseLesson {
  name: string;
  title: string;
  goal: string;
  minutes: number;
  steps: number;
  /** the names of the steps that ask */
  questions: string[];
  /** its program; empty where it has none */
  code: string;
}

export type CourseWords = Words<
  | "lead"
  | "progress"
  | "not_begun"
  | "came"
  | "start"
  | "go_on"
  | "again"
  | "code"
  | "notebook"
  | "print"
  | "print_course"
  | "hand_in"
  | "forget"
  | "tried"
  | "not_tried"
  | "right_at"
  | "was_shown"
  | "is_open"
  | "answer_was"
  | "teacher"
  | "key"
  | "keep_key"
  | "key_kept"
  | "key_gone"
>;

// The trainings' socket: what a page says

export type RunsMessage = { watch: string[] } | { do: Command; net: string; name?: string };

export type Command = "start" | "again" | "pause" | "resume" | "cancel";

// And what it is told, by `ui.nets.training_news`

export interface RunsNews {
  all?: OtherRun[];
  nets?: Record<string, NetNews>;
  refusal?: string;
}

/** A training under way, in a line. */
export interface OtherRun {
  net: string;
  title: string;
  said: string;
}

/** What is new of a training; of its curve, what comes from a point on. */
export type NetNews = Partial<Omit<Told, "curve">> & { curve?: { from: number; points: CurvePoint[] } };

/** Step, loss, accuracy, and both on validation digits; null where it was not measured. */
export type CurvePoint = [step: number, ...measured: (number | null)[]];

export type RunState =
  | "none"
  | "waiting"
  | "starting"
  | "running"
  | "paused"
  | "cancelled"
  | "failed"
  | "done";

/** All that is told of a training. */
export interface Told {
  state: RunState;
  heading: string;
  detail: string;
  small: string;
  spoken: string;
  share: number;
  steps: number;
  epochs: number;
  is_yours: boolean;
  can_go_on: boolean;
  curve: CurvePoint[];
  wrong: Mistake[];
  moments: Moment[];
  newest: number | null;
  latest: Moment;
}

/** What the panel of a training says. */
export type ObservatoryWords =
  & Words<
    | Command
    | "go_on"
    | "results"
    | "asking"
    | "lost"
    | "progress"
    | "others"
    | "other"
    | "accuracy"
    | "stretched"
    | "loss"
    | "training"
    | "validation"
    | "epoch"
    | "table"
    | "mistakes"
    | "no_mistakes"
    | "mistake"
  >
  & { columns: string[] };

/** What the panel of a training is given. */
export interface ObservatoryData {
  net: string;
  own_name: string;
  colors: string[];
  words: ObservatoryWords;
}

/** A held-out digit that a net gets wrong. */
export interface Mistake {
  index: number;
  label: number;
  answer: number;
  pixels: string; // base64 of 28 × 28 grey bytes
}

// The stepper's blob, as `ui/stepper/blob.py` packs it

export interface BlobHeader {
  panels: PackedPanel[];
  scales: Record<ScaleName, Scale>;
  version: string;
  /** what the names of the place begin with in the address */
  key: string;
  place: { pin: Look | null; filter: number; channel: number; told: string | null };
  editable: Record<"input" | "kernel", NumberRule | null>;
  notes: string[];
  printed: [name: string, text: string][];
  refused: { told: string | null; sentence: string } | null;
  words: Words;
  ahead: AheadWay | null;
  heard: string[];
}

/** How a page can go ahead of its script. `behind`: classes of what only the script brings up to date. */
export interface AheadWay {
  path: string;
  handles: string[];
  behind: string[];
}

/** What is asked for ahead of the script: where handles stand, what was typed, what is looked at. */
export interface AheadMessage {
  handles: Record<string, number>;
  edits: Omit<StepperEdit, "told">[];
  place: Omit<StepperPlace, "told">;
}

/**
 * What the script will send, as `ui/stepper/ahead.py` packs it. `said`: beside the badge; `address`: what the address
 * will say.
 */
export interface OutlookHeader extends Pick<BlobHeader, "panels" | "scales" | "version" | "notes" | "printed"> {
  place: Omit<StepperPlace, "told">;
  sliders: Record<string, SliderData>;
  said: [term: string, meaning: string] | null;
  address: Addressed;
}

/** What a slider is told. */
export interface SliderData {
  label: string;
  least: number;
  most: number;
  step: number;
  value: number;
  hint: string;
}

export type ScaleName = "sequential" | "diverging";

export type MapName = "input" | "kernel" | "output";

/** A cell that is looked at; below 0 in the padding of the input. */
export interface Look {
  map: MapName;
  row: number;
  column: number;
}

export interface PanelColors {
  scale: ScaleName;
  zmin: number;
  zmax: number;
}

interface PanelHead {
  name: string;
  caption: string[];
  is_rgb: boolean;
}

export type Kind = "convolution" | "depthwise" | "transposed" | "max" | "average";

export type Axis = "rows" | "columns";

export type LinkName = "inputs" | "taps" | "outputs";

export type OperationArray = "image" | "weights" | "channels" | "bias" | "output" | `${Axis}_${LinkName}`;

/** An operation carried out, or why there is none. */
export type PackedPanel = OperationPanel | MisfitPanel;

export interface OperationPanel extends PanelHead {
  kind: Kind;
  activation: string;
  ring: [[top: number, bottom: number], [left: number, right: number]];
  shapes: Words<MapName>;
  colors: { input: PanelColors; kernel: PanelColors[]; output: PanelColors[] };
  arrays: Record<OperationArray, ArrayPlace>;
}

export interface MisfitPanel extends PanelHead {
  kind: null;
  reason: string;
  shapes: { input: string; kernel?: string };
  colors: { input: PanelColors; kernel?: PanelColors[] };
  arrays: { image: ArrayPlace; weights?: ArrayPlace };
}

/** What a cell takes, as `ui.operations.grids.number_rule` says. */
export interface NumberRule {
  number: string;
  two_ways: string;
  largest: number;
  shown: number;
  sentences: Words<"empty" | "no_number" | "two_ways" | "too_large">;
}

// What the stepper tells its script

export type StepperPlace = { pin: Look | null; filter: number; channel: number; told: string | null };

export type StepperEdit = Look & { index: number; text: string; told: string };

export type StepperPaste = { map: MapName; index: number; text: string; told: string };

/** The step by hand on the page Backward. Numbers are texts as the address holds them. */
export interface BackwardData {
  /** the stamp of the message that the script has taken last; 0 before */
  told: number;
  /** how many times the page was opened; a new visit counts whatever was told in the last one */
  visit: number;
  image: string;
  kernel: string;
  target: string;
  rate: string;
  weight: string;
  relu: "no" | "yes";
  until: BackwardUntil;
  most_rate: number;
  rate_step: number;
  rule: { number: string; largest: number };
  scales: { sequential: Scale; diverging: Scale };
  words: BackwardWords;
}

/** How far the step is shown. */
export type BackwardUntil = "all" | "gradient" | "at_output" | "loss" | "difference" | "output";

export type BackwardWords = Words<
  | "forward"
  | "backward"
  | "step"
  | "image"
  | "kernel"
  | "output"
  | "target"
  | "difference"
  | "at_output"
  | "at_output_what"
  | "at_output_relu"
  | "pixels"
  | "products"
  | "gradient"
  | "gradient_what"
  | "next"
  | "loss"
  | "loss_what"
  | "loss_after"
  | "falls"
  | "grows"
  | "stays"
  | "rate"
  | "take"
  | "no_number"
  | "too_large"
  | "cell"
  | "weight"
  | "chart"
  | "now"
  | "hidden"
>;

/** What the step by hand tells the page's script. */
export interface BackwardMessage extends Pick<BackwardData, "image" | "kernel" | "target" | "rate" | "weight"> {
  stamp: number;
}
