import type { Dice } from './dice.js';

/** The hub that is attacked, and what an attacker inside the house has: keys of agencies, but never the bank's beside it. */
export interface Target {
  host: string;
  port: number;
  keys: { partner: string; lender: string; market: string };
  /** Codes of companies that are there. */
  usccs: string[];
  /** A portfolio of the lender's. */
  portfolio: string;
}

/** Told what became of a request. */
export interface Told {
  /** An answer, or one message of a socket or stream: its status (null: of a socket) and its text. */
  answer(status: number | null, text: string): void;
  /** The hub closed the connection without one. */
  cut(): void;
  /** Leaves a connection open, as whoever stalls does, and goes on; it is closed when its turn comes, and `close` tells what it heard. */
  hold(close: () => void): void;
}

export interface Attack {
  /** The way in: `POST /graphql`, `WebSocket`, … */
  door: string;
  name: string;
  /** How often it is drawn, beside the others. */
  weight: number;
  run(target: Target, dice: Dice, told: Told): Promise<void>;
}

/** Milliseconds after which somebody who waits for an answer has none. Nothing is measured by it. */
export const PATIENCE_MS = 120_000;
/** Of one answer no more is read into memory; the rest is let go by. */
export const MOST_HEARD = 4_000_000;

/** Attackers come from many addresses; the bank has its own. Linux answers on all of 127.0.0.0/8. */
export const addressOf = (dice: Dice): string | undefined =>
  process.platform === 'linux' ? `127.0.${1 + dice.below(4)}.${1 + dice.below(8)}` : undefined;

/** A credential: mostly none, now and then an agency's, or one that is wrong in some way. */
export function credentialOf({ keys }: Target, dice: Dice): string | undefined {
  if (!dice.oneIn(3)) return undefined;
  const key = dice.pick(Object.values(keys));
  return dice.pick([
    `Bearer ${key}`,
    `Bearer ${key}`,
    `Bearer ${key}x`,
    `Bearer hub_00000000_${'A'.repeat(dice.size(5_000))}`,
    `bearer  ${key}`,
    `Basic ${Buffer.from('a:b').toString('base64')}`,
    'Bearer',
    key,
    `Bearer ${key}, Bearer ${key}`,
  ]);
}
