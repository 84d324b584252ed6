import type { FastifyPluginAsync } from 'fastify';
import { PUBLIC } from '../../access/index.js';
import type { EventReader } from '../../exchange/index.js';
import { addressOf } from '../http/address.js';
import type { EndpointDeps } from '../http/endpoint.js';
import type { Shares } from '../work/shares.js';

export const EPOCHS_PATH = '/.well-known/log-epochs.json';
/** It stands so long: whoever asks, the log is looked at once. */
const FRESH_MS = 1_000;

export interface EpochsDoorDeps extends Pick<EndpointDeps, 'deadlines' | 'log'> {
  events: Pick<EventReader, 'state'>;
  shares: Pick<Shares, 'arrive' | 'callerOf'>;
}

/** The epochs that the log has had, for whoever keeps receipts, checkpoints or cursors of it (schema/PROTOCOL.md, "Epochs"). */
export const epochsDoor =
  ({ events, shares }: EpochsDoorDeps): FastifyPluginAsync =>
  async (app) => {
    let kept: { answer: Promise<object>; until: number } | undefined;
    const answer = async () => {
      const { id, lineage } = await events.state();
      return { log: id, current: lineage.current.id, epochs: lineage.epochs };
    };
    app.get(EPOCHS_PATH, (request) => {
      const tooOften = shares.arrive(shares.callerOf(PUBLIC, addressOf(request.raw)));
      if (tooOften) throw tooOften;
      const now = performance.now();
      if (!kept || kept.until < now) {
        kept = { answer: answer(), until: now + FRESH_MS };
        kept.answer.catch(() => {
          kept = undefined;
        });
      }
      return kept.answer;
    });
  };
