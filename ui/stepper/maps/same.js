// Whether what is to be drawn is there already: by what it holds, arrays too, one level deep.

/** @type {(wish: object, other: object | null) => boolean} */
export function isSame(wish, other) {
  const [one, two] = [new Map(Object.entries(wish)), new Map(Object.entries(other ?? {}))];
  return other !== null &&
    [...new Set([...one.keys(), ...two.keys()])].every((name) => isEqual(one.get(name), two.get(name)));
}

/** @type {(one: unknown, other: unknown) => boolean} */
function isEqual(one, other) {
  if (Object.is(one, other)) return true;
  if (!one || !other || typeof one !== "object" || typeof other !== "object") return false;
  const [items, others] = [listOf(one), listOf(other)];
  if (items?.length !== others?.length) return false;
  if (!items || !others) return isSame(one, other);
  for (let at = 0; at < items.length; at++) if (!Object.is(items[at], others[at])) return false;
  return true;
}

/** @type {(value: object) => ArrayLike<unknown> | null} */
function listOf(value) {
  return "length" in value ? /** @type {ArrayLike<unknown>} */ (value) : null;
}
