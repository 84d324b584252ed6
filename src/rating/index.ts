export * from './core.js';
export { ratingGraph } from './rating.graph.js';
