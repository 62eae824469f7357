// The crew's route over the streets of the house; both are kept on the phone. The list beside it says the same.
export async function drawMap(holder, data) {
  const { default: maplibre } = await import(data.library).then((m) => ({ default: m.default ?? m }));
  // Under our own path the page's worker hands the map's worker out, network or not.
  const worker = navigator.serviceWorker?.controller ? "/street/map-worker.mjs" : data.mapWorker;
  maplibre.setWorkerUrl(new URL(worker, location.href).href);
  const css = getComputedStyle(document.documentElement);
  const token = (name) => css.getPropertyValue(name).trim();
  const bounds = new maplibre.LngLatBounds();
  data.line.forEach((point) => bounds.extend(point));
  const map = new maplibre.Map({
    container: holder,
    style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": token("--wash") } }] },
    bounds: bounds.isEmpty() ? undefined : bounds,
    fitBoundsOptions: { padding: 36 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  window.anxinStreetMap = map;
  const nothing = { type: "FeatureCollection", features: [] };
  const streets = await fetch(data.streets).then((answer) => (answer.ok ? answer.json() : nothing)).catch(() => nothing);
  if (!map.loaded()) await new Promise((resolve) => map.once("load", resolve));
  map.addSource("streets", { type: "geojson", data: streets });
  map.addLayer({ id: "streets", type: "line", source: "streets", paint: { "line-color": token("--edge"), "line-width": ["interpolate", ["linear"], ["zoom"], 12, 0.8, 17, 5], "line-opacity": 0.6 } });
  map.addSource("way", { type: "geojson", data: { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: data.line } } });
  map.addLayer({ id: "way", type: "line", source: "way", layout: { "line-join": "round" }, paint: { "line-color": token("--turnout"), "line-width": 4 } });
  const places = new Map(data.stops.map((stop) => [stop.place, stop])); // one mark a place, with the numbers of its visits
  const numbers = (place) => data.stops.filter((stop) => stop.place === place).map((stop) => stop.number).join("·");
  const markers = new Map([...places].map(([place, stop]) => [place, mark(maplibre, map, { ...stop, number: numbers(place) })]));
  holder.dataset.ready = "1";
  return (place) => markers.forEach((element, key) => element.classList.toggle("next", key === place));
}

function mark(maplibre, map, stop) {
  const element = Object.assign(document.createElement("span"), { className: "map-stop", textContent: stop.number });
  element.setAttribute("aria-hidden", "true");
  new maplibre.Marker({ element }).setLngLat([stop.longitude, stop.latitude]).addTo(map);
  return element;
}
