// The page says once that it is being read: seen by a person, not fetched by a service that previews links.
const form = document.querySelector("[data-read]");
const thank = () => { const button = form.querySelector("button"); button.textContent = "✓"; button.disabled = true; };
const say = () => fetch(form.action, { method: "POST", credentials: "omit", keepalive: true });
form.addEventListener("submit", (event) => { event.preventDefault(); say().then(thank); });
const seen = () => { if (document.visibilityState === "visible") { say(); removeEventListener("visibilitychange", seen); } };
addEventListener("visibilitychange", seen);
setTimeout(seen, 2000);
