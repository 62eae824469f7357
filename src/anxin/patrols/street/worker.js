// Keeps the crew's page and what it is made of, so that both are there without a network. It keeps no act:
// those lie in the page's own queue. VERSION, ASSETS and MAP_WORKER are written above this by the server.
const HOME = "/street/";
const KEPT = `street-${VERSION}`;
const PAGES = "street-pages";
const PATIENCE = 5000; // a network that does not answer for so long is none

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(ASSETS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => ![KEPT, PAGES].includes(name)).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (pathname === `${HOME}map-worker.mjs`) event.respondWith(kept(MAP_WORKER));
  else if (pathname === `${HOME}streets.json`) event.respondWith(fresh(request, pathname));
  else if (ASSETS.includes(pathname)) event.respondWith(kept(pathname));
});

async function kept(path) {
  return (await caches.match(path)) ?? fetch(path);
}

// A door's address and the crew's own link both show the crew's page when there is no network.
async function page(request, path) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (path === HOME && answer.ok && !answer.redirected) await keep(HOME, answer.clone());
    return answer;
  } catch {
    return (await caches.match(HOME)) ?? Response.error();
  }
}

async function fresh(request, path) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await keep(path, answer.clone());
    return answer;
  } catch {
    return (await caches.match(path)) ?? Response.error();
  }
}

async function keep(path, answer) {
  const pages = await caches.open(PAGES);
  await pages.put(path, answer);
}
