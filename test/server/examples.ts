import { addDays, dateOf } from '../../src/kernel/date.js';

/** A fenced block of a page: what it is called, what it has, and on which line it begins. */
export interface Fence {
  info: string;
  text: string;
  line: number;
}

/** Every fenced block of a page of Markdown. */
export function fencesOf(page: string): Fence[] {
  const fences: Fence[] = [];
  const lines = page.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const open = /^```(.*)$/.exec(lines[i] as string);
    if (!open) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`the block of line ${i + 1} is never closed`);
    fences.push({ info: (open[1] as string).trim(), text: lines.slice(i + 1, end).join('\n'), line: i + 1 });
    i = end;
  }
  return fences;
}

/** A request as a page shows it, and the answer that the page gives for it: the JSON of the next block. */
export interface Example {
  request: Fence;
  answer: Fence | null;
}

const isRequest = ({ info, text }: Fence) =>
  /^(graphql|http)$/.test(info) || (info === 'sh' && /^curl .* -d '/ms.test(text));
const isAnswer = (fence: Fence | undefined): fence is Fence =>
  fence !== undefined && /^(json|ndjson)$/.test(fence.info);

/** Requests of a page in their order, each with its answer where it has one. */
export function examplesOf(page: string): Example[] {
  const fences = fencesOf(page);
  return fences.flatMap((request, i) => {
    if (!isRequest(request)) return [];
    const next = fences[i + 1];
    return [{ request, answer: isAnswer(next) ? next : null }];
  });
}

export const parsed = ({ info, text }: Fence): unknown =>
  info === 'ndjson'
    ? text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : JSON.parse(text);

const KINDS: [name: string, test: RegExp][] = [
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['instant', /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/],
  ['uuid', /^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['number', /^\d{1,18}$/],
  ['opaque', /^(?=.*\d)(?=.*[a-z])[\w+/=-]{20,}$/],
];
const kindOf = (text: string) => KINDS.find(([, test]) => test.test(text))?.[0];
/** The day as of which the pages' answers stand. The county is loaded with its days moved from it to today, so that it stays as young. */
const WRITTEN_ON = '2026-11-28';
const MS_A_DAY = 86_400_000;
export const DAYS_SINCE = Math.round((Date.parse(dateOf(new Date())) - Date.parse(WRITTEN_ON)) / MS_A_DAY);

/** A text with every day in it moved. */
export const moved = (text: string, days: number): string =>
  text.replace(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g, (day) => (Number.isNaN(Date.parse(day)) ? day : addDays(day, days)));

/** The same day of the moved county: give or take the one that a year has more. */
const sameDay = (documented: string, real: string): boolean =>
  Math.abs(Date.parse(real) - Date.parse(documented) - DAYS_SINCE * MS_A_DAY) <= MS_A_DAY;
/** Texts with the instants, days and ids taken out that stand inside them. */
const blanked = (text: string): string =>
  text
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<instant>')
    .replace(/\d{4}-\d{2}-\d{2}/g, '<day>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');

/**
 * How a documented answer differs from the real one; nothing where only ids, instants, positions and hashes do, and days by as much
 * as the county's are moved. `ids` learns which id stands for which. `…` in a documented text stands for whatever is left out.
 */
export function differences(documented: unknown, real: unknown, ids: Map<string, string>, path = ''): string[] {
  const differs = () => [
    `${path || 'the answer'}: ${JSON.stringify(documented)} is documented, ${JSON.stringify(real)} answered`,
  ];
  const key = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
  if (Array.isArray(documented) && Array.isArray(real)) {
    if (documented.length !== real.length) return [`${path}: ${documented.length} documented, ${real.length} answered`];
    return documented.flatMap((one, i) => differences(one, real[i], ids, `${path}.${i}`));
  }
  if (isObject(documented)) {
    if (!isObject(real)) return differs();
    const names = [...new Set([...Object.keys(documented), ...Object.keys(real)])];
    return names.flatMap((name) => {
      if (!(name in real)) return [`${path}.${name} is documented and not answered`];
      if (!(name in documented)) return [`${path}.${name} is answered and not documented`];
      return differences(documented[name], real[name], ids, path ? `${path}.${name}` : name);
    });
  }
  if (documented === real) return [];
  if (typeof documented === 'number' && typeof real === 'number') return key === 'position' ? [] : differs();
  if (typeof documented !== 'string' || typeof real !== 'string') return differs();
  const kind = kindOf(documented);
  if (kind === 'date') return kindOf(real) === 'date' && sameDay(documented, real) ? [] : differs();
  if (kind !== undefined && kind === kindOf(real)) {
    if (kind !== 'instant') ids.set(documented, real);
    return [];
  }
  if (documented.includes('…')) {
    const [start = '', end = ''] = documented.split('…');
    return real.startsWith(start) && real.endsWith(end) ? [] : differs();
  }
  return blanked(documented) === blanked(real) ? [] : differs();
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A request with the ids of earlier answers instead of the documented ones. */
export function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  let told = text;
  for (const [documented, real] of ids)
    told = /^\d+$/.test(documented)
      ? told.replaceAll(`"${documented}"`, `"${real}"`)
      : told.replaceAll(documented, real);
  return told;
}
