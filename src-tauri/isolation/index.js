// Every call of the window passes here before it reaches the program. Calls are plain: a name of the contract and one object of
// arguments. Anything else never leaves this frame.
window.__TAURI_ISOLATION_HOOK__ = (call) => {
  const name = typeof call === 'object' && call !== null ? call.cmd : undefined
  if (typeof name !== 'string' || name.length > 64) throw new Error('not a call of this window')
  return call
}
