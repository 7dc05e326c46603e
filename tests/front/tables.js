// Reads the tables that `tables.py` has written.

const folder = Deno.env.get("TABLES");

/** @param {string} name */
export function table(name) {
  return JSON.parse(Deno.readTextFileSync(`${folder}/${name}.json`));
}

/** @param {string} name */
export function bytes(name) {
  return Deno.readFileSync(`${folder}/${name}.bin`);
}
