/** Elements whose text no page shows. */
const UNSEEN = new Set(['script', 'style', 'title', 'template', 'noscript', 'textarea', 'select', 'xml']);
/** Elements that begin a line of their own. */
const BLOCKS = new Set(['p', 'div', 'li', 'ul', 'ol', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'section']);

export const isUnseen = (name: string): boolean => UNSEEN.has(name);
export const isBlock = (name: string): boolean => BLOCKS.has(name);

/** The line break that <br> makes, kept apart from those of the page's source, which are spaces. */
export const LINE_BREAK = '\u2028';

/** The text of a cell as a page shows it: white space of the source is one space, `<br>` a line break. */
export const shownText = (text: string): string =>
  text
    .replace(/[ \t\r\n\f]+/g, ' ')
    .replace(/ ?\u2028 ?/g, '\n')
    .trim();
