// Takes a picture of every screen of the made-up desk: empty, full, failed, at 200 %, dark, English. Needs Chromium.
// Usage: npm run pictures [-- FOLDER [PART-OF-NAME]]; the folder is ui/pictures unless said otherwise.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'

const [folder = 'pictures', only = ''] = process.argv.slice(2)
const SIZE = '1366,730'
const PLACES = ['home', 'catalogue', 'inbox', 'mine', 'transfers', 'settings']
const STATES = ['publish', 'publish-staff', 'publish-next', 'publish-all', 'publish-open', 'publish-withheld', 'publish-many', 'publish-failed', 'mine-open', 'mine-failed', 'settings-staff', 'settings-compare', 'settings-remove', 'sheet', 'sheet-recents', 'sheet-many', 'sheet-failed', 'sheet-missing', 'drop', 'drop-many', 'notice', 'act-failed', 'home-failed', 'settings-failed', 'inbox-waiting', 'inbox-moving', 'inbox-sent', 'inbox-back', 'inbox-sure', 'transfers-sure', 'sign-in', 'sign-in-real', 'admit', 'stopped']
const MATTERS = ['matter-request', 'matter-late', 'matter-agree', 'matter-return', 'matter-refuse', 'matter-pending', 'matter-answer', 'matter-release', 'matter-own', 'matter-returned', 'matter-wait', 'matter-agreed', 'matter-held', 'matter-next', 'matter-granted', 'matter-revoked', 'matter-refused', 'matter-failed', 'catalogue-search', 'catalogue-none', 'catalogue-filter', 'catalogue-failed', 'dataset-ask', 'dataset-wait', 'dataset-own', 'dataset-withheld', 'dataset-fetch', 'dataset-held', 'dataset-failed', 'request', 'request-failed', 'request-need', 'request-again']
const TURNED = [...PLACES, 'matter-request', 'matter-agree', 'matter-release', 'catalogue-search', 'catalogue-filter', 'dataset-ask', 'dataset-own', 'request', 'publish', 'publish-all', 'mine-open', 'settings-compare', 'sheet', 'sheet-failed', 'drop', 'inbox-sent', 'sign-in', 'admit']

const shots = [
  ...[...PLACES, ...STATES, ...MATTERS].map((scene) => [scene, { scene }]),
  ...[...PLACES, 'sheet-recents'].map((scene) => [`${scene}-empty`, { scene, filled: 'empty' }]),
  ...TURNED.map((scene) => [`${scene}-200`, { scene, text: '200' }]),
  ...TURNED.map((scene) => [`${scene}-dark`, { scene, theme: 'dark' }]),
  ...TURNED.map((scene) => [`${scene}-en`, { scene, lang: 'en' }]),
].filter(([name]) => name.includes(only))

function take(url, file, profile) {
  return new Promise((done, fail) => {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-prefers-reduced-motion', `--user-data-dir=${profile}`, `--window-size=${SIZE}`, '--virtual-time-budget=4000', `--screenshot=${file}`, url]
    spawn(process.env.CHROMIUM ?? 'chromium', flags, { stdio: 'ignore' }).on('error', fail).on('exit', (code) => (code === 0 ? done() : fail(new Error(`${file}: exit ${code}`))))
  })
}

const server = await createServer({ root: new URL('..', import.meta.url).pathname, server: { port: 0, host: '127.0.0.1', hmr: false }, logLevel: 'warn' })
await server.listen()
const { port } = server.httpServer.address()
await mkdir(folder, { recursive: true })
try {
  for (const [name, query] of shots) {
    const profile = await mkdtemp(join(tmpdir(), 'pictures-'))
    const file = join(folder, `${name}.png`)
    await take(`http://127.0.0.1:${port}/preview.html?${new URLSearchParams(query)}`, file, profile)
    await rm(profile, { recursive: true, force: true })
    console.log(file)
  }
} finally {
  await server.close()
}
