// Small helps that every page works without. "/" goes to the search.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const find = document.getElementById("find");
    if (find) { event.preventDefault(); find.focus(); }
  }
});

// On a phone the places lie in one row: the one we are at comes into view.
document.querySelector(".side [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Paper cannot be unfolded: the numbers behind a chart are printed with it.
const folded = () => [...document.querySelectorAll("details:not([open])")].filter((one) => one.querySelector("table"));
let unfolded = [];
addEventListener("beforeprint", () => { unfolded = folded(); for (const one of unfolded) one.open = true; });
addEventListener("afterprint", () => { for (const one of unfolded) one.open = false; });
