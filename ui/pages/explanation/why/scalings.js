// What is switched off or turned up: factors of channels and of whole layers, 1 where nothing is said.

export class Scalings {
  // list: as `list()` gives it
  constructor(list = []) {
    this.factors = new Map(
      list.map(([layer, channel, factor]) => [key(layer, channel), { layer, channel, factor }]),
    );
  }

  get isEmpty() {
    return this.factors.size === 0;
  }

  get size() {
    return this.factors.size;
  }

  // Of a channel by itself, or with null of the layer.
  get(layer, channel = null) {
    return this.factors.get(key(layer, channel))?.factor ?? 1;
  }

  // What a channel is multiplied by in all.
  of(layer, channel) {
    return this.get(layer) * this.get(layer, channel);
  }

  set(layer, channel, factor) {
    if (factor === 1) this.factors.delete(key(layer, channel));
    else this.factors.set(key(layer, channel), { layer, channel, factor });
  }

  clear() {
    this.factors.clear();
  }

  // As a request says it: [layer, channel or null, factor] of each.
  list() {
    return [...this.factors.values()].map(({ layer, channel, factor }) => [layer, channel, factor]);
  }
}

function key(layer, channel) {
  return channel === null ? layer : `${layer}/${channel}`;
}
