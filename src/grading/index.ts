import { roomSchema } from '../kernel/room-schema.js';
import { registerGraph, type ServingDeps } from '../register/index.js';
import { gradingRegister } from './core.js';
import { GradingSubscriptionResolver, gradingPublished } from './grading.subscription.js';

export * from './core.js';

/** The register of standardisation gradings: its subgraph, with what is told as it is published. */
export function gradingRoom(deps: ServingDeps) {
  const { resolvers, loaders, entities } = registerGraph(gradingRegister).serve(deps);
  const schema = roomSchema([...resolvers, new GradingSubscriptionResolver(loaders)]);
  return { subscriptions: [gradingPublished], subgraph: { name: 'grading', schema, entities } };
}
