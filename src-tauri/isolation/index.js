// Every call of the window passes here before it reaches the program. Calls are plain: a name of the contract and one object of
// arguments. Anything else never leaves this frame.
window.__TAURI_ISOLATION_HOOK__ = (call) => {
  const name = typeof call === 'object' && call !== null ? call.cmd : undefined
  if (typeof name !== 'string' || name.length > 64) throw new Error('not a call of this window')
  return call
}
// Tauri listens for calls, sets a timer, and only after 50 ms looks whether the lines above have run; the window's first question
// would wait for that. Where the timer is set already (timers are numbered from one), it listens, and the frame says itself
// that it is ready. Where that is still to come, it looks at once.
const later = window.setTimeout
if (later(() => undefined, 0) > 1) {
  window.parent.postMessage('__TAURI_ISOLATION_READY__', '*')
} else {
  window.setTimeout = (look) => {
    window.setTimeout = later
    look()
  }
}
