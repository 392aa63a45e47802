// The XML of S3's replies: elements with text or elements in them. What S3 does not write is refused: a document type, CDATA, comments,
// entities beyond the five of XML.

/** @typedef {{ name: string, text: string, children: Element[] }} Element */

const MOST_DEPTH = 16;
const PROLOG = /^\uFEFF?\s*(?:<\?xml[^<>]*\?>)?\s*/;
// An end, a start with its attributes, or text.
const TOKEN = /<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-f]{1,6}));|&/gi;
/** @type {{ [name: string]: string }} */
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

// The root element; undefined for what is no such XML.
/** @param {string} xml @returns {Element | undefined} */
export function readXml(xml) {
  /** @type {Element} */
  const document = { name: "", text: "", children: [] };
  const open = [document];
  TOKEN.lastIndex = PROLOG.exec(xml)?.[0].length ?? 0;
  while (TOKEN.lastIndex < xml.length) {
    const token = TOKEN.exec(xml);
    if (token === null) return undefined;
    const [, end, start, , slash, raw] = token;
    const inner = open[open.length - 1];
    if (raw !== undefined) {
      const text = decoded(raw);
      if (text === undefined || (inner === document && text.trim() !== "")) return undefined;
      inner.text += text;
    } else if (end !== undefined) {
      if (inner === document || inner.name !== end) return undefined;
      open.pop();
    } else {
      const element = { name: start, text: "", children: [] };
      inner.children.push(element);
      if (slash === "") open.push(element);
      if (open.length > MOST_DEPTH) return undefined;
    }
  }
  return open.length === 1 && document.children.length === 1 ? document.children[0] : undefined;
}

// The text of the one element of a name; undefined where there is none.
/** @param {Element} element @param {string} name */
export function textOf(element, name) {
  const found = element.children.filter((child) => child.name === name);
  return found.length === 1 && found[0].children.length === 0 ? found[0].text : undefined;
}

/** @param {string} raw @returns {string | undefined} */
function decoded(raw) {
  let isSound = true;
  const text = raw.replace(ENTITY, (_, name, decimal, hexadecimal) => {
    if (name !== undefined) return NAMED[name.toLowerCase()];
    const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    if (point > 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    isSound = false;
    return "";
  });
  return isSound ? text : undefined;
}
