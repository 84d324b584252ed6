import { readFile } from 'node:fs/promises';
import { PlainError } from '../kernel/plain-error.js';

const MEND = 'write a JSON object of header to field, such as {"单位": "name"}';

/** Reads what `--map` names: a JSON object of a file's headers to fields, null for a column that is not used. Throws PlainError. */
export async function readHeaderMap(file: string): Promise<Record<string, string | null>> {
  const text = (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  let map: unknown;
  try {
    map = JSON.parse(text);
  } catch (error) {
    throw new PlainError(`${file}: is not JSON; ${MEND}`, { cause: error });
  }
  const fits = (value: unknown) => value === null || typeof value === 'string';
  if (typeof map !== 'object' || map === null || Array.isArray(map) || !Object.values(map).every(fits))
    throw new PlainError(`${file}: is no map; ${MEND}`);
  return map as Record<string, string | null>;
}
