// The crew's page: every tap goes to the queue on the phone first and is shown at once; the queue is sent when it can be.
const data = JSON.parse(document.getElementById("street-data").textContent);
const parts = ["queue", "deliver", "photo", "scan"].map((name) => import(data.scripts[name]));
const [queue, { deliver }, { redrawn }, { canScan, doorIn, scan }] = await Promise.all(parts);
const { texts, token } = data;
const line = document.getElementById("street-line");
const RANK = ["waiting", "skipped", "there", "left"];
const STATE_OF = { skip: "skipped", arrive: "there", leave: "left" };
const AGAIN = 15_000;
const SAME_DOOR = 10 * 60_000; // a second scan within ten minutes is the same arrival
const asItCame = new Map();
let pointAt = () => {};

const fill = (text, values) => Object.entries(values).reduce((so, [name, value]) => so.replace(`%(${name})s`, value), text);
const clock = (iso) => new Date(iso).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

async function show() {
  const acts = await queue.of(token);
  for (const stop of document.querySelectorAll("[data-place]")) showStop(stop, acts);
  const open = [...document.querySelectorAll("[data-place]")].filter((stop) => ["waiting", "there"].includes(stop.dataset.state));
  for (const stop of document.querySelectorAll("[data-place]")) {
    if (stop.classList.contains("next") === (stop === open[0])) continue;
    stop.classList.toggle("next", stop === open[0]);
    stop.querySelector(".way")?.toggleAttribute("open", stop === open[0]);
  }
  const select = document.getElementById("note-place");
  if (select && !select.dataset.touched && open[0]) select.value = open[0].dataset.place;
  pointAt(open[0]?.dataset.place);
  showEarly(acts);
  await showLine();
}

// A page or an act kept on the phone from before the visits had numbers means the first.
const visitOf = ({ visit }) => Number(visit ?? 1);

// Whichever phone is further ahead with a stop is right: the page may be older than what this phone recorded since.
// What was recorded long before the shift does not count: the stop goes back to what the page came with.
function showStop(stop, acts) {
  const label = stop.querySelector(".state");
  const came = asItCame.get(stop) ?? { state: stop.dataset.state, text: label.textContent, look: label.className };
  asItCame.set(stop, came);
  [stop.dataset.state, label.textContent, label.className] = [came.state, came.text, came.look];
  const door = data.stops.find((one) => one.place === stop.dataset.place)?.door;
  const here = (act) => act.place === stop.dataset.place || (door && act.door === door);
  for (const act of acts.filter((one) => !one.early && here(one) && visitOf(one) === visitOf(stop.dataset))) {
    const state = STATE_OF[act.kind];
    if (!state || RANK.indexOf(state) <= RANK.indexOf(stop.dataset.state)) continue;
    stop.dataset.state = state;
    label.textContent = fill(texts[state], { time: clock(act.at) });
    label.className = `state ${state === "left" ? "good" : state === "there" ? "watch" : ""}`;
  }
}

// Said until something counts.
function showEarly(acts) {
  const counts = acts.some((act) => act.state === "kept" && !act.early);
  const message = document.getElementById("street-early");
  if (message) message.hidden = counts || (message.hidden && !acts.some((act) => act.early));
}

async function showLine() {
  const [waiting, refused] = [await queue.waiting(), await queue.refused()];
  line.className = waiting.length ? "street-line waiting" : "street-line sent";
  line.dataset.waiting = waiting.length;
  line.textContent = waiting.length ? fill(texts.waiting, { count: waiting.length }) : texts.sent;
  const list = document.getElementById("street-refused");
  list.hidden = !refused.length;
  const names = new Map(data.stops.map((stop) => [stop.place, stop.name]));
  list.querySelector("p").textContent = fill(texts.refused, { count: refused.length });
  list.querySelector("ul").replaceChildren(...refused.map((act) => Object.assign(document.createElement("li"), {
    textContent: [clock(act.at), names.get(act.place) ?? act.place, texts[act.kind], act.text, act.why].filter(Boolean).join(" · "),
  })));
}

