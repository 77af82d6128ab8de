import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const server = 'http://localhost:8000';

// `npm run dev` serves the page with the platform of `dotnet run --project src/WebHost` behind it.
const proxied = ['/ws', '/devices', '/alerts', '/topics', '/users', '/dev/', '/dashboard', '/console.json', '/scalar', '/openapi', '/client'];

export default defineConfig({
  base: './',
  plugins: [preact()],
  resolve: { alias: { '@androidzen/client': fileURLToPath(new URL('../Client.Js/src/index.ts', import.meta.url)) } },
  build: { outDir: 'dist', target: 'es2022', sourcemap: true, assetsInlineLimit: 0 },
  server: { port: 5173, proxy: Object.fromEntries(proxied.map((path) => [path, { target: server, ws: path === '/ws' }])) },
});
