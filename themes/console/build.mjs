// Brings the files the console serves out of node_modules, with their licences' notices kept in the files: some are copied, the
// editor is bundled.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "assets", "vendor");
const files = {
  "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
};

mkdirSync(vendor, { recursive: true });
for (const [name, from] of Object.entries(files)) {
  const source = join(here, "node_modules", from);
  if (name.endsWith(".css")) {
    // Source maps are not shipped, so their pointer would answer 404.
    const text = readFileSync(source, "utf8").replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
    writeFileSync(join(vendor, name), text);
  } else {
    copyFileSync(source, join(vendor, name));
  }
  console.log(`assets/vendor/${name}`);
}

const licence = readFileSync(join(here, "node_modules", "prosemirror-view", "LICENSE"), "utf8").trim();
await build({
  entryPoints: [join(here, "editor", "main.js")],
  outfile: join(vendor, "editor.js"),
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["chrome100", "firefox100", "safari16"],
  legalComments: "none",
  banner: { js: `/* ProseMirror (prosemirror-*, orderedmap, rope-sequence, w3c-keyname)\n${licence}\n*/` },
  logLevel: "warning",
});
console.log("assets/vendor/editor.js");
