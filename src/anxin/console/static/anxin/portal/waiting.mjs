// An answer that cannot be sent waits in this browser and goes when the network is back. Sent twice, it counts once.
const KEY = "anxin-pulse-waiting";
const A_WEEK = 7 * 24 * 3600 * 1000;
const note = document.getElementById("waiting");
const form = document.getElementById("answers");
const words = note.querySelector("p");
let remembered = [];  // for browsers that keep nothing
let busy = false;

const codeOf = (one) => new URLSearchParams(one.body).get("code");

function held() {
  try {
    const stored = localStorage.getItem(KEY);
    if (stored) remembered = JSON.parse(stored);
  } catch { /* remembered is all there is */ }
  return remembered.filter((one) => one.until > Date.now());
}

/** Keep these answers; say whether they outlast the page. */
function keep(answers) {
  remembered = answers;
  try {
    if (answers.length) localStorage.setItem(KEY, JSON.stringify(answers));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
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

function say(text, { bad = false, acts = false } = {}) {
  words.textContent = text;
  note.classList.toggle("bad", bad);
  note.querySelector(".acts").hidden = !acts;
  note.hidden = false;
}

function sayResult(result) {
  if (form && result.state === "counted") location.replace(note.dataset.thanks);
  else if (form && result.state === "answered") location.replace(note.dataset.answered);
  else if (result.state === "counted" || result.state === "answered") say(note.dataset.arrived);
  else {
    if (form) form.hidden = false;
    say(result.say, { bad: true });
  }
}

/** Send what waits, one after the other, and say what came of it. */
async function deliver() {
  const waiting = held();
  const lasting = keep(waiting);
  if (busy || !waiting.length) return;
  busy = true;
  let result = null;
  for (const one of waiting) {
    try {
      result = await send(one);
    } catch {
      break;
    }
    keep(held().filter((other) => other.body !== one.body));
  }
  busy = false;
  if (result) return sayResult(result);
  if (form) form.hidden = true;  // it waits already; a second press would only worry
  say(lasting ? note.dataset.waits : note.dataset.stays, { acts: true });
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.hasAttribute("formaction")) return;  // language and size of text
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form)).toString();
  const to = form.getAttribute("action");
  const mine = { to, body, until: Date.now() + A_WEEK };
  keep([...held().filter((one) => codeOf(one) !== codeOf(mine)), mine]);
  deliver();
});

note.querySelector("[data-act=again]").addEventListener("click", deliver);
note.querySelector("[data-act=forget]").addEventListener("click", () => {
  keep([]);
  note.hidden = true;
  if (form) form.hidden = false;
});
addEventListener("online", deliver);
document.addEventListener("visibilitychange", () => { if (!document.hidden) deliver(); });
setInterval(deliver, 20000);
deliver();