async function record(act) {
  await queue.add({ ...act, token });
  await show();
  send();
}

const send = () => deliver(queue, data.deliver, show).catch(() => {});

async function submit(event) {
  const form = event.target;
  event.preventDefault();
  const values = new FormData(form, event.submitter);
  const said = form.querySelector("output");
  let photo = null;
  try {
    photo = await redrawn(values.get("photo"));
  } catch {
    said.textContent = texts.picture;
    return;
  }
  const act = { kind: values.get("kind") ?? event.submitter?.value, place: values.get("place") ?? "", visit: Number(values.get("visit") ?? 1), door: values.get("door") ?? "", text: values.get("text") ?? "", photo };
  if (act.kind === "note" && !act.text && !act.photo) return;
  await record(act);
  if (said) said.textContent = texts.saved;
  if (form.dataset.act === "words") form.reset();
  form.closest("details")?.removeAttribute("open");
}

async function atDoor(door) {
  const before = new Date(Date.now() - SAME_DOOR).toISOString();
  const known = (await queue.of(token)).some((act) => act.door === door && act.at > before);
  const stop = data.stops.find((one) => one.door === door);
  if (!known) await record({ kind: "arrive", door, visit: nextAt(stop) });
  document.getElementById("street-said").textContent = fill(texts.door, { place: stop?.name ?? texts.this_door });
}

// A door's code does not know which visit this is: the first there that is still to come.
function nextAt(stop) {
  const cards = [...document.querySelectorAll("[data-place]")].filter((card) => card.dataset.place === stop?.place);
  const open = cards.find((card) => ["waiting", "skipped", "there"].includes(card.dataset.state));
  return visitOf((open ?? cards.at(-1))?.dataset ?? {});
}

async function offerScan() {
  const button = document.getElementById("scan");
  if (!button || !(await canScan())) return;
  button.hidden = false;
  const dialog = document.getElementById("scan-frame");
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  button.addEventListener("click", async () => {
    const door = await scan(dialog).catch(() => "");
    if (door) await atDoor(door);
  });
}

async function begin() {
  for (const form of document.querySelectorAll("form[data-act]")) form.addEventListener("submit", submit);
  document.getElementById("note-place")?.addEventListener("change", (event) => { event.target.dataset.touched = "1"; });
  await queue.forgetOld();
  await show();
  const door = doorIn(location.pathname);
  const opened = location.pathname.match(/\/street\/open\/([0-9a-f]+)\//)?.[1];
  if (opened && opened !== token) document.getElementById("street-said").textContent = texts.other;
  if (door && data.open) {
    document.querySelector(".at-door")?.remove(); // its button is for those without a script
    await atDoor(door);
  }
  if (door || opened) history.replaceState(null, "", "/street/");
  document.documentElement.dataset.street = "ready";
  send();
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(data.worker, { scope: "/street/" }).then(() => navigator.serviceWorker.ready).then(async () => {
    // The first visit came before the worker: let it have the page and the streets now.
    const known = (await caches.match("/street/")) !== undefined;
    await Promise.all([...(known ? [] : ["/street/"]), ...(data.line.length ? [data.streets] : [])].map(keep));
    if (data.line.length) document.getElementById("street-kept").textContent = texts.kept;
    document.documentElement.dataset.kept = "1";
  }).catch(() => {});
} else {
  line.insertAdjacentText("afterend", texts.unsafe);
}
async function keep(path) {
  const answer = await fetch(path).catch(() => null);
  if (answer?.ok) await (await caches.open("street-pages")).put(path, answer);
}
navigator.storage?.persist?.();
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
setInterval(send, AGAIN);

const holder = document.getElementById("street-map");
if (holder && data.line.length) import(data.scripts.map).then(({ drawMap }) => drawMap(holder, data)).then((point) => { pointAt = point; show(); }).catch(() => { holder.hidden = true; });
offerScan();
begin().catch(() => { line.textContent = texts.unsafe; });
