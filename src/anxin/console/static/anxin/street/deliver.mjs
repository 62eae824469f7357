// Sends what waits, the oldest first. What the server did not answer for stays and is sent again under the same key.

const MOST = 20;
const PATIENCE = 30_000;

// Only one page of this phone sends at a time; a second one would do no harm, only double the work.
export function deliver(queue, address, changed) {
  const run = () => sendAll(queue, address, changed);
  return navigator.locks ? navigator.locks.request("anxin-street", { ifAvailable: true }, (lock) => lock && run()) : run();
}

async function sendAll(queue, address, changed) {
  for (let batch = next(await queue.waiting()); batch.length; batch = next(await queue.waiting())) {
    const settled = await send(address, batch);
    if (!settled.length) return;
    await queue.settle(settled);
    await changed();
  }
}

// Acts of one link, in order; a picture travels alone, so that a thin network loses little when it breaks.
function next(acts) {
  const same = acts.filter((act) => act.token === acts[0].token).slice(0, MOST);
  const picture = same.findIndex((act) => act.photo);
  return picture < 0 ? same : same.slice(0, Math.max(1, picture));
}

async function send(address, batch) {
  const form = new FormData();
  const acts = batch.map(({ id, kind, place, visit, door, at, text }) => ({ id, kind, place, visit, door, at, text }));
  form.append("delivery", JSON.stringify({ sent_at: new Date().toISOString(), acts }));
  for (const act of batch) if (act.photo) form.append(act.id, act.photo, "photo.jpg");
  try {
    const answer = await fetch(address, { method: "POST", headers: { "X-Crew-Token": batch[0].token }, body: form, credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    const said = await answer.json();
    if (answer.status === 404 && said.over) return batch.map((act) => ({ act, state: "refused", why: "" }));
    return answer.ok ? read(batch, said.answers) : [];
  } catch {
    return []; // no network, or something between us and the server that answers in its stead
  }
}

function read(batch, answers) {
  const byKey = new Map(answers.map((one) => [one.id, one]));
  return batch.filter((act) => byKey.has(act.id)).map((act) => {
    const one = byKey.get(act.id);
    return { act, state: one.kept ? "kept" : "refused", why: one.why, place: one.place, early: Boolean(one.early) };
  });
}
