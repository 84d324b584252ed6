import type { EnterpriseDirectory } from '../enterprise/index.js';
import type { ImportSpec } from '../exchange/index.js';
import type { Catalogue } from '../reference/index.js';
import type { SubmitRating } from './rating.check.js';
import { decideRating, type RatingFacts } from './rating.decide.js';
import { ratingEvent, ratingRetracted } from './rating.events.js';
import { type RatingRow, type RatingStore, ratingVersions } from './rating.store.js';

/** How ratings take part in a batch (src/exchange/README.md). */
export function ratingRegister(
  store: RatingStore,
  directory: EnterpriseDirectory,
  catalogue: Catalogue,
): ImportSpec<SubmitRating, RatingRow, RatingFacts> {
  return {
    operation: 'submitRatings',
    keyOf: (command) => command.documentNumber,
    prepare: async (orm, commands, provider) => ({
      current: await store.current(
        orm,
        provider.agencyId,
        commands.map((c) => c.documentNumber),
      ),
      facts: {
        divisions: await directory.divisions(
          orm,
          commands.map((c) => c.uscc),
        ),
        divisionOf: (code) => catalogue.nearestDivision(code)?.code ?? null,
      },
    }),
    decide: decideRating,
    insert: store.insert,
    update: store.update,
    eventOf: ratingEvent,
    takeBack: { tables: ratingVersions, family: 'credit', retracted: ratingRetracted },
  };
}
