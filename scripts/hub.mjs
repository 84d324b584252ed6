#!/usr/bin/env node
// `npx hub …`: sets up what is missing, then runs the command in this process.
import { setup } from './setup.mjs';

setup();
await import('../dist/src/cli/main.js');
