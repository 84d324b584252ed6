import { randomFillSync } from 'node:crypto';
import type { Keyring } from '../../access/index.js';
import type { CheckFound } from '../check.js';
import { type CheckRequest, receiptAnswer } from './receipt.answer.js';
import { buildReceipts } from './receipt.js';

const SALT_BYTES = 16;

interface Waiting {
  found: CheckFound;
  request: CheckRequest;
  agency: string | null;
  resolve(receipt: string): void;
  reject(reason: unknown): void;
}

/** Makes receipts: all that are asked for in one turn of the event loop, by whichever requests, share one signature. */
export class ReceiptIssuer {
  private waiting: Waiting[] = [];

  constructor(
    private readonly keyring: Pick<Keyring, 'signAs'>,
    /** Which hub signs: the id of its log. */
    private readonly logId: () => Promise<string>,
  ) {}

  issue(found: CheckFound, request: CheckRequest, agency: string | null): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => void this.flush());
      this.waiting.push({ found, request, agency, resolve, reject });
    });
  }

  private async flush(): Promise<void> {
    let all: Waiting[] | null = null;
    try {
      const logId = await this.logId();
      all = this.take();
      const receipts = this.sign(all, logId);
      for (const [i, { resolve }] of all.entries()) resolve(receipts[i] as string);
    } catch (reason) {
      for (const { reject } of all ?? this.take()) reject(reason);
    }
  }

  private sign(all: readonly Waiting[], logId: string): string[] {
    const now = new Date();
    const salts = randomFillSync(Buffer.allocUnsafe(all.length * SALT_BYTES));
    const answers = all.map(({ found, request, agency }, i) => {
      const salt = salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES).toString('base64url');
      return receiptAnswer(found, request, agency, now, salt);
    });
    return buildReceipts(answers, logId, now, this.keyring.signAs);
  }

  private take(): Waiting[] {
    const all = this.waiting;
    this.waiting = [];
    return all;
  }
}
