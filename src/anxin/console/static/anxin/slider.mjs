// Says beside a slider what its place means; without a script the whole list of meanings stands there.
for (const slider of document.querySelectorAll("input[type=range][data-meanings]")) {
  const list = document.getElementById(slider.dataset.meanings);
  const meanings = [...list.children].map((one) => ({ least: Number(one.dataset.least), text: one.querySelector("span").textContent }));
  const said = document.getElementById(`${slider.id}-said`);
  const nearest = (value) => meanings.reduce((best, one) => (Math.abs(one.least - value) < Math.abs(best.least - value) ? one : best));
  const say = () => {
    const text = `${slider.value} % · ${nearest(Number(slider.value)).text}`;
    said.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  };
  slider.addEventListener("input", say);
  list.hidden = true;
  say();
}
