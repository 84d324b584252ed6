import { type GraphQLSchema, Kind } from 'graphql';
import type { DocumentCheck } from '../../exchange/core.js';
import { weigh } from './admission.js';
import { isTold, undisclosed } from './disclosure.js';
import type { DocumentSettings } from './documents.js';
import { prepare } from './prepare.js';

/** What is told of a document that cannot be registered: its first faults suffice to mend it. */
const MOST_TOLD = 10;
const wrong = (message: string) => ({ problems: [{ code: 'DOCUMENT', message }] });

/** Checks documents that are to be registered: as any that is sent is let in and validated; and each has one operation. */
export function documentCheck(schema: () => GraphQLSchema, { limits, disclosure }: DocumentSettings): DocumentCheck {
  return (text) => {
    const weighed = weigh(text, limits.known);
    if ('refusal' in weighed) return wrong(weighed.refusal.message);
    if (weighed.count.introspection > 0 && !isTold(disclosure, true)) return wrong(undisclosed(disclosure).message);
    const ready = prepare(schema(), text, true);
    if ('errors' in ready) {
      const told = ready.errors.slice(0, MOST_TOLD).map(({ message, locations }) => {
        const [at] = locations ?? [];
        return { code: 'DOCUMENT', message: at ? `${message} (line ${at.line}, column ${at.column})` : message };
      });
      return { problems: told };
    }
    const [operation, more] = ready.document.definitions.filter((d) => d.kind === Kind.OPERATION_DEFINITION);
    if (!operation || more) return wrong('has several operations; register each by itself');
    return { hash: ready.key, name: operation.name?.value ?? null, kind: operation.operation };
  };
}
