import { HubError } from '../kernel/errors.js';

// printed: registers by `npm run pages`; edit the code, not the table
export const REGISTER_NAMES: readonly string[] = [
  'enterprises',
  'gradings',
  'accidents',
  'hazards',
  'licences',
  'penalties',
  'ratings',
  'findings',
];
// /printed

/** The register that somebody asks for by name, told without loading a room. Throws BAD_USER_INPUT where there is none. */
export function registerNamed(name: string): string {
  if (REGISTER_NAMES.includes(name)) return name;
  throw new HubError('BAD_USER_INPUT', `no register ${name}; there is ${REGISTER_NAMES.join(', ')}`);
}
