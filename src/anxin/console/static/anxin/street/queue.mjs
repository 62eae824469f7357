// What the crew records lies here first: on the phone's disk, in order, until the server has answered for it.
const KEEP_DAYS = 8; // a day longer than the server takes late deliveries

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("anxin-street", 1);
  request.onupgradeneeded = () => {
    const acts = request.result.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
    acts.createIndex("id", "id", { unique: true });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// Resolves when the change is on the disk, not before: a phone may be switched off at any moment.
async function change(work) {
  const base = await opened;
  const turn = base.transaction("acts", "readwrite", { durability: "strict" });
  work(turn.objectStore("acts"));
  return new Promise((resolve, reject) => {
    turn.oncomplete = () => resolve();
    turn.onerror = turn.onabort = () => reject(turn.error);
  });
}

async function all() {
  const base = await opened;
  const request = base.transaction("acts").objectStore("acts").getAll();
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function add(act) {
  const whole = { place: "", visit: 1, door: "", text: "", photo: null, why: "", ...act, id: uuid(), at: new Date().toISOString(), state: "waiting" };
  await change((acts) => acts.add(whole));
  return whole;
}

export const waiting = async () => (await all()).filter((act) => act.state === "waiting");
export const refused = async () => (await all()).filter((act) => act.state === "refused");
export const of = async (token) => (await all()).filter((act) => act.token === token && act.state !== "refused");

// A picture that has arrived need not fill the phone.
export const settle = (rows) => change((acts) => {
  for (const { act, state, why, place, early } of rows) acts.put({ ...act, state, early: early ?? false, why: why ?? "", place: place || act.place, photo: state === "kept" ? null : act.photo });
});

export async function forgetOld() {
  const before = new Date(Date.now() - KEEP_DAYS * 86_400_000).toISOString();
  const old = (await all()).filter((act) => act.state !== "waiting" && act.at < before);
  if (old.length) await change((acts) => { for (const act of old) acts.delete(act.n); });
}

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
