// `npm start`: sets up what is missing, then `hub start` in this process, so that signals reach it directly.
import { setup } from './setup.mjs';

setup();
process.argv.splice(2, 0, 'start');
await import('../dist/src/cli/main.js');
