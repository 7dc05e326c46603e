// Which input meets which weight on the way to which output, along one axis: `cnn_core/arithmetic/links.py`'s table. Each
// question is one selection from it: by the output, by the input, or by the tap.

export class Links {
  // inputs, taps, outputs: arrays of one length; size: how many inputs there are, the padding left out
  constructor(inputs, taps, outputs, size) {
    Object.assign(this, { inputs, taps, outputs, size });
    this.places = {};
  }

  // The meetings of one index of "inputs", "taps" or "outputs", as `{ input, tap, output, isPadding }`.
  by(name, index) {
    this.places[name] ??= this.sorted(this[name]);
    return (this.places[name].get(index) ?? []).map((at) => ({
      input: this.inputs[at],
      tap: this.taps[at],
      output: this.outputs[at],
      isPadding: this.isOutside(this.inputs[at]),
    }));
  }

  isOutside(input) {
    return input < 0 || input >= this.size;
  }

  // Whether any output reads an input.
  isRead(input) {
    return this.by("inputs", input).length > 0;
  }

  sorted(indices) {
    const found = new Map();
    indices.forEach((index, at) => {
      if (found.has(index)) found.get(index).push(at);
      else found.set(index, [at]);
    });
    return found;
  }
}
