import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideUndo, type Version } from '../../src/exchange/undo/takeback.decide.js';
import type { Recorded, Takeback } from '../../src/exchange/undo/takeback.js';

type Row = Recorded & { says: string };

/** One record as its tables would have it, by what decideUndo decides. */
class Table {
  versions: Version<Row>[] = [];
  takebacks: Takeback[] = [];
  private readonly writers = new Map<number, string>();
  private position = 0;

  get present(): string | null {
    return this.versions.find((v) => v.live)?.row.says ?? null;
  }

  write(importId: string | null, says: string): number {
    const position = ++this.position;
    if (importId) this.writers.set(position, importId);
    for (const version of this.versions) version.live = false;
    this.versions.push({ row: rowAt(position, says), live: true, past: false });
    return position;
  }

  /** What it came to, in the steps that a run takes: the latest positions first. */
  undo(importId: string): string {
    const kinds: string[] = [];
    const wrote = (position: number) => this.writers.get(position) === importId;
    for (let until = this.position; until > 0; until--) {
      const kept = { key: '1', versions: this.versions, takebacks: this.takebacks };
      for (const outcome of decideUndo<Row>(kept, { importId, wrote, after: until - 1, until })) {
        kinds.push(outcome.kind);
        if (outcome.kind === 'LEFT' || outcome.kind === 'RESTORED_PAST') continue;
        const { present } = outcome;
        const restores = outcome.kind === 'RESTORED' ? outcome.former.position : null;
        const position = this.write(null, outcome.kind === 'RESTORED' ? outcome.former.says : present.says);
        this.takebacks.push({ position, ofPosition: present.position, restores, importId });
        if (outcome.kind === 'ENDED') Object.assign(this.versions.at(-1) as object, { live: false, past: true });
      }
    }
    return kinds.join() || 'NOTHING';
  }
}

const rowAt = (position: number, says: string): Row => ({
  ...{ position, says, uscc: 'U', documentNumber: 'D', providerId: 'P' },
  ...{ receivedAt: new Date(0), recordedAt: new Date(position) },
});

describe('taking imports back', () => {
  it('is, over any history, what a stack of imports says: the top one goes, one below is left, one that went does nothing', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 2 }), by: fc.boolean() }) },
      { weight: 4, arbitrary: fc.record({ undo: fc.nat() }) },
    );
    const reached = new Map<string, number>();
    const property = fc.property(fc.array(step, { minLength: 4, maxLength: 24 }), (steps) => {
      const table = new Table();
      const stack: { id: string; says: string }[] = [];
      const imports = new Set<string>();
      let made = 0;
      for (const one of steps) {
        if ('write' in one) {
          const id = `import ${++made}`;
          // One import may have a record twice; what is submitted otherwise has no receipt.
          for (let i = 0; i < one.write; i++) table.write(one.by ? id : null, `${id}.${i}`);
          if (one.by) imports.add(id);
          stack.push({ id, says: `${id}.${one.write - 1}` });
        } else if (made > 0) {
          const id = `import ${1 + (one.undo % made)}`;
          const at = stack.findIndex((entry) => entry.id === id);
          const submitted = !imports.has(id);
          const top = at === stack.length - 1;
          const expected = submitted || at < 0 ? 'NOTHING' : !top ? 'LEFT' : stack.length === 1 ? 'ENDED' : 'RESTORED';
          if (expected === 'ENDED' || expected === 'RESTORED') stack.pop();
          reached.set(expected, (reached.get(expected) ?? 0) + 1);
          expect(table.undo(id)).toBe(expected);
        }
        expect(table.present).toBe(stack.at(-1)?.says ?? null);
      }
    });
    fc.assert(property, { numRuns: 2_000 });
    expect([...reached.keys()].sort()).toEqual(['ENDED', 'LEFT', 'NOTHING', 'RESTORED']);
  });
});
