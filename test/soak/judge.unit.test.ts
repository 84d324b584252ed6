import { describe, expect, it } from 'vitest';
import { attackOf } from '../../scripts/soak/hostile/attacks/index.js';
import { Dice } from '../../scripts/soak/hostile/dice.js';
import { faultOf } from '../../scripts/soak/hostile/judge.js';

const refusal = (code: string) => JSON.stringify({ errors: [{ message: 'x', extensions: { code } }] });

describe('the adversary’s judge', () => {
  it('takes a failure of the hub’s for a fault, whatever its status and wherever it is said', () => {
    for (const status of [200, 400, 500, 503, null])
      expect(faultOf(status, refusal('INTERNAL_SERVER_ERROR')), String(status)).toMatch(/^INTERNAL_SERVER_ERROR/);
    for (const status of [500, 502, 503, 504, 599]) {
      expect(faultOf(status, ''), String(status)).toMatch(new RegExp(`^${status}: `));
      expect(faultOf(status, refusal('BAD_REQUEST')), String(status)).not.toBeNull();
    }
  });

  it('takes a busy hub for an honest one, and a refusal for what it is', () => {
    for (const code of ['UNAVAILABLE', 'RATE_LIMITED'])
      for (const status of [200, 429, 500, 503, null]) expect(faultOf(status, refusal(code))).toBeNull();
    expect(faultOf(503, '{"status":"not ready","reason":"the database does not answer"}')).toBeNull();
    for (const status of [200, 302, 400, 404, 413, 431, 501, 505]) expect(faultOf(status, '')).toBeNull();
  });
});

describe('a hostile request', () => {
  it('is the same whenever it is made again by its number, and another by another seed', () => {
    const drawn = (seed: string, n: number) => {
      const dice = new Dice(seed, n);
      return [attackOf(dice).name, dice.below(1_000), dice.text(5), dice.size(1_000)];
    };
    const all = (seed: string) => Array.from({ length: 50 }, (_, n) => drawn(seed, n));
    expect(all('1')).toEqual(all('1'));
    expect(all('1')).not.toEqual(all('2'));
    expect(new Set(all('1').map((one) => JSON.stringify(one))).size).toBeGreaterThan(45);
  });
});
