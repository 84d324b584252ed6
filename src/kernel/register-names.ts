import { HubError } from './errors.js';

/**
 * The registers as commands and files call them, in the order in which people meet them. Help texts know them without loading a room; what
 * each is stands in src/server/registers.ts, which does not compile while one has no entry there, or an entry no name here.
 */
export const REGISTER_NAMES = ['enterprises', 'gradings', 'accidents', 'hazards', 'ratings', 'findings'] as const;
export type RegisterName = (typeof REGISTER_NAMES)[number];

/** The register that somebody asks for by name. Throws BAD_USER_INPUT where there is none. */
export function registerNamed(name: string): RegisterName {
  const register = REGISTER_NAMES.find((r) => r === name);
  if (register) return register;
  throw new HubError('BAD_USER_INPUT', `no register ${name}; there is ${REGISTER_NAMES.join(', ')}`);
}
