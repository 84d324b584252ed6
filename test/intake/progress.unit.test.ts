import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { importReport } from '../../src/intake/core.js';

const state = { bytesRead: 50, bytesTotal: 200, read: 6000, inserted: 5000, updated: 700, unchanged: 297, rejected: 3 };

function terminal(isTTY: boolean): { stream: NodeJS.WriteStream; text(): string } {
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 120,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  });
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

describe('progress', () => {
  it('is a plain line every five seconds where there is no terminal', async () => {
    const { stream, text } = terminal(false);
    let at = 1000;
    const report = importReport({ label: 'a.csv', stream, now: () => at });
    for (at of [2000, 5999, 6000, 6500, 11_000]) report.progress(state);
    report.warn('a.csv: careful');
    report.end();
    await new Promise((done) => setImmediate(done));
    const outcome = '5000 inserted, 700 updated, 297 unchanged, 3 rejected';
    expect(text()).toBe(
      `a.csv: 25 %, 6000 rows (1200 rows/s): ${outcome}\na.csv: 25 %, 6000 rows (600 rows/s): ${outcome}\na.csv: careful\n`,
    );
  });

  it('is a bar on a terminal', async () => {
    const { stream, text } = terminal(true);
    const report = importReport({ label: 'a.csv', stream });
    report.warn('a.csv: careful');
    report.progress(state);
    report.warn('a.csv: again');
    report.end();
    report.end();
    await new Promise((done) => setImmediate(done));
    expect(text()).toContain('a.csv: careful\n');
    expect(text()).toContain('25%');
    expect(text()).toContain('a.csv: again\n');
  });

  it('is nothing where it shall be quiet', async () => {
    const { stream, text } = terminal(true);
    const report = importReport({ label: 'a.csv', quiet: true, stream });
    report.progress(state);
    report.warn('a.csv: careful');
    report.end();
    await new Promise((done) => setImmediate(done));
    expect(text()).toBe('');
  });
});
