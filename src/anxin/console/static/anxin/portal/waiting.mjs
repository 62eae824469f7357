// An answer that cannot be sent waits in this browser and goes when the network is back. Sent twice, it counts once.
// Several may wait: a household's letters are often answered on one phone.
const KEY = "anxin-pulse-waiting";
const A_WEEK = 7 * 24 * 3600 * 1000;
const note = document.getElementById("waiting");
const form = document.getElementById("answers");
const words = note.querySelector("p");
const heading = document.querySelector("h1");
const asked = heading.textContent;
let remembered = [];  // for browsers that keep nothing
let lasting = true;
let busy = false;
heading.after(note);

const codeOf = (body) => new URLSearchParams(body).get("code");
const isMine = (body) => form !== null && codeOf(body) === form.elements.code.value;

function held() {
  try {
    const stored = localStorage.getItem(KEY);
    if (stored) remembered = JSON.parse(stored);
  } catch { /* remembered is all there is */ }
  return remembered.filter((one) => one.until > Date.now());
}

function keep(answers) {
  remembered = answers;
  try {
    if (answers.length) localStorage.setItem(KEY, JSON.stringify(answers));
    else localStorage.removeItem(KEY);
    lasting = true;
  } catch {
    lasting = false;
  }
}

async function send(one) {
  const answer = await fetch(one.to, {
    method: "POST", body: new URLSearchParams(one.body), headers: { Accept: "application/json" },
    credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(15000),
  });
  if (answer.status === 429 || answer.status >= 500) throw new Error(`later: ${answer.status}`);
  return answer.json();  // a hotel's sign-in page is no answer and throws: the answer goes on waiting
}

/** Send what waits, one after the other, and say what came of it. */
async function deliver() {
  keep(held());  // what is older than a week goes
  if (busy) return;
  busy = true;
  const results = new Map();
  try {
    for (let one; (one = held()[0]);) {
      results.set(one.body, await send(one));
      keep(held().filter((other) => other.body !== one.body));
    }
  } catch { /* no network: what is left goes on waiting */ }
  busy = false;
  report(results);
}

function report(results) {
  const waiting = held();
  const mine = [...results].find(([body]) => isMine(body));
  const refused = [...results.values()].find(({ state }) => !["counted", "answered"].includes(state));
  if (mine && mine[1] !== refused) location.replace(note.dataset[mine[1].state === "counted" ? "thanks" : "answered"]);
  else if (refused) { showForm(true); say(refused.say, { bad: true }); }
  else if (waiting.length) {
    showForm(!waiting.some(({ body }) => isMine(body)));  // a second press would only worry
    say(lasting ? note.dataset.waits : note.dataset.stays, { acts: true });
  } else if (results.size) say(note.dataset.arrived);
}

function say(text, { bad = false, acts = false } = {}) {
  words.textContent = text;
  note.classList.toggle("bad", bad);
  note.querySelector(".acts").hidden = !acts;
  note.hidden = false;
}

function showForm(shown) {
  if (!form) return;
  form.hidden = !shown;
  heading.textContent = shown ? asked : note.dataset.heading;
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.hasAttribute("formaction")) return;  // language and size of text
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form)).toString();
  const mine = { to: form.getAttribute("action"), body, until: Date.now() + A_WEEK };
  keep([...held().filter((one) => !isMine(one.body)), mine]);
  deliver();
});

note.querySelector("[data-act=again]").addEventListener("click", deliver);
note.querySelector("[data-act=forget]").addEventListener("click", () => {
  keep([]);
  note.hidden = true;
  showForm(true);
});
addEventListener("online", deliver);
document.addEventListener("visibilitychange", () => { if (!document.hidden) deliver(); });
setInterval(deliver, 20000);
deliver();
