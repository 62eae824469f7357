// The letter's QR code carries the code behind the #, which a browser sends to nobody.
// It goes into the field, and out of the address.
const field = document.getElementById("code");
const plain = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

function take() {
  const code = plain(location.hash);
  if (code.length !== 16) return;  // #main is the way past the head of the page
  field.value = code.match(/.{4}/g).join(" ");
  history.replaceState(null, "", location.pathname + location.search);
}

take();
addEventListener("hashchange", take);
for (const link of document.querySelectorAll("[data-carries-code]")) {
  link.addEventListener("click", () => { link.hash = plain(field.value); });
}
