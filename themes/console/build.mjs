// Copies the few files the console serves out of node_modules, with their licences' notices kept in the files.
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
