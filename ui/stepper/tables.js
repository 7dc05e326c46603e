// The same content as real tables, for a screen reader and for who wants to copy it.

import { fill, make } from "../modules/dom.js";
import { exact, proper } from "./numbers.js";

// Returns a table of a map: `values` in rows, with the numbers of its rows and columns.
export function mapTable(title, { rows, columns, first = [0, 0], values }, words) {
  const table = make("table");
  table.append(make("caption", "", title));
  const head = table.createTHead().insertRow();
  head.append(heading("", "col"));
  for (let column = 0; column < columns; column++) head.append(heading(proper(String(column + first[1])), "col"));
  head.firstChild.textContent = words.row_and_column;
  const body = table.createTBody();
  for (let row = 0; row < rows; row++) {
    const line = body.insertRow();
    line.append(heading(proper(String(row + first[0])), "row"));
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column];
      line.insertCell().textContent = Number.isNaN(value) ? words.not_read : number(value);
    }
  }
  return table;
}

// Returns a table of the products that make up an output cell.
export function termsTable(title, operation, trace, words) {
  const table = make("table");
  table.append(make("caption", "", title));
  const names = ["row", "column", "channel", "value"];
  if (!operation.isPooling) names.push("weight", "product");
  const head = table.createTHead().insertRow();
  for (const name of names) head.append(heading(words[`head_${name}`], "col"));
  const body = table.createTBody();
  for (const { i, j, k, input, weight, product, isPadding } of trace.terms) {
    const line = body.insertRow();
    const cells = [trace.rows[i].input, trace.columns[j].input, trace.channels[k]];
    for (const cell of cells) line.insertCell().textContent = proper(String(cell));
    line.insertCell().textContent = isPadding ? (operation.isPooling ? words.not_read : words.padding_zero) : number(input);
    if (operation.isPooling) continue;
    line.insertCell().textContent = number(weight);
    line.insertCell().textContent = number(product);
  }
  const foot = table.createTFoot().insertRow();
  const cell = foot.insertCell();
  cell.colSpan = names.length;
  const ends = [];
  if (operation.hasBias) ends.push(fill(words.foot_bias, { value: number(trace.bias) }));
  if (operation.activation === "relu") ends.push(fill(words.foot_total, { value: number(trace.total) }));
  if (operation.kind === "average") ends.push(fill(words.foot_count, { count: trace.count }));
  ends.push(fill(words.foot_output, { value: number(trace.value) }));
  cell.textContent = ends.join(" ");
  return table;
}

function heading(text, scope) {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}

function number(value) {
  return proper(Math.fround(value) === value ? exact(value) : String(Number(value.toPrecision(12))));
}
