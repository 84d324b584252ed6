// `npm run bench [names] [-- --quick]`: sets up what is missing, then runs the benchmarks in this process.
import { setup } from './setup.mjs';

setup();
await import('../dist/scripts/bench/main.js');
