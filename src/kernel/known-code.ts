/**
 * What is known of a single code beyond its arithmetic. NON_CONFORMING: it was issued, and its check characters do not fit
 * (early pilots). CONFIRMED: a registering authority says that it is an organisation's code, although it is a citizen's number too.
 */
export type KnownKind = 'NON_CONFORMING' | 'CONFIRMED';
export interface KnownCode {
  code: string;
  kind: KnownKind;
  /** The code that the organisation has instead; null where nobody has said. */
  replacedBy: string | null;
}

/**
 * The codes that operators' tables know, as this process has read them (reference/known-code.watch.ts). Codes are parsed in scalars,
 * files and doors alike, far from any database, so there is one list for the process. A process that has several databases open, as tests
 * have, knows what any of them says.
 */
class KnownCodes {
  private readonly told = new Map<object, ReadonlyMap<string, KnownCode>>();
  private all: ReadonlyMap<string, KnownCode> = new Map();

  get(code: string): KnownCode | undefined {
    return this.all.get(code);
  }

  /** Whether an authority vouches for it: it is an organisation's, whatever else its digits are. */
  isConfirmed(code: string): boolean {
    return this.all.get(code)?.kind === 'CONFIRMED';
  }

  /** Replaces what one source has told before. */
  tell(source: object, codes: readonly KnownCode[]): void {
    this.told.set(source, new Map(codes.map((c) => [c.code, c])));
    this.gather();
  }

  forget(source: object): void {
    if (this.told.delete(source)) this.gather();
  }

  private gather(): void {
    this.all = new Map([...this.told.values()].flatMap((codes) => [...codes]));
  }
}

export const knownCodes = new KnownCodes();
