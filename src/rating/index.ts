import { registerGraph } from '../register/index.js';
import { ratingRegister } from './core.js';

export * from './core.js';

export const ratingGraph = registerGraph(ratingRegister);
