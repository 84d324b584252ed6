// Preloaded into a process of the hub: prints what libraries print, when told to by a signal.
process.on('SIGUSR2', () => {
  process.emitWarning('an old way', { type: 'DeprecationWarning', code: 'DEP_TEST', detail: 'in two\nlines' });
  console.log('a library says %s', 'hello');
  console.error(new Error('a library’s error'));
  console.warn('{"half": a line of JSON');
  console.trace('here');
  console.table([{ a: 1 }]);
  process.stdout.write('written to stdout, ');
  process.stdout.write('in two pieces\n');
  process.stderr.write(Buffer.from('written to stderr as bytes 字\n'));
  Promise.reject(new Error('nobody waits for this'));
  Promise.reject('nor for this, which is no error');
});
// Node's own signal for the debugger is USR1; this one ends it.
process.on('SIGWINCH', () => {
  throw new Error('caught by nobody');
});
