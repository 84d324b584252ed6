import type { EventRow } from '../log/event.js';
import { cursorOfEvent } from '../log/log.cursor.js';
import type { RecentAnswers } from './answers.js';

/** What a subscriber is sent for one event. */
export interface Answer {
  /** The text of GraphQL's `{"data": …}`. */
  text: string;
  /** Of its event. */
  cursor: string;
}

export interface Numbered extends Answer {
  position: number;
}

/** The answers to events, made at once: they share their look-ups. */
export function answersTo(events: readonly EventRow[], answers: RecentAnswers): Promise<Numbered[]> {
  const answer = async (event: EventRow): Promise<Numbered> => {
    const { position } = event;
    return { position, cursor: cursorOfEvent(event), text: await answers.of(event) };
  };
  return Promise.all(events.map(answer));
}

/** The same answer with something to be told beside it, in `extensions` of the result. */
export const telling = (answer: Numbered, extensions: object): Numbered => ({
  ...answer,
  text: `${answer.text.slice(0, -1)},"extensions":${JSON.stringify(extensions)}}`,
});

/** Cuts answers into runs of so many characters, or of one that is longer. */
export function* runsOf<A extends Answer>(answers: readonly A[], characters: number): Generator<readonly A[]> {
  let first = 0;
  let length = 0;
  for (const [i, { text }] of answers.entries()) {
    if (i > first && length + text.length > characters) {
      yield answers.slice(first, i);
      first = i;
      length = 0;
    }
    length += text.length;
  }
  if (first < answers.length) yield first === 0 ? answers : answers.slice(first);
}
