import { createHash } from 'node:crypto';
import { type Asking, dataOf } from '../kit/ask.js';
import { until } from '../kit/until.js';
import { type Listening, listen } from '../push/listen.js';

// biome-ignore lint/suspicious/noExplicitAny: answers
type Any = any;

const FLAG = 'uscc outcome rating { level } grading { grade } restrictions { domain effectiveFrom effectiveUntil }';
const FLAGS = `subscription ($id: ID!, $after: Cursor) { creditFlagChanged(portfolio: $id, after: $after) {
  cursor uscc event creditCheck { ${FLAG} } } }`;
const CHECKS = `query ($usccs: [USCC!]!) { creditChecks(usccs: $usccs) { ${FLAG} } }`;
const CHANGE = `mutation ($id: ID!, $add: [String!]!, $remove: [String!]!) {
  changePortfolio(id: $id, add: $add, remove: $remove) { added removed } }`;
const DIGEST = 'query ($id: ID!) { portfolio(id: $id) { digest { position day announced digest count } } }';

export interface Digest {
  position: number;
  day: string;
  announced: boolean;
  digest: string;
  count: number;
}

/** A bank's copy of a portfolio's flags, kept as schema/PROTOCOL.md, "Portfolios", says and by nothing else. */
export class FlagCopy {
  private readonly flags = new Map<string, Any>();
  /** Notifications heard, by the event that they name. */
  readonly heard = new Map<string, number>();
  private cursor: string | null = null;
  private listening: Listening | undefined;
  private applied = 0;

  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly id: string,
  ) {}

  private ask = (query: string, variables: Asking['variables'] = {}) =>
    dataOf(this.url, query, { key: this.key, variables });

  /** Subscribes behind the last notification that was applied; where none was yet, screens then. */
  async connect(): Promise<void> {
    this.listening = await listen({
      url: this.url,
      query: FLAGS,
      variables: { id: this.id, ...(this.cursor ? { after: this.cursor } : {}) },
      key: this.key,
    });
    this.applied = 0;
    if (this.cursor === null) await this.screen();
  }

  async disconnect(): Promise<void> {
    this.apply();
    await this.listening?.stop();
    this.listening = undefined;
  }

  private async screen(): Promise<void> {
    const response = await fetch(`${this.url}/portfolios/${this.id}/screening`, {
      headers: { authorization: `Bearer ${this.key}` },
    });
    const lines = (await response.text()).trim().split('\n');
    for (const line of lines.slice(0, -1)) this.take(JSON.parse(line));
  }

  private take(flag: Any): void {
    this.flags.set(flag.uscc, flag);
  }

  private apply(): void {
    const { heard } = this.listening as Listening;
    for (; this.applied < heard.length; this.applied++) {
      const { cursor, uscc, event, creditCheck } = heard[this.applied].data.creditFlagChanged;
      if (this.flags.has(uscc)) this.take(creditCheck);
      this.cursor = cursor;
      this.heard.set(event, (this.heard.get(event) ?? 0) + 1);
    }
  }

  /** Changes the list, subscribes again behind it, and checks what came. */
  async change(add: readonly string[], remove: readonly string[]): Promise<void> {
    await this.disconnect();
    await this.ask(CHANGE, { id: this.id, add, remove });
    await this.connect();
    for (const uscc of remove) this.flags.delete(uscc);
    if (add.length > 0) for (const flag of (await this.ask(CHECKS, { usccs: add })).creditChecks) this.take(flag);
  }

  has = (uscc: string): boolean => this.flags.has(uscc);

  /** Waits until so many notifications have named an event. */
  hears = (event: string, count: number): Promise<void> =>
    until(() => {
      this.apply();
      return (this.heard.get(event) ?? 0) >= count;
    });

  /** Waits until this company's rating has come to a level: what the log told before it has been applied then. */
  async until(uscc: string, level: string): Promise<void> {
    await until(() => {
      this.apply();
      return this.flags.get(uscc)?.rating?.level === level;
    });
  }

  lines(): string[] {
    return [...this.flags.values()]
      .map(({ uscc, outcome, rating, grading, restrictions }) => {
        const terms = restrictions.map((r: Any) => `${r.domain}:${r.effectiveFrom}:${r.effectiveUntil}`).sort();
        return `${uscc}|${outcome}|${rating?.level ?? ''}|${grading?.grade ?? ''}|${terms.join(',')}`;
      })
      .sort();
  }

  digest(): string {
    return createHash('sha256')
      .update(
        this.lines()
          .map((line) => `${line}\n`)
          .join(''),
      )
      .digest('hex');
  }

  /** The hub's own. */
  digestOfTheHub = async (): Promise<Digest> => (await this.ask(DIGEST, { id: this.id })).portfolio.digest;

  /** What a check says of each company now, for who looks for the difference. */
  async linesOfTheHub(): Promise<string[]> {
    const other = new FlagCopy(this.url, this.key, this.id);
    await other.screen();
    return other.lines();
  }
}
