// Builds the window for its shell: one page, one script, one style sheet, nothing inline, nothing from the network.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  base: './',
  clearScreen: false,
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: { port: 5173, strictPort: true },
  build: {
    // The oldest WebKitGTK that Debian 12 ships understands this.
    target: 'safari16',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    chunkSizeWarningLimit: 200,
  },
  // axe-core walks a whole page in seconds on a busy machine.
  test: { testTimeout: 30_000, environment: 'happy-dom', include: ['tests/**/*.test.ts'], restoreMocks: true },
})
