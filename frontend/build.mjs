// Bundles styles/, scripts/ and assets/ into static/ under names that carry their content's hash, and writes static/manifest.json:
// {"site.css": "site-HASH.css", ...}. The colours and sizes are Designsystemet's, made from designsystemet.config.json.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

process.chdir(dirname(fileURLToPath(import.meta.url)));
const OUT = "static";
const THEME = "node_modules/.theme";
const CLI = "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js";
const ENTRIES = { site: ["styles/site.css", "scripts/site.js"], docs: ["styles/docs.css", "scripts/docs.js"], proof: ["scripts/proof_worker.js"] };

const run = promisify(execFile);

async function theme() {
  const stamp = `${THEME}/made-from.txt`;
  const from = (await readFile("designsystemet.config.json", "utf8")) + (await readFile("package-lock.json", "utf8"));
  const hash = createHash("sha256").update(from).digest("hex");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === hash) return;
  await run(process.execPath, [CLI, "tokens", "create", "--clean"]);
  await run(process.execPath, [CLI, "tokens", "build", "--tokens", `${THEME}/tokens`, "--out-dir", `${THEME}/built`, "--clean"]);
  await writeFile(stamp, hash);
}

async function bundle() {
  const result = await build({
    entryPoints: Object.values(ENTRIES).flat(),
    outdir: OUT,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    metafile: true,
    legalComments: "none",
    target: ["chrome109", "firefox115", "safari16"],
    loader: { ".woff2": "file" },
    logLevel: "warning",
  });
  const names = {};
  for (const [path, { entryPoint }] of Object.entries(result.metafile.outputs)) {
    if (entryPoint) names[basename(entryPoint)] = basename(path);
    else if (path.endsWith(".woff2")) names[basename(path).replace(/-[A-Z0-9]{8}(?=\.woff2$)/, "")] = basename(path);
  }
  return names;
}

async function drawings() {
  const names = {};
  for (const name of await readdir("assets")) {
    const content = await readFile(join("assets", name));
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
    const kind = extname(name);
    names[name] = `${basename(name, kind)}-${hash}${kind}`;
    await writeFile(join(OUT, names[name]), content);
  }
  return names;
}

try {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  await theme();
  const names = { ...(await bundle()), ...(await drawings()) };
  await writeFile(`${OUT}/manifest.json`, `${JSON.stringify(names, Object.keys(names).sort(), 2)}\n`);
} catch (fault) {
  console.error(fault.stderr || fault.message || fault);
  process.exit(1);
}
