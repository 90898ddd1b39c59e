// Every call of the window passes here before it reaches the program. Calls are plain: a name of the contract and one object of
// arguments. Anything else never leaves this frame.
window.__TAURI_ISOLATION_HOOK__ = (call) => {
  const name = typeof call === 'object' && call !== null ? call.cmd : undefined
  if (typeof name !== 'string' || name.length > 64) throw new Error('not a call of this window')
  return call
}
// Once its key is there, Tauri looks whether the lines above have run, but only after 50 ms. They have: it looks at once, so
// that the window's first question does not wait.
const later = window.setTimeout
window.setTimeout = (look) => {
  window.setTimeout = later
  look()
}
