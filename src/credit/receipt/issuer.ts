import { randomFillSync } from 'node:crypto';
import type { Keyring } from '../../access/index.js';
import { present } from '../../kernel/clock.js';
import type { CheckFound } from '../check.js';
import { type CheckRequest, receiptAnswer } from './receipt.answer.js';
import { buildReceipts } from './receipt.js';

const SALT_BYTES = 16;

interface Waiting {
  found: readonly CheckFound[];
  request: CheckRequest;
  agency: string | null;
  resolve(receipts: string[]): void;
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

  /** The receipts of one request's answers, in their order. */
  issue(found: readonly CheckFound[], request: CheckRequest, agency: string | null): Promise<string[]> {
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
      let from = 0;
      for (const { found, resolve } of all) {
        resolve(receipts.slice(from, from + found.length));
        from += found.length;
      }
    } catch (reason) {
      for (const { reject } of all ?? this.take()) reject(reason);
    }
  }

  private sign(all: readonly Waiting[], logId: string): string[] {
    const now = present();
    const count = all.reduce((sum, { found }) => sum + found.length, 0);
    if (count === 0) return [];
    const salts = randomFillSync(Buffer.allocUnsafe(count * SALT_BYTES));
    let at = 0;
    const salt = () => {
      at += SALT_BYTES;
      return salts.subarray(at - SALT_BYTES, at).toString('base64url');
    };
    const answers = all.flatMap(({ found, request, agency }) =>
      found.map((one) => receiptAnswer(one, request, agency, now, salt())),
    );
    return buildReceipts(answers, logId, now, this.keyring.signAs);
  }

  private take(): Waiting[] {
    const all = this.waiting;
    this.waiting = [];
    return all;
  }
}
