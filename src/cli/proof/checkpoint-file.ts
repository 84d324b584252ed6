import { z } from 'zod';
import type { SignedStatement } from '../../exchange/core.js';
import { fromJson } from './key-set.js';

const checkpoint = z.object({
  logId: z.string(),
  position: z.int(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signedAt: z.iso.datetime(),
  keyId: z.string(),
  signature: z.base64(),
});

/** Checkpoints kept elsewhere: one, an array of them, or the whole answers that they came in. */
export const readCheckpoints = (file: string): SignedStatement[] =>
  fromJson(file, 'a checkpoint as Query.logCheckpoint answers it', (json) =>
    [json].flat().map((one) => {
      const answer = one as { data?: { logCheckpoint?: unknown } };
      const read = checkpoint.parse(answer?.data?.logCheckpoint ?? one);
      const { hash, signature, signedAt } = read;
      const bytes = { hash: Buffer.from(hash, 'hex'), signature: Buffer.from(signature, 'base64') };
      return { ...read, ...bytes, signedAt: new Date(signedAt) };
    }),
  );
