// The particles of Korean after a value that is filled in. `cnn_core/particles.py` says how and why; a table of the
// library's answers (`tests/front/tables.py`) holds the two together.

/** @typedef {"vowel" | "l" | "consonant"} Sound */

const MARK = /(은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)|\(이\))/;
const LATER = /\{\w+\}[^\p{L}\p{N}_{}]*$/u;

/** @type {Record<string, Sound>} */
const DIGITS = { 2: "vowel", 4: "vowel", 5: "vowel", 9: "vowel", 1: "l", 7: "l", 8: "l" };
/** @type {[string, Sound][]} */
const SYMBOLS = [
  ["%°℃×÷+−@αβγδζηθικλμνπρστφχψω∞", "vowel"],
  ["‰=", "l"],
  ["′#εξο²³¹⁰⁴⁵⁶⁷⁸⁹ⁿ", "consonant"],
];
/** @type {Record<string, Sound>} */
const LETTERS = { l: "l", r: "l", m: "consonant", n: "consonant" };
/** @type {[RegExp, Sound][]} */
const UNITS = [
  [/^(s|ms|m|cm|mm|km|kg|g|b|kb|mb|gb|hz|khz)$/i, "vowel"],
  [/^(h|min)$/i, "consonant"],
  [/^px$/i, "l"],
];
/** @type {[RegExp, Sound][]} */
const ENDINGS = [
  [/^(bit|dot|hit|check|hub|sub)$|(github|ceipt|oint|ight)$/, "vowel"],
  [/le?$/, "l"],
  [/(m|n|me|ne|ng|mb|mn|ck|ook)$|(^|[^aeou])[aeiouy]c$|(type|group|out|jpeg|club|epoch)$/, "consonant"],
  [/(^|[^aeiou]|qu)[aeiouy][pt]$|e[ae]p$|(^|[^aeiou])[aeio]b$/, "consonant"],
];

/**
 * Fills a sentence whose places `fill` fills, part by part, and chooses the particle of each mark.
 *
 * @param {string} sentence
 * @param {(part: string) => string} fill
 */
export function withParticles(sentence, fill) {
  if (!sentence.includes("(") || !MARK.test(sentence)) return fill(sentence);
  return sentence.split(MARK).reduce((said, part, at) => {
    if (at % 2 === 0) return said + fill(part);
    return said + (LATER.test(said) ? part : particle(said, part));
  }, "");
}

/** @type {(before: string, mark: string) => string} */
export function particle(before, mark) {
  const sound = ending(before);
  if (!sound) return mark;
  if (mark === "(으)") return sound === "consonant" ? "으" : "";
  if (mark === "(이)") return sound === "vowel" ? "" : "이";
  const forms = sound === "vowel" ? "는가를와" : "은이을과";
  return [...mark].find((form) => forms.includes(form)) ?? mark;
}

/** @type {(whole: string) => Sound | null} */
function ending(whole) {
  const text = bare(whole);
  const last = [...text].at(-1);
  if (last === undefined) return null;
  if (last >= "가" && last <= "힣") {
    const final = (last.charCodeAt(0) - "가".charCodeAt(0)) % 28;
    return final === 0 ? "vowel" : final === 8 ? "l" : "consonant";
  }
  if (last >= "ㄱ" && last <= "ㅣ") return last >= "ㅏ" ? "vowel" : last === "ㄹ" ? "l" : "consonant";
  const symbol = SYMBOLS.find(([symbols]) => symbols.includes(last));
  if (symbol) return symbol[1];
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  if (/[0-9]$/.test(plain)) return ofNumber(plain);
  const word = /[A-Za-z]+$/.exec(plain);
  return word ? ofWord(word[0], plain.slice(0, word.index)) : null;
}

/** @param {string} whole */
function bare(whole) {
  let text = whole;
  while (text) {
    let cut = text.replace(/(<[^<>]*>|&\w+;|&#\w+;|\]\([^()\s]*\))$/, "");
    if (cut === text) {
      const last = [...text].at(-1) ?? "";
      const inside = last === ")" && /\(([^()]*)\)$/.exec(text);
      const isRead = /[\p{L}\p{N}]/u.test(last) || SYMBOLS.some(([symbols]) => symbols.includes(last));
      if (inside && isGloss(text.slice(0, inside.index), inside[1])) cut = text.slice(0, inside.index);
      else if (!isRead) cut = text.slice(0, -last.length);
    }
    if (cut === text) break;
    text = cut;
  }
  return text;
}

/** @type {(word: string, inside: string) => boolean} */
function isGloss(word, inside) {
  return /[가-힣0-9]$/.test(word) || (/[A-Za-z]$/.test(word) && /[가-힣]/.test(inside));
}

/** @type {(text: string) => Sound} */
function ofNumber(text) {
  const fraction = /(?:^|[^\d/.,])(\d+)[/⁄]\d+$/.exec(text);
  const number = fraction ? fraction[1] : text;
  const [, found, decimals] = /(\d{1,3}(?:[,\s]\d{3})+|\d+)((?:\.\d+)*)$/.exec(number) ?? ["", "0", ""];
  const whole = found.replace(/\D/g, "");
  const zeros = whole.length - whole.replace(/0+$/, "").length;
  if (!decimals && zeros && !whole.startsWith("0")) {
    return (zeros >= 12 && zeros < 16) || (zeros >= 20 && zeros < 24) ? "vowel" : "consonant";
  }
  return DIGITS[number.slice(-1)] ?? "consonant";
}

/** @type {(word: string, before: string) => Sound} */
function ofWord(word, before) {
  const unit = /[0-9]\s?$/.test(before) && UNITS.find(([units]) => units.test(word));
  if (unit) return unit[1];
  const last = /[A-Z]?[a-z]+$|[A-Z]+$/.exec(word)?.[0] ?? word;
  const part = word === "ReLU" ? "relu" : last;
  const isShort = part === part.toUpperCase() && part.length <= 3;
  if (part.length === 1 || isShort || !/[aeiouy]/i.test(part)) {
    return LETTERS[part.slice(-1).toLowerCase()] ?? "vowel";
  }
  return ENDINGS.find(([pattern]) => pattern.test(part.toLowerCase()))?.[1] ?? "vowel";
}
