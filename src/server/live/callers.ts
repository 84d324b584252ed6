import type { Agencies, Viewer } from '../../access/index.js';
import { HubError, limitExceeded } from '../../kernel/errors.js';

/** Somebody who stays: a socket or a stream. */
export interface Caller {
  /** What it showed; undefined: the public. */
  authorization: string | undefined;
  viewer: Viewer;
  /** Its key is no longer accepted, or its agency was disabled. */
  forbid(): void;
}

/** Together with how long an accepted key is remembered (access), less than the 5 s in which a lost key must stop working. */
const LOOK_MS = 2_000;

/**
 * Those who stay connected: counted by agency, and asked again for their keys, because a key that is revoked must not go on
 * hearing. Keys that cannot be looked up, the database away, stay until they can.
 */
export class Callers {
  private readonly present = new Set<Caller>();
  private readonly counts = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly agencies: Pick<Agencies, 'viewerOf'>,
    /** Sockets and streams of one agency, or of the public, at once. */
    private readonly most: number,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.timer.unref();
  }

  get size(): number {
    return this.present.size;
  }

  /** Lets a caller in; the answered function says that it left. LIMIT_EXCEEDED where its agency has too many. */
  enter(caller: Caller): () => void {
    const name = caller.viewer.agencyId ?? 'public';
    const count = (this.counts.get(name) ?? 0) + 1;
    if (count > this.most) throw limitExceeded('HUB_SOCKETS_PER_AGENCY', this.most, count);
    this.counts.set(name, count);
    this.present.add(caller);
    return () => {
      if (!this.present.delete(caller)) return;
      const left = (this.counts.get(name) ?? 1) - 1;
      if (left > 0) this.counts.set(name, left);
      else this.counts.delete(name);
    };
  }

  /** Looks every key up that somebody here has shown, each once. */
  async look(): Promise<void> {
    const byKey = new Map<string, Caller[]>();
    for (const caller of this.present) {
      if (caller.authorization === undefined) continue;
      const same = byKey.get(caller.authorization);
      if (same) same.push(caller);
      else byKey.set(caller.authorization, [caller]);
    }
    await Promise.all(
      [...byKey].map(async ([key, callers]) => {
        try {
          await this.agencies.viewerOf(key);
        } catch (error) {
          if (error instanceof HubError && error.code === 'UNAUTHENTICATED') for (const c of callers) c.forbid();
        }
      }),
    );
  }

  close(): void {
    clearInterval(this.timer);
  }
}
