import { eventId } from '../epoch/lineage.js';
import type { EventRow } from '../log/event.js';

/** How long an answer stands for those who come a moment later; then the records behind it may say something else. */
const FRESH_MS = 5_000;
/** Characters kept for one operation. */
const MOST = 2_000_000;

interface Answer {
  text: Promise<string>;
  at: number;
  size: number;
}

/** Answers that were made a moment ago, by the event: a thousand who reconnect at once are replayed to by one execution each. */
export class RecentAnswers {
  private readonly answers = new Map<string, Answer>();
  private size = 0;

  constructor(private readonly render: (event: EventRow) => Promise<string>) {}

  of(event: EventRow): Promise<string> {
    const now = performance.now();
    const id = eventId(event);
    const known = this.answers.get(id);
    if (known && now - known.at < FRESH_MS) return known.text;
    if (known) this.drop(id, known);
    const answer: Answer = { text: this.render(event), at: now, size: 0 };
    this.answers.set(id, answer);
    void answer.text.then((text) => {
      answer.size = text.length;
      if (this.answers.get(id) === answer) this.size += text.length;
      this.trim(now);
    });
    return answer.text;
  }

  /** The oldest first: they were put in first. */
  private trim(now: number): void {
    for (const [id, answer] of this.answers) {
      if (this.size <= MOST && now - answer.at < FRESH_MS) return;
      this.drop(id, answer);
    }
  }

  private drop(id: string, answer: Answer): void {
    this.answers.delete(id);
    this.size -= answer.size;
  }
}
