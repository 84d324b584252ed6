import { LRU } from 'tiny-lru';

interface Entry<T> {
  value: T;
  bytes: number;
}

/**
 * The least recently used goes first, once there are more entries or bytes than there may be. What is larger than a quarter of
 * the whole is not kept: one would push out all others.
 */
export class Memory<T> {
  private readonly kept: LRU<Entry<T>>;
  private held = 0;

  constructor(private readonly most: { entries: number; bytes: number }) {
    this.kept = new LRU<Entry<T>>(most.entries).onEvict(({ value }) => {
      this.held -= value.bytes;
    });
  }

  get(key: string): T | undefined {
    return this.kept.get(key)?.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.held -= this.kept.peek(key)?.bytes ?? 0;
    this.kept.delete(key);
    if (bytes > this.most.bytes / 4) return;
    this.kept.set(key, { value, bytes });
    this.held += bytes;
    while (this.held > this.most.bytes) this.kept.evict();
  }
}
