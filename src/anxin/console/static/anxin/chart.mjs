// Draws the charts of a page from the numbers that stand in it; the table twin needs no script.
const figures = [...document.querySelectorAll("[data-chart]")];
if (figures.length) {
  const echarts = await import(figures[0].dataset.library);
  const css = getComputedStyle(document.documentElement);
  // Paper has its own ink and width, whatever the screen shows.
  const INK = { "--ink": "#000", "--quiet": "#000", "--accent": "#000", "--paper": "#fff", "--line": "#ccc", "--edge": "#666" };
  const PAPER = { width: 650, height: 280 };
  let printing = false;
  const token = (name) => (printing && INK[name]) || css.getPropertyValue(name).trim();
  const size = parseFloat(css.fontSize) * 0.8;
  const lettering = () => ({ color: token("--quiet"), fontFamily: token("--sans"), fontSize: size });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const frame = (data, text) => ({
    animation: !still && !printing,
    animationDuration: 150,
    aria: { enabled: false },
    textStyle: text,
    grid: { left: size * 3.4, right: size * 9, top: size * 2.2, bottom: size * 2.2 },
    tooltip: { trigger: "axis", renderMode: "richText", textStyle: { ...text, color: token("--ink") }, backgroundColor: token("--paper"), borderColor: token("--edge") },
    xAxis: { type: "category", data: data.x, axisLabel: text, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--edge") } } },
    yAxis: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: token("--line") } } },
  });

  // Two rows of bars are named beside their highest pair, one on each side: its neighbours are lower.
  const named = (row, data, text, side) => {
    const both = data.first.map((v, i) => v + data.second[i]);
    const highest = both.indexOf(Math.max(...both));
    const place = side === "left" ? { position: [-size * 0.4, 0], align: "right" } : { position: ["100%", 0], align: "left", padding: [0, 0, 0, size * 0.4] };
    return row.map((value, i) => (i === highest ? { value, label: { show: true, formatter: (p) => `${p.seriesName} ${Math.round(value)}`, ...text, color: token("--ink"), ...place } } : value));
  };

  const draw = {
    bars: (data, text) => ({
      ...frame(data, text),
      grid: { left: size * 2.6, right: size, top: size * 2.2, bottom: size * 2.2 },
      yAxis: { ...frame(data, text).yAxis, minInterval: 1, name: data.unit, nameTextStyle: { ...text, align: "left" } },
      series: [{ type: "bar", data: data.y, barMaxWidth: 44, itemStyle: { color: token("--accent") }, label: { show: true, position: "top", ...text, color: token("--ink") } }],
    }),
    pairs: (data, text) => ({
      ...frame(data, text),
      grid: { left: size * 3.4, right: size * 6, top: size * 2.2, bottom: size * 3.6 },
      xAxis: { ...frame(data, text).xAxis, name: data.labels.x, nameLocation: "middle", nameGap: size * 2, nameTextStyle: text },
      yAxis: { ...frame(data, text).yAxis, name: data.labels.unit, nameTextStyle: { ...text, align: "left" } },
      series: [
        { name: data.labels.first, type: "bar", data: named(data.first, data, text, "left"), barMaxWidth: 26, itemStyle: { color: "transparent", borderColor: token("--quiet"), borderWidth: 2, borderType: "dashed" } },
        { name: data.labels.second, type: "bar", data: named(data.second, data, text, "right"), barMaxWidth: 26, itemStyle: { color: token("--accent") } },
      ],
    }),
    // One line in its band: what was seen, where it was to be expected, and what was done when.
    course: (data, text) => ({
      ...frame(data, text),
      grid: { left: size * 3.4, right: size * 6, top: size * 3, bottom: size * 2.2 },
      yAxis: { ...frame(data, text).yAxis, scale: true, name: data.labels.unit, nameTextStyle: { ...text, align: "left" } },
      series: [
        { name: "low", type: "line", stack: "band", data: data.low, lineStyle: { opacity: 0 }, symbol: "none", silent: true, tooltip: { show: false } },
        { name: data.labels.band, type: "line", stack: "band", data: data.high.map((h, i) => (h === null || data.low[i] === null ? null : Math.round((h - data.low[i]) * 1000) / 1000)), lineStyle: { opacity: 0 }, symbol: "none", silent: true, areaStyle: { color: token("--quiet"), opacity: 0.16 }, tooltip: { show: false } },
        {
          name: data.labels.y, type: "line", data: data.y, symbolSize: 6, lineStyle: { width: 3, color: token("--accent") }, itemStyle: { color: token("--accent") },
          endLabel: { show: true, formatter: "{c}\n{a}", ...text, lineHeight: size * 1.3, color: token("--accent"), fontWeight: 600 },
          markLine: { silent: true, symbol: "none", animation: false, lineStyle: { color: token("--ink"), type: "dashed" }, label: { ...text, color: token("--ink"), position: "end" }, data: data.marks.map((m) => ({ xAxis: m.x, label: { formatter: m.text } })) },
        },
      ],
    }),
    share: (data, text) => {
      // Two labels at the end of nearly equal lines would lie on each other.
      const apart = Math.abs(data.y.at(-1) - data.second.at(-1)) < 12;
      return {
      ...frame(data, text),
      yAxis: { ...frame(data, text).yAxis, min: (v) => Math.max(0, Math.floor((v.min - 3) / 10) * 10), max: 100, name: data.labels.unit, nameTextStyle: { ...text, align: "left" } },
      series: [
        { name: "low", type: "line", stack: "band", data: data.low, lineStyle: { opacity: 0 }, symbol: "none", silent: true, tooltip: { show: false } },
        { name: "high", type: "line", stack: "band", data: data.high.map((h, i) => Math.round((h - data.low[i]) * 10) / 10), lineStyle: { opacity: 0 }, symbol: "none", silent: true, areaStyle: { color: token("--accent"), opacity: 0.18 }, tooltip: { show: false } },
        { name: data.labels.y, type: "line", data: data.y, symbolSize: 8, lineStyle: { width: 3, color: token("--accent") }, itemStyle: { color: token("--accent") }, endLabel: { show: true, formatter: "{c} %\n{a}", ...text, lineHeight: size * 1.3, color: token("--accent"), fontWeight: 600, offset: [0, apart ? -size * 1.3 : 0] } },
        { name: data.labels.second, type: "line", data: data.second, symbol: "none", lineStyle: { width: 2, type: "dashed", color: token("--quiet") }, itemStyle: { color: token("--quiet") }, endLabel: { show: true, formatter: "{c} %\n{a}", ...text, lineHeight: size * 1.3, offset: [0, apart ? size * 1.5 : 0] } },
      ],
      };
    },
  };

  for (const figure of figures) {
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const place = figure.querySelector(".draw");
    const chart = echarts.init(place, null, { renderer: "svg" });
    const show = () => chart.setOption(draw[data.kind](data, lettering()), true);
    show();
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", figure.querySelector("figcaption").textContent.trim());
    addEventListener("resize", () => chart.resize());
    const turnTo = (paper, size) => { printing = paper; show(); chart.resize(size); chart.getZr().flush(); };
    addEventListener("beforeprint", () => turnTo(true, PAPER));
    addEventListener("afterprint", () => turnTo(false, { width: "auto", height: "auto" }));
    const save = figure.querySelector("[data-save]");
    if (save) save.addEventListener("click", () => saveAsPicture(chart, save.dataset.save));
    figure.dataset.ready = "1";
  }

  function saveAsPicture(chart, name) {
    const url = chart.getDataURL({ type: "svg", backgroundColor: token("--paper") });
    const picture = new Image();
    picture.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * 2, height: picture.height * 2 });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: `${name}.png` }).click();
    };
    picture.src = url;
  }
}
