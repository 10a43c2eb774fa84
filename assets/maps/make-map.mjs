// One-off: turns the countries of npm `world-atlas` (ISC licence, Natural Earth 1:50m, public domain) into africa.json.
// Run in a folder with: npm i world-atlas@2.0.2 topojson-client topojson-simplify; node make-map.mjs > africa.json
// Output: {"width","height","countries":{ISO2:{"dot":[x,y],"rings":[[x,y,...],...]}}}, whole numbers, y downwards,
// Lambert azimuthal equal-area projection centred on 17 E, 2 N.
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
const { feature } = require("topojson-client");
const { presimplify, simplify } = require("topojson-simplify");
const world = require("world-atlas/countries-50m.json");

// ISO 3166-1 numeric -> alpha-2, the members of Africa and its islands.
const CODES = {
  "012": "DZ", "024": "AO", "072": "BW", "108": "BI", "120": "CM", "132": "CV", "140": "CF", "148": "TD", "174": "KM",
  "178": "CG", "180": "CD", "204": "BJ", "226": "GQ", "231": "ET", "232": "ER", "262": "DJ", "266": "GA", "270": "GM",
  "288": "GH", "324": "GN", "384": "CI", "404": "KE", "426": "LS", "430": "LR", "434": "LY", "450": "MG", "454": "MW",
  "466": "ML", "478": "MR", "480": "MU", "504": "MA", "508": "MZ", "516": "NA", "562": "NE", "566": "NG", "624": "GW",
  "646": "RW", "654": "SH", "678": "ST", "686": "SN", "690": "SC", "694": "SL", "706": "SO", "710": "ZA", "716": "ZW",
  "728": "SS", "729": "SD", "732": "EH", "748": "SZ", "768": "TG", "788": "TN", "800": "UG", "818": "EG", "834": "TZ",
  "854": "BF", "894": "ZM",
};
const rad = Math.PI / 180, LON0 = 17 * rad, LAT0 = 2 * rad;
function project([lon, lat]) {
  const l = lon * rad - LON0, p = lat * rad;
  const k = Math.sqrt(2 / (1 + Math.sin(LAT0) * Math.sin(p) + Math.cos(LAT0) * Math.cos(p) * Math.cos(l)));
  return [k * Math.cos(p) * Math.sin(l), -k * (Math.cos(LAT0) * Math.sin(p) - Math.sin(LAT0) * Math.cos(p) * Math.cos(l))];
}
const area = (r) => r.reduce((s, [x, y], i) => { const [u, v] = r[(i + 1) % r.length]; return s + (x * v - u * y) / 2; }, 0);

const topo = simplify(presimplify(world), 0.02);
const full = feature(world, world.objects.countries).features;
const fine = feature(topo, topo.objects.countries).features;
const polygons = (f) => (f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates);
const parts = {};
function add(code, coarse, exact) {
  const list = (parts[code] ??= []);
  coarse.forEach((polygon, i) => {
    // Small islands would vanish in the simplification: keep them as they are.
    const ring = polygon[0].length >= 8 ? polygon[0] : exact[i][0];
    list.push(ring);
    polygon.slice(1).forEach((hole) => { if (hole.length >= 5) list.push(hole); });
  });
}
fine.forEach((f, i) => {
  const code = CODES[f.id] ?? (f.properties?.name === "Somaliland" ? "SO" : undefined);
  if (code) add(code, polygons(f), polygons(full[i]));
  if (f.id === "250") {
    // Reunion and Mayotte are polygons of France.
    polygons(full[i]).forEach((p) => {
      const [lon, lat] = p[0][0];
      if (lon > 55 && lon < 56 && lat < -20 && lat > -22) add("RE", [p], [p]);
      if (lon > 44.8 && lon < 45.4 && lat < -12 && lat > -13.2) add("YT", [p], [p]);
    });
  }
});
const projected = Object.fromEntries(Object.entries(parts).map(([c, rings]) => [c, rings.map((r) => r.map(project))]));
// Frame without the far Atlantic (Saint Helena's southern islands) and the Prince Edward Islands.
const [x0] = project([-25.6, 15]), [x1] = project([63.8, -20]), [, y0] = project([10, 37.9]), [, y1] = project([20, -35.4]);
const SIZE = 2000, scale = SIZE / Math.max(x1 - x0, y1 - y0);
const fit = ([x, y]) => [Math.round((x - x0) * scale), Math.round((y - y0) * scale)];
const width = Math.round((x1 - x0) * scale), height = Math.round((y1 - y0) * scale);
const countries = {};
for (const code of Object.keys(projected).sort()) {
  const rings = projected[code].map((r) => r.map(fit))
    .filter((r) => r.every(([x, y]) => x >= 0 && y >= 0 && x <= width && y <= height))
    .map((r) => r.filter(([x, y], i) => i === 0 || x !== r[i - 1][0] || y !== r[i - 1][1]))
    .filter((r) => r.length >= 4);
  if (rings.length === 0) continue;
  const main = rings.reduce((a, b) => (Math.abs(area(a)) >= Math.abs(area(b)) ? a : b));
  const a = area(main) || 1;
  let cx = 0, cy = 0;
  main.forEach(([x, y], i) => { const [u, v] = main[(i + 1) % main.length], c = x * v - u * y; cx += (x + u) * c; cy += (y + v) * c; });
  countries[code] = { dot: [Math.round(cx / (6 * a)), Math.round(cy / (6 * a))], rings: rings.map((r) => r.flat()) };
}
process.stdout.write(JSON.stringify({ licence: "Natural Earth (public domain) by way of world-atlas 2.0.2 (ISC)", width, height, countries }) + "\n");
