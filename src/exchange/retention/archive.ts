import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import type { PublicSigningKey } from '../../access/index.js';
import type { Epoch } from '../epoch/lineage.js';
import type { EventRow } from '../log/event.js';
import { type Fault, missing, Walk } from '../log/walk.js';
import { type SignedStatement, signatureFault } from '../proof/statement.js';

/** The first line of an archive. */
export interface ArchiveHead {
  archive: 'hub log 1';
  logId: string;
  first: number;
  last: number;
  /** The chain's hash before the first event. */
  previousHash: string;
  /** The epochs of the log then, from the first to the one that it was in; archives from before there were epochs have none. */
  epochs?: Pick<Epoch, 'id' | 'beganAfter'>[];
}

const hex = (bytes: Buffer) => bytes.toString('hex');
const eventLine = ({ salt, hash, ...event }: EventRow) =>
  `${JSON.stringify({ ...event, salt: hex(salt), hash: hex(hash) })}\n`;
const checkpointLine = ({ logId: _, hash, signature, ...rest }: SignedStatement) =>
  `${JSON.stringify({ checkpoint: { ...rest, hash: hex(hash), signature: signature.toString('base64') } })}\n`;

/**
 * Writes events as NDJSON, packed: the head, then an event a line and each checkpoint behind its event. The file has its name
 * only when it is whole and on the disk.
 */
export async function writeArchive(
  path: string,
  head: ArchiveHead,
  records: AsyncIterable<EventRow | SignedStatement>,
): Promise<void> {
  const partial = `${path}.partial`;
  async function* lines() {
    yield `${JSON.stringify(head)}\n`;
    let text = '';
    for await (const record of records) {
      text += 'data' in record ? eventLine(record) : checkpointLine(record);
      if (text.length < 65_536) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(partial, { mode: 0o600 }));
    const file = await open(partial, 'r+');
    await file.sync();
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

export interface ArchiveReport {
  file: string;
  logId: string;
  from: number;
  to: number;
  events: number;
  checkpoints: number;
  fault: Fault | null;
  /** The chain's hash before the first event, and at the last. */
  previousHash: string;
  hash: string;
  epochs: Pick<Epoch, 'id' | 'beganAfter'>[];
}

/** Reads an archive back: its chain from end to end, its checkpoints, and that the hub signed its last position. */
export async function verifyArchive(
  file: string,
  keys: readonly Pick<PublicSigningKey, 'keyId' | 'publicKey'>[],
): Promise<ArchiveReport> {
  let head: ArchiveHead | undefined;
  let walk = new Walk(0, Buffer.alloc(0));
  let signedTo = -1;
  const report: ArchiveReport = {
    file,
    logId: '',
    from: 0,
    to: 0,
    events: 0,
    checkpoints: 0,
    fault: null,
    previousHash: '',
    hash: '',
    epochs: [],
  };
  const take = (line: string): Fault | null => {
    const json = JSON.parse(line);
    if (!head) {
      if (json.archive !== 'hub log 1') throw new SyntaxError('not an archive');
      head = json as ArchiveHead;
      walk = new Walk(head.first - 1, Buffer.from(head.previousHash, 'hex'));
      const { logId, previousHash, epochs = [] } = head;
      Object.assign(report, { logId, from: head.first, previousHash, epochs });
      return null;
    }
    if (json.checkpoint) {
      const statement = readCheckpoint(json.checkpoint, head.logId);
      const { position } = statement;
      const same = position === walk.position && statement.hash.equals(walk.hash);
      const wrong = signatureFault('checkpoint', statement, keys) ?? (same ? null : 'it is not of the chain');
      if (wrong) return { position, kind: 'CHECKPOINT', message: `the checkpoint at ${position}: ${wrong}` };
      signedTo = position;
      report.checkpoints++;
      return null;
    }
    const { salt, hash, recordedAt, ...event } = json;
    const bytes = { salt: Buffer.from(salt, 'hex'), hash: Buffer.from(hash, 'hex') };
    const fault = walk.step({ ...event, ...bytes, recordedAt: new Date(recordedAt) });
    if (!fault) report.events++;
    return fault;
  };
  try {
    await pipeline(createReadStream(file), createGunzip(), async (unpacked: AsyncIterable<Buffer>) => {
      for await (const line of linesOf(unpacked)) {
        report.fault = take(line);
        if (report.fault) return;
      }
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    // What is behind a fault was not read: the streams say so.
    if (report.fault) return { ...report, to: walk.position, hash: hex(walk.hash) };
    const position = walk.position + 1;
    report.fault = {
      position,
      kind: 'ARCHIVE',
      message: `${file} is damaged from position ${position} on: ${(error as Error).message}`,
    };
  }
  if (!report.fault && head && walk.position < head.last) report.fault = missing(walk.position + 1, head.last);
  if (!report.fault && signedTo !== walk.position)
    report.fault = {
      position: walk.position,
      kind: 'CHECKPOINT',
      message: `no checkpoint of the hub stands at ${walk.position}, its end`,
    };
  return { ...report, to: walk.position, hash: hex(walk.hash) };
}

/** A failure of the source is the reader's: readline would leave it to whoever listens to the stream, or to nobody. */
async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

// biome-ignore lint/suspicious/noExplicitAny: a line of a file; a wrong one fails here or at its signature
function readCheckpoint(json: any, logId: string): SignedStatement {
  const { position, keyId } = json;
  const hash = Buffer.from(json.hash, 'hex');
  return {
    logId,
    position,
    keyId,
    hash,
    signature: Buffer.from(json.signature, 'base64'),
    signedAt: new Date(json.signedAt),
  };
}
