// Builds the window for its shell: one page, one style sheet, one script for the first rows and one for the rest; nothing inline, nothing from
// the network.
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The most that may be read before the first rows stand, in characters. What else there is belongs into src/rest.ts. */
const FIRST_SCRIPT = 120_000

/** Refuses a build whose first script has grown. */
const firstScriptStaysSmall: Plugin = {
  name: 'first-script-stays-small',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !chunk.isEntry) continue
      if (chunk.code.length > FIRST_SCRIPT) this.error(`${chunk.fileName} has ${chunk.code.length} characters, and ${FIRST_SCRIPT} are the limit`)
    }
  },
}

export default defineConfig({
  plugins: [vue(), firstScriptStaysSmall],
  base: './',
  clearScreen: false,
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: { port: 5173, strictPort: true },
  build: {
    // The oldest WebKitGTK that Debian 12 ships understands this.
    target: 'safari16',
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 200,
  },
  // On a busy machine axe-core takes seconds for a page, and so does reading all pages anew.
  test: { testTimeout: 30_000, hookTimeout: 60_000, environment: 'happy-dom', include: ['tests/**/*.test.ts'], restoreMocks: true },
})
