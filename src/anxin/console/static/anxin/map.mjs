// The estates' map: streets, estates coloured by a chosen figure, the same card by mouse and by keyboard.
const holder = document.querySelector("[data-map]");
if (holder) {
  const { default: maplibre } = await import(holder.dataset.library).then((m) => ({ default: m.default ?? m }));
  maplibre.setWorkerUrl(new URL(holder.dataset.worker, location.href).href);
  const css = getComputedStyle(document.documentElement);
  const token = (name) => css.getPropertyValue(name).trim();
  const ramp = ["--map-0", "--map-1", "--map-2", "--map-3", "--map-4"].map(token);
  const texts = JSON.parse(document.getElementById("map-texts").textContent);

  const RECENT = new Set(["days_since", "mood"]);
  const nothing = { type: "FeatureCollection", features: [] };
  const load = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin" });
    return answer.ok ? answer.json() : nothing;
  };
  const [streets, everywhere] = await Promise.all([load(holder.dataset.streets), load(holder.dataset.places)]);
  // The table's filter is the map's: what does not fit is not drawn and not counted.
  const fitting = JSON.parse(document.getElementById("map-fitting")?.textContent ?? "null");
  const fits = fitting && new Set(fitting);
  const places = fits ? { ...everywhere, features: everywhere.features.filter((f) => fits.has(f.properties.code)) } : everywhere;
  const bounds = new maplibre.LngLatBounds();
  const extend = (c) => (typeof c[0] === "number" ? bounds.extend(c) : c.forEach(extend));
  places.features.forEach((f) => extend(f.geometry.coordinates));

  const map = new maplibre.Map({
    container: holder,
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": token("--wash") } }] },
    bounds: bounds.isEmpty() ? undefined : bounds,
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    localIdeographFontFamily: token("--sans"),
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  window.anxinMap = map;

  map.on("load", () => {
    map.addSource("streets", { type: "geojson", data: streets });
    map.addLayer({ id: "streets", type: "line", source: "streets", paint: { "line-color": token("--line"), "line-width": ["interpolate", ["linear"], ["zoom"], 11, 0.6, 16, 4] } });
    map.addSource("places", { type: "geojson", data: places, promoteId: "code" });
    if (holder.dataset.map === "estates") drawEstates(); else drawRoutes();
    holder.dataset.ready = "1";
  });

  function drawEstates() {
    const flat = ["==", ["geometry-type"], "Polygon"];
    map.addLayer({ id: "areas", type: "fill", source: "places", filter: flat, paint: { "fill-outline-color": ["step", ["zoom"], token("--line"), 13.5, token("--edge")] } });
    map.addLayer({ id: "points", type: "circle", source: "places", filter: ["!", flat], paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2, 16, 7], "circle-stroke-width": 0.5, "circle-stroke-color": token("--edge") } });
    map.addLayer({ id: "listed", type: "line", source: "places", filter: ["all", flat, ["get", "listed"]], paint: { "line-color": token("--act"), "line-width": 2.5 } });
    map.addLayer({ id: "listed-points", type: "circle", source: "places", filter: ["all", ["!", flat], ["get", "listed"]], paint: { "circle-color": "transparent", "circle-radius": 7, "circle-stroke-color": token("--act"), "circle-stroke-width": 2.5 } });
    // A page about one figure names it; elsewhere the reader chooses.
    const fixed = holder.dataset.figure && { value: holder.dataset.figure, label: texts.figure };
    const select = document.getElementById("map-figure");
    const choice = fixed ? () => fixed : () => ({ value: select.value, label: select.selectedOptions[0].textContent });
    const colour = () => paint(choice().value);
    select?.addEventListener("change", colour);
    colour();
    const card = document.getElementById("map-card");
    const show = (f) => { card.hidden = !f; if (f) fill(card, f.properties, choice()); };
    for (const layer of ["areas", "points"]) {
      map.on("mousemove", layer, (e) => { map.getCanvas().style.cursor = "pointer"; show(e.features[0]); });
      map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; show(null); });
      map.on("click", layer, (e) => { location.href = pageOf(e.features[0].properties.code); });
    }
    map.getCanvas().addEventListener("keyup", () => { const c = map.project(map.getCenter()); show(map.queryRenderedFeatures([[c.x - 12, c.y - 12], [c.x + 12, c.y + 12]], { layers: ["areas", "points"] })[0]); });
  }

  // A page that is asked for by name takes the code as it is; one of its own has it in its address.
  function pageOf(code) {
    const page = holder.dataset.page;
    return page.endsWith("=") ? page + encodeURIComponent(code) : page + code.split("/").map(encodeURIComponent).join("/") + "/";
  }

  function paint(figure) {
    const known = (features) => features.map((f) => f.properties[figure]).filter((v) => v !== null && v !== undefined);
    // The classes are those of all estates: a filter changes what is counted, never what a colour means.
    const values = known(places.features);
    const all = known(everywhere.features);
    const turned = RECENT.has(figure);
    const cuts = turned ? recent(all) : breaks(all);
    const shades = turned ? ramp.slice(0, cuts.length + 1).reverse() : ramp;
    const step = !cuts.length ? shades[0] : ["step", ["to-number", ["get", figure], 0], shades[0], ...cuts.flatMap((cut, i) => [cut, shades[i + 1]])];
    const colours = ["case", ["==", ["get", figure], null], token("--paper"), step];
    map.setPaintProperty("areas", "fill-color", colours);
    map.setPaintProperty("points", "circle-color", colours);
    legend(figure, cuts, values, all, turned);
  }

  // Five classes: what is lowest by itself where many share it (often zero), the rest cut ever finer towards the top.
  // Below 1 a cut has one digit: 0.002 is read, 0.00183 is not.
  function breaks(values) {
    const lowest = values.reduce((a, b) => Math.min(a, b), Infinity);
    const shared = values.filter((v) => v === lowest).length > values.length / 20;
    const cut = (shared ? values.filter((v) => v > lowest) : [...values]).sort((a, b) => a - b);
    const cuts = (shared ? [0, 0.5, 0.8, 0.95] : [0.5, 0.8, 0.95, 0.99]).map((q) => cut[Math.min(cut.length - 1, Math.floor(q * cut.length))]);
    const rounded = cuts.map((v) => (shared || !(Math.abs(v) < 1) ? v : Number(v.toPrecision(1))));
    return [...new Set(rounded.filter((v) => v !== undefined && v > lowest))];
  }

  // Days gone by: the fewest are the news, so the classes are finest there and the darkest is the most recent.
  function recent(values) {
    const sorted = [...values].sort((a, b) => a - b);
    return [...new Set([0.05, 0.2, 0.5, 0.8].map((q) => sorted[Math.floor(q * sorted.length)]).filter((v) => v !== undefined && v > sorted[0]))];
  }

  // One class in words: whole numbers as "1" or "2–5", the others by where they begin and end.
  function between(figure, low, high, { all, whole, first }) {
    if (high === undefined) return all.every((v) => v <= low) ? show(figure, low) : `≥ ${show(figure, low)}`;
    if (!all.some((v) => v > low && v < high)) return show(figure, low);
    if (whole) return high - 1 <= low ? show(figure, low) : `${low.toLocaleString()}–${show(figure, high - 1)}`;
    return first ? `< ${show(figure, high)}` : `${show(figure, low)} – < ${show(figure, high)}`;
  }

  function legend(figure, cuts, values, all, turned) {
    const list = document.getElementById("map-legend");
    const lowest = all.reduce((a, b) => Math.min(a, b), Infinity);
    const edges = all.length ? [lowest, ...cuts] : [];
    const whole = all.every(Number.isInteger);
    const rows = edges.map((low, i) => {
      const high = edges[i + 1];
      const count = values.filter((v) => v >= low && (high === undefined || v < high)).length;
      return [`m${turned ? edges.length - 1 - i : i}`, `${between(figure, low, high, { all, whole, first: i === 0 })} · ${count.toLocaleString()} ${texts.estates}`];
    });
    const listed = places.features.filter((f) => f.properties.listed).length;
    if (texts.listed) rows.push(["listed", `${texts.listed} · ${listed}`]);
    list.replaceChildren(...rows.map(([swatch, text]) => {
      const item = document.createElement("li");
      const box = document.createElement("span");
      box.className = `swatch ${swatch}`;
      item.append(box, text);
      return item;
    }));
  }

  function show(figure, value) {
    if (value === null || value === undefined || !Number.isFinite(value)) return texts.unknown;
    const unit = texts.units?.[figure] ? ` ${texts.units[figure]}` : "";
    if (figure === "chance_worst") return value > 0.99 ? "> 99 %" : value > 0 && value < 0.01 ? "< 1 %" : `${Math.round(value * 100)} %`;
    return value.toLocaleString(undefined, Math.abs(value) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }) + unit;
  }

  function fill(card, p, choice) {
    const title = document.createElement("p");
    title.append(Object.assign(document.createElement("strong"), { textContent: p.name }), ` · ${p.subdistrict}`);
    const line = document.createElement("p");
    line.textContent = `${choice.label}: ${show(choice.value, p[choice.value])}${p.listed ? ` · ${texts.listed}` : ""}`;
    card.replaceChildren(title, line);
  }

  function drawRoutes() {
    map.addLayer({ id: "ways", type: "line", source: "places", filter: ["==", ["geometry-type"], "LineString"], layout: { "line-join": "round" }, paint: { "line-color": token("--turnout"), "line-width": 3.5 } });
    map.addLayer({ id: "stops", type: "circle", source: "places", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": token("--paper"), "circle-stroke-color": token("--ink"), "circle-stroke-width": 2 } });
    const card = document.getElementById("map-card");
    map.on("mousemove", "stops", (e) => { const p = e.features[0].properties; card.hidden = false; card.textContent = `${p.crew} · ${p.number} ${p.name}`; });
    map.on("mouseleave", "stops", () => { card.hidden = true; });
  }
}
