import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Every path is relative: the page may be served from any folder.
export default defineConfig({
  base: './',
  plugins: [react()],
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  test: { include: ['tests/**/*.test.ts'] },
});
