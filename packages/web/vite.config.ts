import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './vite.compress.js';

// Paths are relative, so that the page works below any prefix of a proxy. The worklet stays a file of its own.
export default defineConfig({
  base: './',
  plugins: [react(), compressAssets()],
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 2048, target: 'es2022' },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
      '/api': 'http://127.0.0.1:8080',
      '/health': 'http://127.0.0.1:8080',
    },
  },
});
