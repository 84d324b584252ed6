import { SEED } from '../chance.js';
import type { Target } from './attack.js';
import { attackOf } from './attacks/index.js';
import { Dice } from './dice.js';
import { count, type DoorCount, emptyDoor, faultOf } from './judge.js';

export interface Orders {
  target: Target;
  /** Numbers of the requests: this process has every `of`th, from `first`. */
  first: number;
  of: number;
  requests: number;
  /** Requests that are under way at once, and connections that are held open beside them. */
  atOnce: number;
  held: number;
}
export interface Told {
  doors: Record<string, DoorCount>;
  faults: string[];
}
export type ToAttackers = { orders: Orders };
export type FromAttackers = { progress: number } | { told: Told };

const MOST_FAULTS = 40;
const PROGRESS_EVERY = 250;

/** The attackers of one process: each request is drawn from its number alone, so a fault's number makes it again. */
async function attack({ target, first, of, requests, atOnce, held }: Orders): Promise<Told> {
  const doors: Record<string, DoorCount> = {};
  const faults: string[] = [];
  const open: (() => void)[] = [];
  let next = first;
  let done = 0;
  const one = async (n: number): Promise<void> => {
    const dice = new Dice(SEED, n);
    const { door: name, name: what, run } = attackOf(dice);
    doors[name] ??= emptyDoor();
    const door = doors[name];
    door.requests++;
    await run(target, dice, {
      answer: (status, text) => {
        count(door, status, text);
        const fault = faultOf(status, text);
        if (fault && faults.length < MOST_FAULTS) faults.push(`request ${n} (${name}, ${what}): ${fault}`);
      },
      cut: () => door.cut++,
      hold: (close) => {
        open.push(close);
        if (open.length > held) open.shift()?.();
      },
    });
    if (++done % PROGRESS_EVERY === 0) process.send?.({ progress: done } satisfies FromAttackers);
  };
  const worker = async () => {
    for (let n = next; n < requests; n = next) {
      next += of;
      await one(n);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const close of open) close();
  return { doors, faults };
}

process.on('message', (message: ToAttackers) => {
  void attack(message.orders).then((told) => process.send?.({ told } satisfies FromAttackers, () => process.exit()));
});
