import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloseCode } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { HubClose } from '../../src/server/live/socket/close-codes.js';

/** schema/PROTOCOL.md is what clients are written against: it names every close code, and no other. */
describe('the close codes of PROTOCOL.md', () => {
  const page = readFileSync(join(projectRoot, 'schema/PROTOCOL.md'), 'utf8');
  const table = [...page.matchAll(/^\| (\d{4}) \|/gm)].map((m) => Number(m[1]));
  const numbers = (codes: object) => Object.values(codes).filter((c): c is number => typeof c === 'number');

  it('are those of the hub and of its protocol library', () => {
    // 4500 and 4004, 4005 stand for faults of a server's program and for old clients; this hub sends neither.
    const unused = [CloseCode.InternalServerError, CloseCode.InternalClientError, CloseCode.BadResponse];
    const known = numbers(CloseCode).filter(
      (c) => !unused.includes(c) && c !== CloseCode.ConnectionAcknowledgementTimeout,
    );
    expect(new Set(table)).toEqual(new Set([1001, 1009, 1013, ...known, ...numbers(HubClose)]));
    expect(table).toHaveLength(new Set(table).size);
  });
});
