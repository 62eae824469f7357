// A button beside a text copies it. Without a script the text can still be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    // The clipboard of the browser answers on https and on this machine only; the older way works everywhere.
    const done = navigator.clipboard
      ? await navigator.clipboard.writeText(text.value).then(() => true, () => false)
      : document.execCommand("copy");
    if (done) button.textContent = button.dataset.copied;
  });
}
