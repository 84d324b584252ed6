import type { Sql } from 'postgres';
import type { Epoch } from '../epoch/lineage.js';
import type { SignedStatement } from './statement.js';

/** The log's ends, and what else must agree with them, in one snapshot. */
export interface Ends {
  logId: string;
  startPosition: number;
  startHash: Buffer;
  head: number;
  headHash: Buffer;
  /** Last position that an event has, if it lies behind the head. */
  beyond: number | null;
  /** First and last position of a checkpoint. */
  firstCheckpoint: number | null;
  lastCheckpoint: number | null;
  retention: SignedStatement | null;
  /** Epochs of the log but the first. */
  epochs: Pick<Epoch, 'id' | 'beganAfter' | 'beganAt'>[];
}

type Row = Omit<Ends, 'retention'> &
  Partial<{ p: number; hash: Buffer; signedAt: string; keyId: string; signature: Buffer }>;

export async function readEnds(sql: Sql): Promise<Ends> {
  const [row] = await sql<Row[]>`
    select l.id "logId", l.start_position::float8 "startPosition", l.start_hash "startHash", h.position::float8 head, h.hash "headHash",
      (select max(position)::float8 from hub.event where position > h.position) beyond,
      (select min(position)::float8 from hub.checkpoint) "firstCheckpoint", (select max(position)::float8 from hub.checkpoint) "lastCheckpoint",
      (select coalesce(json_agg(json_build_object('id', id, 'beganAfter', began_after, 'beganAt', began_at)), '[]') from hub.epoch
        where parent is not null and hash is not null) epochs,
      r.position::float8 p, r.hash, r.signed_at "signedAt", r.key_id "keyId", r.signature
    from hub.log l cross join hub.head h
      left join (select * from hub.retention order by position desc limit 1) r on true`;
  if (!row) throw new Error('hub.log or hub.head has no row');
  const { p, hash, signedAt, keyId, signature, ...ends } = row;
  const retention =
    p == null
      ? null
      : { logId: row.logId, position: p, hash, signedAt: new Date(signedAt as string), keyId, signature };
  return { ...ends, retention: retention as SignedStatement | null };
}
