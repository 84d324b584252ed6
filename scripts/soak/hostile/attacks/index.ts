import type { Attack } from '../attack.js';
import type { Dice } from '../dice.js';
import { DOORS } from './doors.js';
import { graphqlAttacks, HEAVY, SUBMISSIONS } from './graphql.js';
import { RAW } from './raw.js';
import { SOCKETS } from './socket.js';

export const ATTACKS: readonly Attack[] = [
  ...graphqlAttacks('/graphql', 3),
  ...graphqlAttacks('/graphql/stream', 1),
  ...graphqlAttacks('/subgraphs/enterprise', 1),
  HEAVY,
  SUBMISSIONS,
  ...RAW,
  ...SOCKETS,
  ...DOORS,
];
const TOTAL = ATTACKS.reduce((sum, { weight }) => sum + weight, 0);

/** The attack that a request is, by its weight. */
export function attackOf(dice: Dice): Attack {
  let at = dice.below(TOTAL);
  for (const attack of ATTACKS) {
    at -= attack.weight;
    if (at < 0) return attack;
  }
  throw new Error('unreachable');
}
