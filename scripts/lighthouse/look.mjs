// Looks at pages with Lighthouse in one browser, and prints what a test or a measurement needs to know, as JSON.
// In: {"pages": [{"url", "preset": "mobile" | "desktop"}], "throttled": true | false, "chromium": path}
import * as launcher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const asked = JSON.parse(process.argv[2]);
const STRICT = ["accessibility", "best-practices", "seo"];
const flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"];
const chrome = await launcher.launch({ chromePath: asked.chromium, chromeFlags: flags, logLevel: "silent" });

function told({ url, preset }, { categories, audits }) {
  const failing = STRICT.flatMap((name) => categories[name].auditRefs)
    .map((ref) => audits[ref.id])
    .filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => `${audit.id}: ${audit.title}`);
  return {
    url,
    preset,
    scores: Object.fromEntries(Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)])),
    failing,
    shift: audits["cumulative-layout-shift"].numericValue,
    bytes: audits["total-byte-weight"].numericValue,
    requests: audits["network-requests"].details.items.map((item) => item.url),
    blocking: (audits["render-blocking-resources"].details?.items ?? []).map((item) => item.url),
  };
}

// On a busy machine Chromium loses the beginning of a trace now and then: that is no fault of the page.
async function looked(page, settings) {
  for (let left = 3; ; left -= 1) {
    const { lhr } = await lighthouse(page.url, settings, page.preset === "desktop" ? desktopConfig : undefined);
    if (!lhr.runtimeError) return lhr;
    if (left === 1) throw new Error(`${page.url}: ${lhr.runtimeError.message}`);
  }
}

try {
  const found = [];
  for (const page of asked.pages) {
    const onlyCategories = ["performance", ...STRICT];
    const settings = { port: chrome.port, logLevel: "silent", onlyCategories, disableFullPageScreenshot: true };
    if (!asked.throttled) settings.throttlingMethod = "provided";
    found.push(told(page, await looked(page, settings)));
  }
  process.stdout.write(JSON.stringify(found));
} finally {
  await chrome.kill();
}
