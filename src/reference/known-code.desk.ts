import type { Db } from '../../db/client.js';
import { systemClock } from '../kernel/clock.js';
import { parseDate } from '../kernel/date.js';
import { badInput, notFound } from '../kernel/errors.js';
import { shownCode } from '../kernel/refused-code.js';
import { normaliseUscc } from '../kernel/uscc.js';
import { type CodeNote, checkNote, textProblems } from './known-code.decide.js';
import { addKnownCode, type KnownCodeRow, knownCodeRows, latestNote, removeKnownCode } from './known-code.store.js';

export interface CodeReceipt extends CodeNote {
  /** ADDED, UNCHANGED where the table says this already, or REPLACED where it said something else of the code. */
  done: 'ADDED' | 'UNCHANGED' | 'REPLACED';
  dryRun: boolean;
}

/** The table of known codes for an operator, at the command line. What it says counts in running hubs within seconds. */
export interface KnownCodeDesk {
  /** In the order of codes; with `all` also what was taken out. */
  list(all: boolean): Promise<KnownCodeRow[]>;
  /** Refused where the code is not what the note says. A code that is noted otherwise is noted anew, and the former note kept. */
  add(note: CodeNote, dryRun: boolean): Promise<CodeReceipt>;
  /** UNCHANGED where it was taken out before; NOT_FOUND where it was never noted. */
  remove(code: string, by: string, dryRun: boolean): Promise<KnownCodeRow & { done: 'REMOVED' | 'UNCHANGED' }>;
}

export const knownCodeDesk = (db: Db): KnownCodeDesk => ({
  list: (all) => knownCodeRows(db.orm, all),
  add: async (given, dryRun) => {
    const { note, problems } = checkNote(given);
    if (note.since !== null && parseDate(note.since) === null)
      problems.push({ path: 'since', code: 'DATE', message: 'is not a calendar date YYYY-MM-DD' });
    if (problems.length > 0) throw badInput(problems);
    return db.transaction(async (orm) => {
      const noted = await latestNote(orm, note.code);
      const before = noted?.removedAt === null ? noted : null;
      const done = !before ? 'ADDED' : same(before, note) ? 'UNCHANGED' : 'REPLACED';
      if (!dryRun && done !== 'UNCHANGED') {
        const { by: notedBy, ...said } = note;
        const notedAt = systemClock.now();
        if (before) await removeKnownCode(orm, note.code, notedBy, notedAt);
        await addKnownCode(orm, { ...said, notedBy, notedAt });
      }
      return { ...note, done, dryRun };
    });
  },
  remove: async (given, saidBy, dryRun) => {
    const code = normaliseUscc(given);
    const by = saidBy.trim();
    const problems = textProblems('by', by, 'say who takes it out');
    if (problems.length > 0) throw badInput(problems);
    return db.transaction(async (orm) => {
      const row = await latestNote(orm, code);
      if (!row) throw notFound(`code ${shownCode(code)}`, 'code');
      const present = row.removedAt === null;
      if (present && !dryRun) await removeKnownCode(orm, code, by, systemClock.now());
      return { ...row, done: present ? 'REMOVED' : 'UNCHANGED' };
    });
  },
});

const same = (row: KnownCodeRow, note: CodeNote): boolean =>
  row.kind === note.kind &&
  row.replacedBy === note.replacedBy &&
  row.source === note.source &&
  row.since === note.since;
