/**
 * The least recently used goes first, once there are more entries or bytes than there may be. What is larger than a quarter of
 * the whole is not kept: one would push out all others.
 */
export class Memory<T> {
  private readonly kept = new Map<string, { value: T; bytes: number }>();
  private held = 0;

  constructor(private readonly most: { entries: number; bytes: number }) {}

  get size(): number {
    return this.kept.size;
  }

  /** Bytes that its entries are taken to hold. */
  get bytes(): number {
    return this.held;
  }

  get(key: string): T | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.forget(key);
    if (bytes > this.most.bytes / 4) return;
    this.kept.set(key, { value, bytes });
    this.held += bytes;
    while (this.kept.size > this.most.entries || this.held > this.most.bytes)
      this.forget(this.kept.keys().next().value as string);
  }

  private forget(key: string): void {
    const found = this.kept.get(key);
    if (!found) return;
    this.kept.delete(key);
    this.held -= found.bytes;
  }
}
