// Draws lines in an SVG, on logarithmic axes: amounts on x, measurements on y. Readable on light and dark pages.
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 400, 64, 190, 40, 44];
const COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2"];
const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const digits = (value) => Number(value.toPrecision(3));

function scale(values, from, to) {
  const [least, most] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const span = most - least || 1;
  return (value) => digits(from + ((Math.log10(value) - least) / span) * (to - from));
}

function decades(values) {
  const [first, last] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return Array.from({ length: last - first + 1 }, (_, n) => 10 ** (first + n));
}

// `lines` is { name: [[x, y], …] }. `ticks` are the labelled amounts.
export function plot({ title, upwards, lines, ticks, tickName, valueName = (value) => value }) {
  const points = Object.values(lines).flat();
  const values = points.map(([, y]) => y);
  const steps = decades(values);
  const x = scale(
    points.map(([amount]) => amount),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scale(steps, HEIGHT - BOTTOM, TOP);
  const grid = steps.map(
    (value) =>
      `<path d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}" stroke="#8884"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${escaped(valueName(value))}</text>`,
  );
  const amounts = ticks.map(
    (amount) =>
      `<text x="${x(amount)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${escaped(tickName(amount))}</text>`,
  );
  const names = Object.entries(lines)
    .map(([name, line]) => ({ name, line, at: y(line.at(-1)[1]) }))
    .sort((a, b) => a.at - b.at);
  names.forEach((entry, index) => (entry.at = Math.max(entry.at, index ? names[index - 1].at + 14 : 0)));
  const drawn = names.map(({ name, line, at }) => {
    const colour = COLOURS[Object.keys(lines).indexOf(name) % COLOURS.length];
    const path = line.map(([amount, value], n) => `${n ? "L" : "M"}${x(amount)} ${y(value)}`).join("");
    const dots = line.map(([amount, value]) => `<circle cx="${x(amount)}" cy="${y(value)}" r="2.5"/>`).join("");
    return `<g fill="${colour}"><path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8"/>${dots}<text x="${WIDTH - RIGHT + 8}" y="${at + 4}">${escaped(name)}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" role="img">
<title>${escaped(title)}</title>
<g fill="#888"><text x="${LEFT}" y="18" font-weight="600" font-size="14">${escaped(title)}</text><text x="${LEFT}" y="34">${escaped(upwards)}</text>
${[...grid, ...amounts].join("\n")}</g>
${drawn.join("\n")}
</svg>
`;
}
